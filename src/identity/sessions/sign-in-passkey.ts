// A person signs in with a passkey alone: it says whose it is, and knew its person.

import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { mintChallenge } from '../factors/challenge.ts';
import type { FactorDeps } from '../factors/factor-deps.ts';
import { assertionOptions, type AssertionOptions, type PasskeyAssertion } from '../factors/passkey.ts';
import { takePasskey, usingFactor } from '../factors/prove-factor.ts';
import { relyingPartyOf } from '../factors/relying-party.ts';
import { postNotice } from '../letters/notices.ts';
import { isEnabled } from '../principal.ts';
import { beginSession } from './begin-session.ts';
import type { CallerPlace, StartedSession } from './session.ts';

/** What the browser asks. Throws `unsupported` where browsers use no passkeys, `too-many-requests`. */
export async function passkeyOptions(
  deps: FactorDeps,
  { address }: { readonly address: string },
): Promise<AssertionOptions> {
  const party = relyingPartyOf(deps.letterHead.publicUrl);
  deps.challengeLimit.admit({ account: '', address });
  return deps.unit.transact(async (work) =>
    assertionOptions(
      party,
      await mintChallenge(work, deps.random, { use: 'sign-in', now: deps.clock.now() }),
    ),
  );
}

type Fault = 'wrong-passkey' | 'copied-passkey' | 'disabled';

/** Throws `not-signed-in`, in the same words whatever was wrong, and `too-many-requests`. */
export async function signInWithPasskey(
  deps: FactorDeps,
  request: CallerPlace & { readonly passkey: PasskeyAssertion },
): Promise<StartedSession> {
  const attempt = { account: `passkey ${request.passkey.id}`, address: request.address };
  deps.factorLimit.admit(attempt);
  const taken = await takePasskey(deps, request.passkey, { use: 'sign-in' });
  if (taken === 'wrong-passkey') return refuse(deps, { why: taken, address: request.address });
  const { accountId } = taken.factor;
  const { result, fault } = await usingFactor(deps, taken, {
    fault: 'copied-passkey',
    andThen: async (work, now) => {
      const account = await work.identity.findAccount(accountId);
      if (account === undefined || !isEnabled(account)) return 'disabled';
      return beginSession(deps, work, account, { now, from: request, proof: 'passkey' });
    },
  });
  if (fault !== undefined || result === undefined || result === 'disabled') {
    return refuse(deps, { why: fault ?? 'disabled', accountId, address: request.address });
  }
  deps.factorLimit.succeed(attempt);
  return result;
}

async function refuse(
  deps: FactorDeps,
  { why, accountId, address }: { readonly why: Fault; readonly accountId?: string; readonly address: string },
): Promise<never> {
  await deps.unit.transact(async (work) => {
    const at = deps.clock.now();
    const about = accountId === undefined ? {} : { accountId };
    const data = { during: 'sign-in', why, network: shortenAddress(address), ...about } as const;
    work.journal.record({ kind: 'sign-in-failed', actor: 'nobody', at, data });
    const account = accountId === undefined ? undefined : await work.identity.findAccount(accountId);
    if (why === 'copied-passkey' && account !== undefined) {
      await postNotice(deps, work, { account, about: 'passkey-copied', actor: 'nobody', at });
    }
  });
  throw new GatehouseError(
    'not-signed-in',
    'Cannot sign in: the passkey is not known here, or did not answer this question; try again, or use your password',
  );
}
