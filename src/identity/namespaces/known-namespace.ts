// A namespace that somebody may know, and what they may do with it; whoever may not know it learns as much as of none.

import { GatehouseError } from '../../kernel/errors.ts';

import { mayOn, rolesOn, type ObjectAction } from '../organisations/object-rights.ts';
import { accountIdOf, requireOnOrganisation } from '../organisations/object-access.ts';
import type { OrganisationStores, Owner } from '../organisations/organisation-ports.ts';
import type { Principal } from '../principal.ts';
import type { IdentityStores } from '../ports.ts';
import type { Namespace, NamespaceStores } from './namespace-ports.ts';

type Stores = Pick<NamespaceStores, 'namespaces'> & OrganisationStores & IdentityStores;

/** Who a claim is made for: an organisation by name, or the account of whoever asks. */
export type OwnerWish =
  | { readonly kind: 'organisation'; readonly name: string }
  | { readonly kind: 'account' };

/**
 * Throws `not-found` in the same words for an id that nothing has, one that is over, and one of an owner whom the principal does
 * not belong to; `not-allowed` for somebody there whose role does not let them. An operator may all.
 */
export async function requireOnNamespace(
  stores: Stores,
  principal: Principal,
  id: string,
  action: ObjectAction,
): Promise<Namespace & { readonly owner: Owner }> {
  const namespace = await stores.namespaces.find(id);
  const owner = namespace?.owner;
  if (namespace === undefined || owner === undefined || namespace.state === 'ended') throw noNamespace();
  if (principal.kind === 'operator') return { ...namespace, owner };
  const accountId = principal.kind === 'nobody' ? '' : principal.accountId;
  if (owner.kind === 'account') {
    if (owner.id !== accountId) throw noNamespace();
    return { ...namespace, owner };
  }
  const membership = await stores.organisations.findMember(owner.id, accountId);
  if (membership === undefined) throw noNamespace();
  const object = { kind: 'organisation', organisationId: owner.id } as const;
  if (action === 'see' || mayOn(rolesOn({ membership }, accountId, object), action))
    return { ...namespace, owner };
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${action.replaceAll('-', ' ')} of ${namespace.namespace}: found the role ${membership.role}, which may not`,
    { facts: { action, role: membership.role } },
  );
}

/** Whom it is made for, where the principal may settle things. Throws as `requireOnOrganisation`, `not-allowed` for an operator's own. */
export async function findOwner(stores: Stores, principal: Principal, wish: OwnerWish): Promise<Owner> {
  if (wish.kind === 'account') return { kind: 'account', id: accountIdOf(principal) };
  const { organisation } = await requireOnOrganisation(stores, principal, wish.name, 'manage-settings');
  return { kind: 'organisation', id: organisation.id };
}

export function isSameOwner(one: Owner | undefined, other: Owner): boolean {
  return one !== undefined && one.kind === other.kind && one.id === other.id;
}

/** What every entry of the journal says of it. */
export function journalData({ id, namespace }: Namespace, owner?: string) {
  return owner === undefined ? { namespaceId: id, namespace } : { namespaceId: id, namespace, owner };
}

export function noNamespace(): GatehouseError {
  return new GatehouseError(
    'not-found',
    'Cannot find the namespace: there is none of this id that is yours or that of an organisation of yours',
  );
}

/** Words that a person must give. Throws `invalid-request`. */
export function parseReason(raw: string): string {
  const text = raw.slice(0, MAX_REASON * 4).trim();
  if (text.length > 0 && text.length <= MAX_REASON && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) return text;
  throw new GatehouseError(
    'invalid-request',
    `Cannot take the reason: expected 1 to ${MAX_REASON} visible characters on one line`,
    { facts: { field: 'reason' } },
  );
}

const MAX_REASON = 300;
