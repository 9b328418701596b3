// A signed-in person chooses another password.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import { postNotice } from '../letters/notices.ts';
import { isEnabled, type Person } from '../principal.ts';
import type { Account } from '../ports.ts';
import { checkNewPassword, type PasswordHasher } from '../sessions/password.ts';
import type { IdentityDeps } from '../unit.ts';

/**
 * The account's other sessions end, and its person is told. Throws `invalid-request` for a password that is not good
 * enough, `not-signed-in` when the account was disabled meanwhile, access errors (`change-own-password`).
 */
export async function changePassword(
  deps: IdentityDeps & { readonly passwords: PasswordHasher },
  person: Person,
  password: string,
): Promise<void> {
  requireAccess(person, 'change-own-password', { now: deps.clock.now() });
  checkNewPassword(password, person.accountName);
  // Before the unit of work, which must not wait for a slow hash.
  const passwordHash = await deps.passwords.hash(password);
  await deps.unit.transact(async (work) => {
    const account = await work.identity.findAccount(person.accountId);
    if (account === undefined || !isEnabled(account)) {
      throw new GatehouseError('not-signed-in', 'Cannot change password: the session has ended');
    }
    const at = deps.clock.now();
    const actor = `account:${account.name}`;
    await work.identity.saveAccount(withPassword(account, passwordHash));
    await work.identity.endSessionsOf(account.id, person.sessionHash);
    for (const purpose of ['set-password', 'recovery'] as const)
      await work.identity.endLinksOf(account.id, purpose);
    work.journal.record({ kind: 'password-set', actor, at, data: { accountId: account.id } });
    await postNotice(deps, work, { account, about: 'password-set', actor, at });
  });
}

/** The account with another password, which is not known from leaks: its hasher refuses those. */
export function withPassword(account: Account, passwordHash: string): Account {
  const { passwordLeakedAt: _, ...rest } = account;
  return { ...rest, passwordHash };
}
