// People and principals to test with.

import { offerFirstAdministrator } from '../accounts/first-administrator.ts';
import type { Role } from '../ports.ts';
import type { Person, TokenPrincipal } from '../principal.ts';
import { redeemLink } from '../accounts/redeem-link.ts';
import type { SignInStep } from '../sessions/begin-session.ts';
import type { StartedSession } from '../sessions/session.ts';
import type { MemoryIdentity } from './memory-identity.ts';

export const GOOD_PASSWORD = 'seven gates, one keeper';

export const HOME_ADDRESS = '192.0.2.7';

/** Makes the first administrator, `ada`, and signs her in. */
export async function firstAdministrator(house: MemoryIdentity): Promise<StartedSession> {
  const secret = await offerFirstAdministrator(house);
  const step = await redeemLink(house, {
    secret: secret ?? '',
    name: 'ada',
    password: GOOD_PASSWORD,
    address: HOME_ADDRESS,
  });
  return startedOf(step);
}

/** The session of a sign-in that needed no further step. */
export function startedOf(step: SignInStep): StartedSession {
  if (step.kind === 'session') return step.started;
  throw new Error(`Cannot take the session: found step ${step.kind}`);
}

/** A person of `role` who proved themself at `confirmedAt`. */
export function personOf(role: Role, confirmedAt = 0): Person {
  return {
    kind: 'person',
    accountId: 'a1',
    accountName: 'ada',
    role,
    sessionHash: 'h1',
    expiresAt: Number.MAX_SAFE_INTEGER,
    confirmedAt,
    proof: 'password',
  };
}

/** A token of an account with `role`. */
export function tokenOf(role: Role, scope: 'read' | 'api' | 'write'): TokenPrincipal {
  return {
    kind: 'token',
    tokenId: 't1',
    tokenName: 'ci',
    scope,
    accountId: 'a1',
    accountName: 'ada',
    role,
  };
}
