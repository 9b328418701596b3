// Claims a namespace for an organisation or oneself, by something that shows that it is theirs.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import type { NamespaceItem } from '../../../src/http/api/namespace-contract.ts';
import type { OrganisationItem } from '../../../src/http/api/organisation-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { SelectField, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { PanelForm } from '../parts/panel-form.tsx';
import { useAction } from '../parts/use-action.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES, type EcosystemId } from '../words/ecosystems.ts';
import { NAMESPACE_EXAMPLES, namespaceHref } from '../words/namespace-words.ts';

type Place = 'domain' | 'repository';

export function ClaimForm({ close }: { readonly close: () => void }) {
  const { api } = useApp();
  const { route } = useLocation();
  const action = useAction();
  const { data: organisations } = useResource<{ readonly items: readonly OrganisationItem[] }>(
    '/organisations',
  );
  const [ecosystem, setEcosystem] = useState<EcosystemId>('npm');
  const [namespace, setNamespace] = useState('');
  const [organisation, setOrganisation] = useState('');
  const [place, setPlace] = useState<Place>('domain');
  const [at, setAt] = useState('');
  // A groupId spells the domain, or the account at a code host, that it stands for.
  const isSpelt = ecosystem === 'maven';
  const submit = () =>
    void action.run(async () => {
      const claimed = await api.send<NamespaceItem>('POST', '/namespaces', {
        ecosystem,
        namespace: namespace.trim(),
        ...(organisation === '' ? {} : { organisation }),
        ...(isSpelt ? {} : { [place]: at.trim() }),
      });
      route(namespaceHref(claimed.id));
      return `${claimed.pattern} is claimed; now prove it`;
    });
  return (
    <Section title="Claim a namespace" lead="Nothing follows before it is proven.">
      <PanelForm label="Claim a namespace" submit="Claim it" action={action} onSubmit={submit} close={close}>
        <div class="form-pair">
          <SelectField
            label="Ecosystem"
            value={ecosystem}
            options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
            onValue={(value) => setEcosystem(value as EcosystemId)}
          />
          <TextField
            label="Namespace"
            value={namespace}
            onValue={setNamespace}
            placeholder={NAMESPACE_EXAMPLES[ecosystem]}
            isRequired
          />
        </div>
        <SelectField
          label="For"
          value={organisation}
          options={[
            ['', 'yourself'],
            ...(organisations?.items ?? []).map(({ name, displayName }) => [name, displayName] as const),
          ]}
          onValue={setOrganisation}
        />
        <PlaceFields {...{ isSpelt, place, setPlace, at, setAt }} />
      </PanelForm>
    </Section>
  );
}

function PlaceFields(props: {
  readonly isSpelt: boolean;
  readonly place: Place;
  readonly setPlace: (place: Place) => void;
  readonly at: string;
  readonly setAt: (at: string) => void;
}) {
  const { isSpelt, place, setPlace, at, setAt } = props;
  if (isSpelt) {
    return (
      <p class="muted">
        A groupId says itself what shows that it is yours: <code>com.acme</code> the domain acme.com,{' '}
        <code>io.github.acme</code> the account acme there.
      </p>
    );
  }
  return (
    <div class="form-pair">
      <SelectField
        label="Shown by"
        value={place}
        options={[
          ['domain', 'a domain of yours'],
          ['repository', 'a repository of yours'],
        ]}
        onValue={(value) => setPlace(value as Place)}
      />
      <TextField
        label={place === 'domain' ? 'Domain' : 'Host and account'}
        value={at}
        onValue={setAt}
        placeholder={place === 'domain' ? 'acme.example' : 'github:acme'}
        hint={
          place === 'domain'
            ? 'A TXT record in its DNS, or a file on its web server.'
            : 'A public repository of a name that you are told.'
        }
        isRequired
      />
    </div>
  );
}
