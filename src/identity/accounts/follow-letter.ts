// Somebody follows the link of a letter that asks whether its address is theirs.

import { GatehouseError } from '../../kernel/errors.ts';

import type { AttemptLimit } from '../sessions/attempt-limit.ts';
import type { OneTimeLink } from '../ports.ts';
import { isEnabled, type Principal } from '../principal.ts';
import { hashSecret, isSecret } from '../secret.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { completeSignUp } from './sign-up.ts';
import { addressOf, verifyAddress } from './verified-address.ts';

export interface FollowLetterDeps extends IdentityDeps {
  readonly limit: AttemptLimit;
}

/** What came of it. */
export interface FollowedLetter {
  /** `verified`: the address is the account's. `signed-up`: there is an account now, to sign in with. */
  readonly done: 'verified' | 'signed-up';
  /** The account's name. */
  readonly name: string;
}

/**
 * Makes the address the account's, or the account that was signed up for. Throws `not-allowed` when the link is unknown, used or over, or when somebody else is
 * signed in; `conflict` when the address is another account's, without a word on whose, or the name that was signed up for; `too-many-requests`.
 */
export async function followLetter(
  deps: FollowLetterDeps,
  principal: Principal,
  request: { readonly secret: string; readonly address: string },
): Promise<FollowedLetter> {
  const attempt = { account: `letter from ${request.address}`, address: request.address };
  deps.limit.admit(attempt);
  if (!isSecret(request.secret)) throw deadLetter();
  const followed = await deps.unit.transact(async (work) => {
    const link = await work.identity.takeLink(hashSecret(request.secret));
    if (link === undefined || deps.clock.now() >= link.expiresAt) throw deadLetter();
    return follow(deps, work, principal, link);
  });
  deps.limit.succeed(attempt);
  return followed;
}

async function follow(
  deps: FollowLetterDeps,
  work: IdentityWork,
  principal: Principal,
  link: OneTimeLink,
): Promise<FollowedLetter> {
  if (link.purpose === 'verify-email') return verify(deps, work, principal, link);
  if (link.purpose === 'sign-up') {
    return { done: 'signed-up', name: (await completeSignUp(deps, work, link)).name };
  }
  // Links for other doors do nothing at this one, and stay good there.
  throw deadLetter();
}

async function verify(
  deps: FollowLetterDeps,
  work: IdentityWork,
  principal: Principal,
  link: OneTimeLink,
): Promise<FollowedLetter> {
  const account = link.accountId === undefined ? undefined : await work.identity.findAccount(link.accountId);
  const address = addressOf(link);
  if (account === undefined || !isEnabled(account) || address === undefined) throw deadLetter();
  // Nobody is talked into giving their address to an account that is not theirs.
  if (principal.kind === 'person' && principal.accountId !== account.id) {
    throw new GatehouseError(
      'not-allowed',
      `Cannot verify address: it was given for ${account.name}, and you are signed in as ${principal.accountName}`,
    );
  }
  const now = deps.clock.now();
  if ((await verifyAddress(deps, work, { account, address, now })) === undefined) throw takenAddress();
  return { done: 'verified', name: account.name };
}

function takenAddress(): GatehouseError {
  return new GatehouseError(
    'conflict',
    'Cannot verify address: it cannot be used for this account; give another',
    { facts: { field: 'email' } },
  );
}

function deadLetter(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot use link: it is unknown, used or over; ask for another letter',
  );
}
