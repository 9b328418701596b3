// Whose a publisher's package is, and whether somebody may settle who publishes it.

import { GatehouseError } from '../../kernel/errors.ts';
import { holdsName, type NamespaceRulesOf } from '../../kernel/namespace.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { isSameOwner } from '../namespaces/known-namespace.ts';
import { accountIdOf, requireOnOrganisation } from '../organisations/object-access.ts';
import { mayOn, type ObjectAction } from '../organisations/object-rights.ts';
import type { OrganisationStores, Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { noPackage, requireOnPackage, rolesOnPackage } from '../organisations/owned-packages.ts';
import type { Principal } from '../principal.ts';
import type { Publisher } from './trusted-publishing-ports.ts';
import type { TrustedDeps } from './trusted-unit.ts';

/** Undefined where nobody owns it (any more). */
export async function findOwner(
  { ownership }: Pick<OrganisationStores, 'ownership'>,
  { ecosystem, pattern, pending }: Pick<Publisher, 'ecosystem' | 'pattern' | 'pending'>,
): Promise<Owner | undefined> {
  return pending?.owner ?? (await ownership.find(ecosystem, asPackageName(pattern)))?.owner;
}

/**
 * Returns whose the publisher's package is, where the principal may do `action` on it. Throws `not-found` in the same words for
 * what they may not know and what is not there; `not-allowed`.
 */
export async function requireOnPublisher(
  stores: OrganisationStores,
  principal: Principal,
  { ecosystem, pattern, pending }: Publisher,
  action: ObjectAction,
): Promise<Owner> {
  const name = asPackageName(pattern);
  if (pending === undefined)
    return (await requireOnPackage(stores, principal, { ecosystem, name }, action)).owner;
  if (principal.kind === 'operator') return pending.owner;
  const roles = await rolesOnPackage(stores, principal, { ecosystem, name, owner: pending.owner });
  if (mayOn(roles, action)) return pending.owner;
  if (!mayOn(roles, 'see')) throw noPackage();
  throw new GatehouseError('not-allowed', `Cannot settle who publishes ${name}: expected a role that may`);
}

/** Whose a package that is not there yet is to be. */
export interface PendingWish {
  /** Absent: the asker's own. */
  readonly organisation?: string;
}

/**
 * Whoever keeps names on this server may have one wait for its first version; in an organisation, who settles things there as
 * well. Throws access errors, `not-found`, `not-allowed`.
 */
export async function requirePendingOwner(
  stores: OrganisationStores,
  principal: Principal,
  { organisation }: PendingWish,
  now: number,
): Promise<Owner> {
  requireAccess(principal, 'assign-packages', { now });
  if (organisation === undefined) return { kind: 'account', id: accountIdOf(principal) };
  const known = await requireOnOrganisation(stores, principal, organisation, 'manage-settings');
  return { kind: 'organisation', id: known.organisation.id };
}

/** Throws `conflict` for a name that is somebody's already, and for one in a namespace that is not the owner's. */
export async function requireFreeName(
  { namespaceRules }: Pick<TrustedDeps, 'namespaceRules'>,
  work: OrganisationWork,
  ref: PackageRef,
  owner: Owner,
): Promise<void> {
  const { ecosystem, name } = ref;
  if ((await work.ownership.find(ecosystem, name)) !== undefined) {
    throw new GatehouseError(
      'conflict',
      `Cannot wait for ${name}: it is there already; add the publisher to the package itself`,
    );
  }
  if (await isTheirsToName(namespaceRules, work, ref, owner)) return;
  throw new GatehouseError(
    'conflict',
    `Cannot wait for ${name}: it lies in a namespace that is not its owner's, or whose proof has lapsed`,
  );
}

/** Whether every namespace that the name lies in is the owner's, and proven. */
export async function isTheirsToName(
  rules: NamespaceRulesOf,
  { namespaces }: Pick<OrganisationWork, 'namespaces'>,
  ref: PackageRef,
  owner: Owner,
): Promise<boolean> {
  const holding = (await namespaces.inForce(ref.ecosystem)).filter((one) => holdsName(rules, one, ref));
  return holding.every((one) => one.state === 'proven' && isSameOwner(one.owner, owner));
}
