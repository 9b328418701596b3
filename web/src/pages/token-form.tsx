// Makes a token.

import { useState } from 'preact/hooks';

import { useApp, useMay } from '../app/context.ts';
import { Form, SelectField, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { ActionChoice, entriesOf, parsePackageLine } from './token-bounds.tsx';
import type { MintedToken } from './tokens.tsx';

type Scope = 'read' | 'api' | 'write';

const LASTS = [
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;
const READ_LASTS = [...LASTS, ['365d', 'a year']] as const;

/** What lasts as long as one chooses, until one does. */
const USUAL: Readonly<Record<Scope, string>> = { read: '90d', api: '90d', write: '7d' };

export function MintForm({ onMinted }: { readonly onMinted: (token: MintedToken) => void }) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  const [lasts, setLasts] = useState(USUAL.read);
  const [view, setView] = useState('');
  const [actions, setActions] = useState<readonly string[]>(['publish']);
  const [packages, setPackages] = useState('');
  const [networks, setNetworks] = useState('');
  const [asksProof, setAsksProof] = useState(false);
  const mayBind = useMay('manage-tokens');
  const submit = () =>
    run(async () => {
      const bounds = {
        ...(scope === 'write' ? { actions, asksProof } : {}),
        ...(scope === 'api' || packages.trim() === ''
          ? {}
          : { packages: entriesOf(packages).map(parsePackageLine) }),
        ...(networks.trim() === '' ? {} : { networks: entriesOf(networks) }),
        ...(view.trim() === '' ? {} : { view: view.trim() }),
      };
      const body = { name: name.trim(), scope, lasts, ...bounds };
      onMinted(await api.send<MintedToken>('POST', '/tokens', body));
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
            <ScopeField
              scope={scope}
              onScope={(chosen) => {
                setScope(chosen);
                setLasts(USUAL[chosen]);
              }}
            />
            <SelectField
              label="Lasts"
              value={lasts}
              options={scope === 'read' ? READ_LASTS : LASTS}
              onValue={setLasts}
            />
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
          {scope === 'write' ? <ActionChoice chosen={actions} onChosen={setActions} /> : null}
          {scope === 'write' ? <AskingField isAsking={asksProof} onAsking={setAsksProof} /> : null}
          {scope === 'api' ? null : (
            <PackagesField isRequired={scope === 'write'} value={packages} onValue={setPackages} />
          )}
          <TextField
            label="Networks"
            value={networks}
            onValue={setNetworks}
            placeholder="from anywhere"
            hint="Where it may be used from: addresses or blocks such as 192.0.2.0/24."
          />
        </Form>
      </div>
    </Section>
  );
}

/** Only what its person may make, or could with a second factor. */
function ScopeField({ scope, onScope }: { readonly scope: Scope; readonly onScope: (scope: Scope) => void }) {
  const mayMintApi = useMay('mint-api-tokens');
  const mayWrite = useMay('mint-write-tokens');
  const options = [
    ['read', 'fetch packages'],
    ...(mayMintApi ? [['api', 'use the API'] as const] : []),
    ...(mayWrite ? [['write', 'change packages'] as const] : []),
  ] as const;
  return (
    <SelectField
      label="May"
      value={scope}
      options={options}
      onValue={(chosen) => onScope(chosen as Scope)}
      {...(mayWrite ? {} : { hint: 'One that changes packages takes a sign-in with a second factor.' })}
    />
  );
}

/** For people: a machine has no second factor. */
function AskingField(props: { readonly isAsking: boolean; readonly onAsking: (isAsking: boolean) => void }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.isAsking}
        onChange={(event) => props.onAsking(event.currentTarget.checked)}
      />
      Ask for my second factor at each change (npm, pnpm and yarn; other clients cannot)
    </label>
  );
}

function PackagesField(props: {
  readonly isRequired: boolean;
  readonly value: string;
  readonly onValue: (value: string) => void;
}) {
  const hint = props.isRequired
    ? 'One a line, with its ecosystem; a prefix ends in *. At most 50.'
    : 'Left empty: all of them. Holds where reading takes a token at all.';
  return <TextField label="Packages" {...props} lines={2} placeholder="npm:@acme/*" hint={hint} />;
}
