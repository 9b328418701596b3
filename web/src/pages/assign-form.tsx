// Writes down that a name is a package of the organisation.

import { useState } from 'preact/hooks';

import { useApp } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { ECOSYSTEM_IDS, ECOSYSTEM_TITLES, type EcosystemId } from '../words/ecosystems.ts';
import { optionsOf, organisationPath, VISIBILITIES, type Visibility } from '../words/organisation-words.ts';

export function AssignForm({ name, reload }: { readonly name: string; readonly reload: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [ecosystem, setEcosystem] = useState<EcosystemId>('npm');
  const [packageName, setPackageName] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('private');
  const submit = async () => {
    const wanted = packageName.trim();
    const body = { ecosystem, name: wanted, visibility };
    const isDone = await run(
      async () => void (await api.send('POST', organisationPath(name, 'packages'), body)),
      `${wanted} is ${name}’s now`,
    );
    if (!isDone) return;
    setPackageName('');
    reload();
  };
  return (
    <Section
      title="Give it a package"
      lead="You keep names on this server: write down that one is the organisation’s."
    >
      <div class="panel is-padded">
        <Form label="Give it a package" submit="Give it" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <div class="form-pair">
            <SelectField
              label="Ecosystem"
              value={ecosystem}
              options={ECOSYSTEM_IDS.map((id) => [id, ECOSYSTEM_TITLES[id]] as const)}
              onValue={(value) => setEcosystem(value as EcosystemId)}
            />
            <TextField label="Package" value={packageName} onValue={setPackageName} isRequired />
            <SelectField
              label="Who may know it"
              value={visibility}
              options={optionsOf(VISIBILITIES)}
              hint={VISIBILITIES[visibility]}
              onValue={(value) => setVisibility(value as Visibility)}
            />
          </div>
        </Form>
      </div>
    </Section>
  );
}
