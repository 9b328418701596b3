// Offers a package to another organisation or person.

import { useEffect, useRef, useState } from 'preact/hooks';

import type { OwnedItem } from '../../../src/http/api/organisation-contract.ts';
import { useApp } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { ownerPath } from './visibility-choice.tsx';

type Receiver = 'organisation' | 'account';

const KINDS = [
  ['organisation', 'an organisation'],
  ['account', 'a person'],
] as const;

export function TransferForm({ item, close }: { readonly item: OwnedItem; readonly close: () => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [kind, setKind] = useState<Receiver>('organisation');
  const [name, setName] = useState('');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('select')?.focus(), []);
  const submit = async () => {
    const to = { kind, name: name.trim() };
    const isOffered = await run(
      async () => void (await api.send('POST', `${ownerPath(item)}/transfer`, { to })),
      `${item.name} is offered to ${to.name}; until it is accepted, it stays`,
    );
    if (isOffered) close();
  };
  return (
    <div class="panel is-padded" ref={place}>
      <Form
        label={`Offer ${item.name}`}
        submit={`Offer ${item.name}`}
        isBusy={isBusy}
        onSubmit={() => void submit()}
        more={
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
        }
      >
        {problem === undefined ? null : <Failure problem={problem} />}
        <p>
          Each owner there gets a letter with a link of their own, good for three days. Once one of them
          accepts, <strong>{item.name}</strong> is theirs, and every grant on it ends.
        </p>
        <div class="form-pair">
          <SelectField
            label="To"
            value={kind}
            options={KINDS}
            onValue={(value) => setKind(value as Receiver)}
          />
          <TextField label="Name" value={name} onValue={setName} isRequired />
        </div>
      </Form>
    </div>
  );
}
