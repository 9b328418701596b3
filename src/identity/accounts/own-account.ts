// A person's own account, as they see it.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { Account, IdentityStore } from '../ports.ts';
import type { Person, Principal } from '../principal.ts';
import type { IdentityDeps } from '../unit.ts';

/** The account of who asks, without the password's hash. Throws access errors (`read-own-account`), `not-found`. */
export async function readOwnAccount(
  deps: { readonly identity: Pick<IdentityStore, 'findAccount'> } & Pick<IdentityDeps, 'clock'>,
  principal: Principal,
): Promise<Omit<Account, 'passwordHash'>> {
  requireAccess(principal, 'read-own-account', { now: deps.clock.now() });
  const account = await deps.identity.findAccount(requireOwnAccount(principal).accountId);
  if (account === undefined) throw noSuchAccount();
  const { passwordHash: _hash, ...shown } = account;
  return shown;
}

/** The signed-in person. Throws `unsupported` for who works on the folder, and has no account. */
export function requireOwnAccount(principal: Principal): Person {
  if (principal.kind === 'person') return principal;
  throw new GatehouseError(
    'unsupported',
    'Cannot look at your account: it belongs to who signs in, and no server runs',
    { facts: { command: 'gatehouse serve' } },
  );
}

export function noSuchAccount(): GatehouseError {
  return new GatehouseError('not-found', 'Cannot change account: there is no such account');
}
