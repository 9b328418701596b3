// Gives an application another name, in this environment.

import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

import type { ApplicationItem, RenameAnswer } from '../../../src/http/api/application-contract.ts';
import { queryOf } from '../api/client.ts';
import { useApp, useMay } from '../app/context.ts';
import { Form, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { applicationHref } from '../words/finding-words.ts';

/** Nothing for those who may not. */
export function ApplicationRename({ application }: { readonly application: ApplicationItem }) {
  const mayRename = useMay('rename-applications');
  if (!mayRename) return null;
  return (
    <details class="section">
      <summary>Rename this application</summary>
      <RenameForm key={application.name} application={application} />
    </details>
  );
}

function RenameForm({ application: { name, environment } }: { readonly application: ApplicationItem }) {
  const { api } = useApp();
  const { route } = useLocation();
  const { isBusy, problem, run } = useAction();
  const [newName, setNewName] = useState('');
  const wanted = newName.trim();
  const submit = () =>
    run(async () => {
      const path = `/applications/${encodeURIComponent(name)}${queryOf({ environment })}`;
      await api.send<RenameAnswer>('PATCH', path, { name: wanted });
      route(applicationHref(wanted, environment));
    }, `Renamed to ${wanted}`);
  return (
    <div class="panel is-padded">
      <Form label="Rename this application" submit="Rename" isBusy={isBusy} onSubmit={() => void submit()}>
        {problem === undefined ? null : <Failure problem={problem} />}
        <TextField
          label="New name"
          value={newName}
          onValue={setNewName}
          hint={`Findings, snapshots and history stay. In ${environment} alone; whatever pushes as “${name}” from then on makes a new application.`}
          isRequired
        />
      </Form>
    </div>
  );
}
