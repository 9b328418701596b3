// A person's own account, as they see it.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { Account, IdentityStore } from '../ports.ts';
import type { Principal } from '../principal.ts';
import { requirePerson } from '../require-person.ts';
import type { IdentityDeps } from '../unit.ts';

/** The account of who asks, without the password's hash. Throws access errors (`read-own-account`), `not-found`. */
export async function readOwnAccount(
  deps: { readonly identity: Pick<IdentityStore, 'findAccount'> } & Pick<IdentityDeps, 'clock'>,
  principal: Principal,
): Promise<Omit<Account, 'passwordHash'>> {
  requireAccess(principal, 'read-own-account', { now: deps.clock.now() });
  const account = await deps.identity.findAccount(requirePerson(principal, 'look at your account').accountId);
  if (account === undefined) throw noSuchAccount();
  const { passwordHash: _hash, ...shown } = account;
  return shown;
}

export function noSuchAccount(): GatehouseError {
  return new GatehouseError('not-found', 'Cannot change account: there is no such account');
}
