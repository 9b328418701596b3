// Lets whoever an identity provider says to be these publish a package or a namespace.

import { useState } from 'preact/hooks';

import type { TrustedPublishing } from '../../../src/http/api/publisher-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { SelectField, TextField } from '../parts/field.tsx';
import { PanelForm } from '../parts/panel-form.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { PROVIDER_FIELDS, type SettingField } from '../words/publisher-words.ts';
import type { PublisherSubject } from './publisher-section.tsx';

interface FormProps {
  readonly subject: PublisherSubject;
  readonly close: () => void;
  readonly done: () => void;
}

export function PublisherForm(props: FormProps) {
  const { data, problem, reload } = useResource<TrustedPublishing>('/trusted-publishing');
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  if (data === undefined) return <Loading what="identity providers" />;
  return <IssuerForm {...props} issuers={data.issuers} />;
}

function IssuerForm({
  subject,
  close,
  done,
  issuers,
}: FormProps & { readonly issuers: TrustedPublishing['issuers'] }) {
  const { api } = useApp();
  const action = useAction();
  const [issuer, setIssuer] = useState(issuers[0]?.name ?? '');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [right, setRight] = useState('publish');
  const provider = issuers.find(({ name }) => name === issuer)?.provider ?? 'github';
  const fields = PROVIDER_FIELDS[provider];
  const submit = () =>
    void action.run(async () => {
      const settings =
        provider === 'custom' ? { claims: readClaims(values['claims'] ?? '') } : readSettings(fields, values);
      await api.send('POST', '/publishers', { ...subject, issuer, settings, right });
      done();
    }, 'The publisher is added; its owners get a letter');
  return (
    <PanelForm label="Add a publisher" submit="Add it" action={action} onSubmit={submit} close={close}>
      <div class="form-pair">
        <SelectField
          label="Identity provider"
          value={issuer}
          options={issuers.map(({ name, provider: kind }) => [
            name,
            name === kind ? TITLES[kind] : `${name} (${TITLES[kind]})`,
          ])}
          onValue={setIssuer}
        />
        <SelectField
          label="It may"
          value={right}
          options={[
            ['publish', 'publish versions'],
            ['stage', 'put versions up for approval'],
          ]}
          onValue={setRight}
        />
      </div>
      {provider === 'custom' ? (
        <TextField
          label="Claims"
          value={values['claims'] ?? ''}
          onValue={(claims) => setValues({ ...values, claims })}
          lines={3}
          placeholder="project=tide"
          hint="What its identities must say, letter by letter: name=value, one on a line."
          isRequired
        />
      ) : (
        <div class="form-pair">
          {fields.map(({ name, ...field }) => (
            <TextField
              key={`${provider} ${name}`}
              {...field}
              value={values[name] ?? ''}
              onValue={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </div>
      )}
    </PanelForm>
  );
}

const TITLES: Readonly<Record<TrustedPublishing['issuers'][number]['provider'], string>> = {
  github: 'GitHub Actions',
  gitlab: 'GitLab CI',
  google: 'Google Cloud',
  activestate: 'ActiveState',
  circleci: 'CircleCI',
  custom: 'another issuer',
};

function readSettings(
  fields: readonly SettingField[],
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const given = fields.map(({ name }) => [name, (values[name] ?? '').trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

function readClaims(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').map((line) => line.trim());
  const pairs = lines
    .filter((line) => line !== '')
    .map((line) => {
      const equals = line.indexOf('=');
      return equals === -1 ? [line, ''] : [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
    });
  return Object.fromEntries(pairs) as Record<string, string>;
}
