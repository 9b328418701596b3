// What an organisation is called, and how one leaves or ends it.

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';

import { useApp, useMay } from '../app/context.ts';
import { Form, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { useAction } from '../parts/use-action.ts';
import { organisationPath } from '../words/organisation-words.ts';
import type { OrganisationView } from './organisation.tsx';

export function OrganisationSettings({ view }: { readonly view: OrganisationView }) {
  const mayManage = useMay('manage-organisations');
  const { organisation } = view;
  return (
    <>
      {view.mayManageSettings ? <RenameForm key={organisation.displayName} view={view} /> : null}
      {organisation.role === undefined ? null : <Leave view={view} />}
      {mayManage && organisation.may.includes('delete') ? <Delete view={view} /> : null}
    </>
  );
}

function RenameForm({ view: { organisation, reload } }: { readonly view: OrganisationView }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [displayName, setDisplayName] = useState(organisation.displayName);
  const submit = () =>
    run(async () => {
      await api.send('PATCH', organisationPath(organisation.name), { displayName: displayName.trim() });
      reload();
    }, `It is shown as ${displayName.trim()} now`);
  return (
    <Section title="The name that people read">
      <div class="panel is-padded">
        <Form label="Rename" submit="Save" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <TextField
            label="Shown as"
            value={displayName}
            onValue={setDisplayName}
            hint={`In addresses and commands it stays ${organisation.name}.`}
            isRequired
          />
        </Form>
      </div>
    </Section>
  );
}

function Leave({ view: { organisation } }: { readonly view: OrganisationView }) {
  const { api, announce } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const leave = async () => {
    const path = organisationPath(organisation.name, 'leave');
    if (!(await run(() => api.send('POST', path)))) return;
    announce(`You belong to ${organisation.name} no more`);
    route('/organisations');
  };
  return (
    <Section
      title="Leave"
      lead="Your teams and grants end with it. The last owner makes somebody else an owner first."
    >
      {problem === undefined ? null : <Failure problem={problem} />}
      <Sure
        verb={`Leave ${organisation.name}`}
        label={`Leave ${organisation.name}`}
        ask="To come back takes another invitation. Leave?"
        isBusy={isBusy}
        act={() => void leave()}
      />
    </Section>
  );
}

function Delete({ view: { organisation } }: { readonly view: OrganisationView }) {
  const { api, announce } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const remove = async () => {
    if (!(await run(() => api.send('DELETE', organisationPath(organisation.name))))) return;
    announce(`${organisation.name} is no more`);
    route('/organisations');
  };
  return (
    <Section
      title="End the organisation"
      lead="With its teams and grants, once it owns no package. Its name is never given again, to you neither."
    >
      {problem === undefined ? null : <Failure problem={problem} />}
      <Sure
        verb={`End ${organisation.name}`}
        label={`End ${organisation.name}`}
        ask={`End ${organisation.name} for good?`}
        isBusy={isBusy}
        act={() => void remove()}
      />
    </Section>
  );
}
