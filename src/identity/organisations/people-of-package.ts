// Who may publish a package, and who decides who does: by roles on its organisation, teams and grants, as they are now.

import { isEnabled } from '../principal.ts';
import type { Account, IdentityStores } from '../ports.ts';
import { mayOn, rolesOn } from './object-rights.ts';
import type { ObjectRole, OrganisationStores, OwnedPackage } from './organisation-ports.ts';

export type PeopleStores = OrganisationStores & IdentityStores;

export interface PackagePerson {
  readonly accountId: string;
  readonly name: string;
  readonly roles: readonly ObjectRole[];
  readonly mayPublish: boolean;
  /** Whether they have a factor that answers to this server's address alone. */
  readonly hasPasskey: boolean;
}

/** The people of a package, for whoever may know it. */
export async function peopleOfPackage(
  stores: PeopleStores,
  { ecosystem, name, owner }: OwnedPackage,
): Promise<readonly PackagePerson[]> {
  const object = { kind: 'package', ecosystem, name, owner } as const;
  if (owner.kind === 'account') {
    const account = await stores.identity.findAccount(owner.id);
    return account === undefined ? [] : [personOf(account, rolesOn({}, account.id, object))];
  }
  const [members, seats, grants] = await Promise.all([
    stores.organisations.members(owner.id),
    stores.teams.members(owner.id),
    stores.grants.of(owner.id),
  ]);
  const people: PackagePerson[] = [];
  for (const membership of members) {
    const { accountId } = membership;
    const teams = new Set(seats.filter((seat) => seat.accountId === accountId).map(({ teamId }) => teamId));
    const roles = rolesOn({ membership, teams, grants }, accountId, object);
    if (!mayOn(roles, 'publish') && !mayOn(roles, 'manage-people')) continue;
    const account = await stores.identity.findAccount(accountId);
    if (account !== undefined && isEnabled(account)) people.push(personOf(account, roles));
  }
  return people.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function personOf(account: Account, roles: ReadonlySet<ObjectRole>): PackagePerson {
  return {
    accountId: account.id,
    name: account.name,
    roles: [...roles],
    mayPublish: mayOn(roles, 'publish'),
    hasPasskey: account.strongestFactor === 'passkey',
  };
}
