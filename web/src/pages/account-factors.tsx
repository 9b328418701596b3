// Second factors of one's own account: passkeys, an authenticator, recovery codes.

import { useState } from 'preact/hooks';

import type {
  EnrolledFactor,
  FactorItem,
  FactorList,
  TotpOffer,
} from '../../../src/http/api/factor-contract.ts';
import { knowsPasskeys } from '../api/passkey.ts';
import { useResource } from '../api/use-resource.ts';
import { useApp } from '../app/context.ts';
import { Banner } from '../parts/banner.tsx';
import { Section } from '../parts/page.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { useAction } from '../parts/use-action.ts';
import { PasskeyForm, TotpForm } from './factor-forms.tsx';
import { describeDay } from '../words/time-words.ts';
import { FactorTable } from './factor-table.tsx';

/** What is being added: an authenticator by what the server offered. */
type Adding = 'passkey' | TotpOffer;

export function AccountFactors() {
  const { api, refreshSession } = useApp();
  const { isBusy, problem, run } = useAction();
  const factors = useResource<FactorList>('/account/factors');
  const [codes, setCodes] = useState<readonly string[]>();
  const [adding, setAdding] = useState<Adding>();
  const list = factors.data;
  const enrolled = async (answer: EnrolledFactor) => {
    if (answer.recoveryCodes !== undefined) setCodes(answer.recoveryCodes);
    setAdding(undefined);
    factors.reload();
    await refreshSession();
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
  const offerTotp = async () => setAdding(await api.send<TotpOffer>('POST', '/account/factors/totp'));
  const why = list === undefined ? undefined : (list.noPasskeys ?? whyNoPasskeys(list));
  const close = () => setAdding(undefined);
  return (
    <Section
      title="Second factors"
      lead="A passkey is the safest, since it answers to this server's own page alone. Publishing takes a second factor."
      more={
        list === undefined ? undefined : (
          <FactorButtons
            {...{ list, isBusy, why }}
            addPasskey={() => setAdding('passkey')}
            addTotp={() => void run(offerTotp)}
            renew={() => void run(renew, 'New recovery codes were made')}
          />
        )
      }
    >
      {factors.problem === undefined ? null : <Failure problem={factors.problem} retry={factors.reload} />}
      {list === undefined && factors.isLoading ? <Loading what="your second factors" /> : null}
      {problem === undefined ? null : <Failure problem={problem} />}
      <KeyAsked by={list?.keyAskedBy ?? []} />
      {codes === undefined ? null : <Codes codes={codes} />}
      {adding === undefined ? null : adding === 'passkey' ? (
        <PasskeyForm done={enrolled} close={close} />
      ) : (
        <TotpForm offer={adding} done={enrolled} close={close} />
      )}
      {list === undefined ? null : (
        <Enrolled
          {...{ list, isBusy, why }}
          reload={factors.reload}
          remove={(factor) => void run(() => remove(factor), `${factor.name} was removed`)}
        />
      )}
    </Section>
  );
}

/** What the person publishes, and will not without a passkey. */
function KeyAsked({ by }: { readonly by: NonNullable<FactorList['keyAskedBy']> }) {
  const [first] = by;
  if (first === undefined) return null;
  const names = by.map(({ name }) => name).join(', ');
  const from = first.isInForce ? 'now' : `from ${describeDay(first.deadline)} on`;
  return (
    <Banner tone="warn">
      <p>
        <strong>You need a passkey or a security key {from}.</strong> Nothing of{' '}
        <span class="anywhere">{names}</span> is published then while you may publish it without one:{' '}
        <a href="/high-impact">why</a>
      </p>
    </Banner>
  );
}

function Enrolled(props: {
  readonly list: FactorList;
  readonly isBusy: boolean;
  readonly why: string | undefined;
  readonly remove: (factor: FactorItem) => void;
  readonly reload: () => void;
}) {
  const { list, why } = props;
  if (list.items.length === 0) {
    return (
      <Empty title="There is no second factor yet">
        Whoever learns your password is you until there is one. {why ?? ''}
      </Empty>
    );
  }
  return (
    <>
      <FactorTable items={list.items} isBusy={props.isBusy} remove={props.remove} reload={props.reload} />
      <p class="muted">
        {list.recoveryCodes} recovery codes left. {why ?? ''}
      </p>
    </>
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
