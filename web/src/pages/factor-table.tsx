// The second factors of one's own account, each with a name of its own.

import { useState } from 'preact/hooks';

import type { FactorItem } from '../../../src/http/api/factor-contract.ts';
import { useApp } from '../app/context.ts';
import { Form, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { Sure } from '../parts/sure.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

/** As long as the server takes. */
export const MAX_FACTOR_NAME = 60;

export function FactorTable(props: {
  readonly items: readonly FactorItem[];
  readonly isBusy: boolean;
  readonly remove: (factor: FactorItem) => void;
  readonly reload: () => void;
}) {
  const [renamed, setRenamed] = useState<string>();
  const columns: readonly Column<FactorItem>[] = [
    { head: 'Factor', kind: 'main', cell: ({ name }) => <span class="strong anywhere">{name}</span> },
    { head: 'Kind', kind: 'tight', cell: ({ kind }) => (kind === 'passkey' ? 'passkey' : 'authenticator') },
    { head: 'Added', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { head: 'Last used', kind: 'tight', cell: ({ lastUsedAt }) => <Time at={lastUsedAt} /> },
    {
      head: 'Rename',
      kind: 'tight',
      cell: ({ id, name }) => (
        <button
          type="button"
          class="button is-small"
          aria-label={`Rename ${name}`}
          aria-expanded={renamed === id}
          onClick={() => setRenamed(renamed === id ? undefined : id)}
        >
          Rename
        </button>
      ),
    },
    {
      head: 'Remove',
      kind: 'tight',
      cell: (factor) => (
        <Sure
          verb="Remove"
          label={`Remove ${factor.name}`}
          ask="Your other sessions end. Remove it?"
          isBusy={props.isBusy}
          act={() => props.remove(factor)}
        />
      ),
    },
  ];
  const factor = props.items.find(({ id }) => id === renamed);
  return (
    <>
      {factor === undefined ? null : (
        <RenameForm
          key={factor.id}
          factor={factor}
          close={() => setRenamed(undefined)}
          reload={props.reload}
        />
      )}
      <Table caption="Second factors" columns={columns} items={props.items} keyOf={({ id }) => id} />
    </>
  );
}

function RenameForm(props: {
  readonly factor: FactorItem;
  readonly close: () => void;
  readonly reload: () => void;
}) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState(props.factor.name);
  const submit = async () => {
    const wanted = name.trim();
    const path = `/account/factors/${encodeURIComponent(props.factor.id)}`;
    const isDone = await run(
      async () => void (await api.send('PATCH', path, { name: wanted })),
      `It is called ${wanted} now`,
    );
    if (!isDone) return;
    props.reload();
    props.close();
  };
  return (
    <div class="panel is-padded is-below">
      <Form
        label={`Rename ${props.factor.name}`}
        submit="Save"
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <button type="button" class="button" onClick={props.close}>
            Cancel
          </button>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        <TextField
          label="Name of the factor"
          value={name}
          onValue={setName}
          maxLength={MAX_FACTOR_NAME}
          hint="By it you know which one to remove when a device is lost."
          isRequired
        />
      </Form>
    </div>
  );
}
