// The role that a provider's groups give, at each sign-in.

import type { Instant } from '../../kernel/clock.ts';

import { isActiveAdministrator } from '../accounts/first-administrator.ts';
import { postNotice } from '../letters/notices.ts';
import type { Account } from '../ports.ts';
import type { IdentityWork } from '../unit.ts';
import type { SsoPerson } from './judge-claims.ts';
import type { SsoDeps, SsoProvider } from './sso-ports.ts';

/**
 * Saves, records and tells it where it is another than before, and answers the account as it is then. The last administrator
 * who can sign in without the provider stays one: a slip at the provider must not lock everybody out.
 */
export async function applyRole(
  deps: Pick<SsoDeps, 'random' | 'letterHead'>,
  work: IdentityWork,
  {
    account,
    provider,
    person,
    now,
  }: {
    readonly account: Account;
    readonly provider: SsoProvider;
    readonly person: SsoPerson;
    readonly now: Instant;
  },
): Promise<Account> {
  const { role } = person;
  if (role === undefined || role === account.role) return account;
  if (role !== 'administrator' && (await isLastAdministrator(work, account))) return account;
  const changed: Account = { ...account, role };
  await work.identity.saveAccount(changed);
  const actor = `sso:${provider.name}`;
  const data = { accountId: account.id, name: account.name, role };
  work.journal.record({ kind: 'account-role-changed', actor, at: now, data });
  const more = [`It was ${account.role}, and is ${role} now, as your groups at ${provider.label} say.`];
  await postNotice(deps, work, { account: changed, about: 'role-changed', actor, at: now, more });
  return changed;
}

async function isLastAdministrator(
  { identity }: Pick<IdentityWork, 'identity'>,
  account: Account,
): Promise<boolean> {
  if (!isActiveAdministrator(account)) return false;
  const all = await identity.accountsWithRole('administrator');
  return !all.some((other) => other.id !== account.id && isActiveAdministrator(other));
}
