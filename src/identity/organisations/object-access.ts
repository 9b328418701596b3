// Whether somebody may do something on an organisation; whoever may not know it learns as much as of one that is not there.

import { GatehouseError } from '../../kernel/errors.ts';

import { actorOf, isEnabled, type Principal } from '../principal.ts';
import type { Account, IdentityStores } from '../ports.ts';
import { mayOn, rolesOn, type ObjectAction } from './object-rights.ts';
import { canonicalOrganisationName } from './organisation-name.ts';
import type { Membership, Organisation, OrganisationStores } from './organisation-ports.ts';

/** An organisation that somebody may know, and what they are in it. */
export interface KnownOrganisation {
  readonly organisation: Organisation;
  /** Absent for an operator. */
  readonly membership?: Membership;
}

/**
 * The organisation of that name. Throws `not-found` in the same words for one that does not exist, that was deleted, and of
 * which the principal is no member; `not-allowed` for a member whose role does not let them. An operator may all of it.
 */
export async function requireOnOrganisation(
  stores: Pick<OrganisationStores, 'organisations'>,
  principal: Principal,
  rawName: string,
  action: ObjectAction,
): Promise<KnownOrganisation> {
  const organisation = await stores.organisations.findByName(canonicalOrganisationName(rawName));
  if (principal.kind === 'operator') {
    if (organisation === undefined || organisation.deletedAt !== undefined) throw noOrganisation();
    return { organisation };
  }
  const accountId = principal.kind === 'nobody' ? '' : principal.accountId;
  // Asked in every case, so that the time tells no more than the words.
  const membership = await stores.organisations.findMember(organisation?.id ?? '', accountId);
  if (organisation === undefined || organisation.deletedAt !== undefined || membership === undefined) {
    throw noOrganisation();
  }
  if (action === 'see') return { organisation, membership };
  const roles = rolesOn({ membership }, accountId, {
    kind: 'organisation',
    organisationId: organisation.id,
  });
  if (mayOn(roles, action)) return { organisation, membership };
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${action.replaceAll('-', ' ')} of ${organisation.name}: found the role ${membership.role}, which may not`,
    { facts: { action, role: membership.role } },
  );
}

/** Nothing in it tells whether there is one. */
export function noOrganisation(): GatehouseError {
  return new GatehouseError(
    'not-found',
    'Cannot find the organisation: there is none of this name that you belong to',
  );
}

/** The enabled account of a name. Throws `not-found`. */
export async function findPersonByName(
  { identity }: Pick<IdentityStores, 'identity'>,
  name: string,
): Promise<Account> {
  const account = await identity.findAccountByName(name.slice(0, 256).trim().toLowerCase());
  if (account !== undefined && isEnabled(account)) return account;
  throw new GatehouseError('not-found', 'Cannot find the person: there is no account of this name');
}

/** The account behind a principal, for what belongs to one. Throws `not-allowed` for an operator. */
export function accountIdOf(principal: Principal): string {
  if (principal.kind === 'person' || principal.kind === 'token') return principal.accountId;
  throw new GatehouseError(
    'not-allowed',
    `Cannot do this as ${actorOf(principal)}: expected a person with an account`,
  );
}

/** Enabled accounts that own the organisation. */
export async function ownersOf(
  { organisations, identity }: Pick<OrganisationStores, 'organisations'> & IdentityStores,
  organisationId: string,
): Promise<readonly Account[]> {
  const owners: Account[] = [];
  for (const { role, accountId } of await organisations.members(organisationId)) {
    const account = role === 'owner' ? await identity.findAccount(accountId) : undefined;
    if (account !== undefined && isEnabled(account)) owners.push(account);
  }
  return owners;
}
