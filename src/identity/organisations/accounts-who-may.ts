// The people who may do something on a package, which need not be there yet.

import { isEnabled } from '../principal.ts';
import type { Account, IdentityStores } from '../ports.ts';
import { mayOn, rolesOn, type ObjectAction } from './object-rights.ts';
import type { OrganisationStores, OwnedPackage } from './organisation-ports.ts';

/** Enabled accounts, by name. */
export async function accountsWhoMay(
  stores: OrganisationStores & IdentityStores,
  { ecosystem, name, owner }: Pick<OwnedPackage, 'ecosystem' | 'name' | 'owner'>,
  action: ObjectAction,
): Promise<readonly Account[]> {
  const object = { kind: 'package', ecosystem, name, owner } as const;
  if (owner.kind === 'account') {
    const account = await stores.identity.findAccount(owner.id);
    const may = account !== undefined && isEnabled(account) && mayOn(rolesOn({}, account.id, object), action);
    return may ? [account] : [];
  }
  const [members, seats, grants] = await Promise.all([
    stores.organisations.members(owner.id),
    stores.teams.members(owner.id),
    stores.grants.of(owner.id),
  ]);
  const accounts: Account[] = [];
  for (const membership of members) {
    const { accountId } = membership;
    const teams = new Set(seats.filter((seat) => seat.accountId === accountId).map(({ teamId }) => teamId));
    if (!mayOn(rolesOn({ membership, teams, grants }, accountId, object), action)) continue;
    const account = await stores.identity.findAccount(accountId);
    if (account !== undefined && isEnabled(account)) accounts.push(account);
  }
  return accounts.sort((one, other) => (one.name < other.name ? -1 : 1));
}
