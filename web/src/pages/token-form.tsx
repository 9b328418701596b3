// Makes a token.

import { useState } from 'preact/hooks';

import { useApp, useMay } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import type { MintedToken } from './tokens.tsx';

const LASTS = [
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['365d', 'a year'],
] as const;

export function MintForm({ onMinted }: { readonly onMinted: (token: MintedToken) => void }) {
  const { api } = useApp();
  const mayBind = useMay('manage-tokens');
  const mayMintApi = useMay('mint-api-tokens');
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const [lasts, setLasts] = useState('90d');
  const [view, setView] = useState('');
  const submit = () =>
    run(async () => {
      const bound = view.trim() === '' ? {} : { view: view.trim() };
      onMinted(await api.send<MintedToken>('POST', '/tokens', { name: name.trim(), scope, lasts, ...bound }));
      setName('');
    });
  return (
    <Section title="Make a token">
      <div class="panel is-padded">
        <Form label="Make a token" submit="Make token" isBusy={isBusy} onSubmit={() => void submit()}>
          {problem === undefined ? null : <Failure problem={problem} />}
          <TextField
            label="Name"
            value={name}
            onValue={setName}
            placeholder="build-agent-7"
            hint="The machine or use, as it shall appear in “who has it”."
            isRequired
          />
          <div class="form-pair">
            <SelectField
              label="May"
              value={scope}
              options={[['read', 'fetch packages'], ...(mayMintApi ? [['api', 'use the API'] as const] : [])]}
              onValue={setScope}
            />
            <SelectField label="Lasts" value={lasts} options={LASTS} onValue={setLasts} />
            {mayBind ? (
              <TextField
                label="View"
                value={view}
                onValue={setView}
                placeholder="by network"
                hint="The policy that it reads through."
              />
            ) : null}
          </div>
        </Form>
      </div>
    </Section>
  );
}
