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
import { Time } from '../parts/time.tsx';
import { useAction } from '../parts/use-action.ts';

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
    const name = `Passkey ${list.items.length + 1}`;
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
    <section class="panel is-padded" aria-labelledby="factors">
      <h2 id="factors">Second factors</h2>
      <Fault detail={problem?.detail} />
      <FactorLines
        items={list.items}
        isBusy={isBusy}
        remove={(factor) => void run(() => remove(factor), `${factor.name} was removed`)}
      />
      {why === undefined ? null : <p class="muted">{why}</p>}
      <div class="actions">
        {why === undefined ? (
          <button
            type="button"
            class="button is-primary"
            disabled={isBusy}
            onClick={() => void run(addPasskey, 'The passkey was added')}
          >
            Add a passkey
          </button>
        ) : null}{' '}
        {list.items.some(({ kind }) => kind === 'totp') ? null : (
          <button
            type="button"
            class="button"
            disabled={isBusy}
            onClick={() =>
              void run(async () => setOffer(await api.send<TotpOffer>('POST', '/account/factors/totp')))
            }
          >
            Add an authenticator
          </button>
        )}{' '}
        {list.items.length === 0 ? null : (
          <button
            type="button"
            class="button"
            disabled={isBusy}
            onClick={() => void run(renew, 'New recovery codes were made')}
          >
            New recovery codes ({list.recoveryCodes} left)
          </button>
        )}
      </div>
      {offer === undefined ? null : <TotpForm offer={offer} done={enrolled} />}
      {codes === undefined ? null : <Codes codes={codes} />}
    </section>
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

function FactorLines({
  items,
  isBusy,
  remove,
}: {
  readonly items: readonly FactorItem[];
  readonly isBusy: boolean;
  readonly remove: (factor: FactorItem) => void;
}) {
  if (items.length === 0) {
    return <p>None yet. Publishing takes one; a passkey is the safest, since no other page can use it.</p>;
  }
  return (
    <ul>
      {items.map((factor) => (
        <li key={factor.id}>
          {factor.name} ({factor.kind === 'passkey' ? 'passkey' : 'authenticator'}), added{' '}
          <Time at={factor.createdAt} />{' '}
          <button type="button" class="button is-small" disabled={isBusy} onClick={() => remove(factor)}>
            Remove {factor.name}
          </button>
        </li>
      ))}
    </ul>
  );
}

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
  );
}
