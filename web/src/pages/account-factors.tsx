// Second factors of one's own account: passkeys, an authenticator, recovery codes.

import { useState } from 'preact/hooks';

import type {
  CreationOptions,
  EnrolledFactor,
  FactorItem,
  FactorList,
  TotpOffer,
} from '../../../src/http/api/factor-contract.ts';
import { createPasskey, knowsPasskeys } from '../api/passkey.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Form, TextField } from '../parts/field.tsx';
import { Section } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { Table, type Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';
import { describeAgent } from '../words/agent-words.ts';

export function AccountFactors() {
  const { api, refreshSession } = useApp();
  const { isBusy, problem, run } = useAction();
  const factors = useResource<FactorList>('/account/factors');
  const [codes, setCodes] = useState<readonly string[]>();
  const [offer, setOffer] = useState<TotpOffer>();
  const list = factors.data;
  if (list === undefined) return null;
  const enrolled = async (answer: EnrolledFactor) => {
    if (answer.recoveryCodes !== undefined) setCodes(answer.recoveryCodes);
    setOffer(undefined);
    factors.reload();
    await refreshSession();
  };
  const addPasskey = async () => {
    const options = await api.send<CreationOptions>('POST', '/account/factors/passkey/options');
    const passkey = await createPasskey(options);
    const name = describeAgent(navigator.userAgent);
    await enrolled(await api.send<EnrolledFactor>('POST', '/account/factors/passkey', { name, passkey }));
  };
  const remove = async (factor: FactorItem) => {
    await api.send('DELETE', `/account/factors/${factor.id}`);
    factors.reload();
    await refreshSession();
  };
  const renew = async () => {
    const made = await api.send<{ recoveryCodes: string[] }>('POST', '/account/recovery-codes');
    setCodes(made.recoveryCodes);
    factors.reload();
  };
  const why = list.noPasskeys ?? whyNoPasskeys(list);
  return (
    <Section
      title="Second factors"
      lead="A passkey is the safest, since it answers to this server's own page alone. Publishing takes a second factor."
      more={
        <FactorButtons
          {...{ list, isBusy, why }}
          addPasskey={() => void run(addPasskey, 'The passkey was added')}
          addTotp={() =>
            void run(async () => setOffer(await api.send<TotpOffer>('POST', '/account/factors/totp')))
          }
          renew={() => void run(renew, 'New recovery codes were made')}
        />
      }
    >
      <Fault detail={problem?.detail} />
      {codes === undefined ? null : <Codes codes={codes} />}
      {offer === undefined ? null : <TotpForm offer={offer} done={enrolled} />}
      {list.items.length === 0 ? (
        <Empty title="There is no second factor yet">
          Whoever learns your password is you until there is one. {why ?? ''}
        </Empty>
      ) : (
        <>
          <Table
            caption="Second factors"
            columns={columnsOf(
              isBusy,
              (factor) => void run(() => remove(factor), `${factor.name} was removed`),
            )}
            items={list.items}
            keyOf={({ id }) => id}
          />
          <p class="muted">
            {list.recoveryCodes} recovery codes left. {why ?? ''}
          </p>
        </>
      )}
    </Section>
  );
}

function FactorButtons(props: {
  readonly list: FactorList;
  readonly isBusy: boolean;
  /** Why this page makes no passkey. */
  readonly why: string | undefined;
  readonly addPasskey: () => void;
  readonly addTotp: () => void;
  readonly renew: () => void;
}) {
  const { list, isBusy } = props;
  return (
    <div class="row">
      {props.why === undefined ? (
        <button type="button" class="button is-primary" disabled={isBusy} onClick={props.addPasskey}>
          Add a passkey
        </button>
      ) : null}
      {list.items.some(({ kind }) => kind === 'totp') ? null : (
        <button type="button" class="button" disabled={isBusy} onClick={props.addTotp}>
          Add an authenticator
        </button>
      )}
      {list.items.length === 0 ? null : (
        <button type="button" class="button" disabled={isBusy} onClick={props.renew}>
          New recovery codes
        </button>
      )}
    </div>
  );
}

function Fault({ detail }: { readonly detail: string | undefined }) {
  if (detail === undefined) return null;
  return (
    <Banner tone="block">
      <p>{detail}</p>
    </Banner>
  );
}

const columnsOf = (isBusy: boolean, remove: (factor: FactorItem) => void): readonly Column<FactorItem>[] => [
  { head: 'Factor', kind: 'main', cell: ({ name }) => <span class="strong">{name}</span> },
  { head: 'Kind', kind: 'tight', cell: ({ kind }) => (kind === 'passkey' ? 'passkey' : 'authenticator') },
  { head: 'Added', kind: 'tight', cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    head: 'Remove',
    kind: 'tight',
    cell: (factor) => (
      <button
        type="button"
        class="button is-small"
        disabled={isBusy}
        aria-label={`Remove ${factor.name}`}
        onClick={() => remove(factor)}
      >
        Remove
      </button>
    ),
  },
];

/** Why this page cannot make one. */
function whyNoPasskeys({ passkeyOrigin }: FactorList): string | undefined {
  if (passkeyOrigin !== undefined && passkeyOrigin !== location.origin) {
    return `Passkeys of this server belong to ${passkeyOrigin}: open this page there to add one.`;
  }
  return knowsPasskeys() ? undefined : 'This browser makes no passkeys.';
}

function Codes({ codes }: { readonly codes: readonly string[] }) {
  return (
    <Banner tone="warn">
      <p>
        <strong>Recovery codes, shown this once.</strong> Each stands in for a second factor one time. Print
        them, or keep them where you keep passwords.
      </p>
      <pre>{codes.join('\n')}</pre>
    </Banner>
  );
}

function TotpForm({
  offer,
  done,
}: {
  readonly offer: TotpOffer;
  readonly done: (answer: EnrolledFactor) => Promise<void>;
}) {
  const { api } = useApp();
  const { isBusy, problem, run } = useAction();
  const [code, setCode] = useState('');
  const submit = () =>
    run(async () => {
      const request = { ticket: offer.ticket, code, name: 'Authenticator' };
      await done(await api.send<EnrolledFactor>('POST', '/account/factors/totp/confirm', request));
    }, 'The authenticator was added');
  return (
    <div class="panel is-padded">
      <Form label="Add an authenticator" submit="Add it" isBusy={isBusy} onSubmit={() => void submit()}>
        <p>
          Type this secret into your authenticator, or <a href={offer.uri}>open it there</a>:
        </p>
        <pre>{offer.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</pre>
        <TextField
          label="The code that it shows"
          value={code}
          onValue={setCode}
          autocomplete="one-time-code"
          fault={problem?.detail}
          isRequired
        />
      </Form>
    </div>
  );
}
