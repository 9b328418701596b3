// The account of somebody who signs in by a provider for the first time.

import type { Instant } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import { parseAccountName } from '../accounts/account-name.ts';
import { isTakenAddress } from '../accounts/verified-address.ts';
import type { Account } from '../ports.ts';
import { mintId } from '../secret.ts';
import type { IdentityWork } from '../unit.ts';
import type { SsoPerson } from './judge-claims.ts';
import { refuse } from './refusal.ts';
import type { SsoDeps, SsoProvider, SsoStores } from './sso-ports.ts';

/**
 * Makes it, linked to (issuer, subject), without a password. A name or an address that another account has leads to no
 * account: neither says that it is the same person.
 */
export async function createSsoAccount(
  deps: Pick<SsoDeps, 'random'>,
  work: IdentityWork & SsoStores,
  {
    provider,
    person,
    now,
  }: { readonly provider: SsoProvider; readonly person: SsoPerson; readonly now: Instant },
): Promise<Account> {
  if (!provider.createsAccounts) throw refuse('unknown');
  const name = fitName(person.rawName);
  if (name === undefined) throw refuse('name-unfit');
  if ((await work.identity.findAccountByName(name)) !== undefined) throw refuse('name-taken');
  const { email: address } = person;
  if (address !== undefined && (await isTakenAddress(work, address))) throw refuse('email-taken');
  const email = address === undefined ? undefined : { address, verifiedAt: now, checkedAt: now };
  const account: Account = {
    id: mintId(deps.random),
    name,
    role: person.role ?? 'reader',
    createdAt: now,
    ...given('email', email),
  };
  await work.identity.saveAccount(account);
  const { issuer } = provider;
  const id = mintId(deps.random);
  await work.sso.save({
    id,
    issuer,
    subject: person.subject,
    accountId: account.id,
    linkedAt: now,
    usedAt: now,
  });
  const actor = `sso:${provider.name}`;
  const created = { accountId: account.id, name, role: account.role };
  work.journal.record({ kind: 'account-created', actor, at: now, data: created });
  const linked = { accountId: account.id, provider: provider.name, issuer };
  work.journal.record({ kind: 'sso-linked', actor, at: now, data: linked });
  return account;
}

function fitName(rawName: string | undefined): string | undefined {
  if (rawName === undefined) return undefined;
  try {
    return parseAccountName(rawName);
  } catch (error) {
    if (isGatehouseError(error, 'invalid-request')) return undefined;
    throw error;
  }
}
