// Whose a publisher's package or namespace is, and whether somebody may settle who publishes it.

import { GatehouseError } from '../../kernel/errors.ts';
import { holdsName, type NamespaceRulesOf } from '../../kernel/namespace.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { isSameOwner, noNamespace, requireOnNamespace } from '../namespaces/known-namespace.ts';
import type { Namespace, NamespaceStores } from '../namespaces/namespace-ports.ts';
import { accountIdOf, requireOnOrganisation } from '../organisations/object-access.ts';
import { mayOn, type ObjectAction } from '../organisations/object-rights.ts';
import type { OrganisationStores, Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { noPackage, requireOnPackage, rolesOnPackage } from '../organisations/owned-packages.ts';
import type { IdentityStores } from '../ports.ts';
import type { Principal } from '../principal.ts';
import type { Publisher } from './trusted-publishing-ports.ts';
import type { TrustedDeps } from './trusted-unit.ts';

/** What publishers are of: a package by its canonical name, or all of a namespace by its pattern, which ends in `*`. */
export type PublisherSubject = Pick<Publisher, 'ecosystem' | 'pattern'>;

type NamespaceStore = Pick<NamespaceStores, 'namespaces'>;

/** Whether it is a namespace, and no package. */
export function isNamespacePattern(pattern: string): boolean {
  return pattern.endsWith('*');
}

/** The namespace in force that has this pattern, lapsed ones too. */
export async function findNamespaceOf(
  rules: NamespaceRulesOf,
  { namespaces }: NamespaceStore,
  { ecosystem, pattern }: PublisherSubject,
): Promise<Namespace | undefined> {
  const inForce = await namespaces.inForce(ecosystem);
  return inForce.find(({ namespace }) => rules[ecosystem].pattern(namespace) === pattern);
}

/** Undefined where nobody owns it (any more). */
export async function findOwner(
  rules: NamespaceRulesOf,
  stores: Pick<OrganisationStores, 'ownership'> & NamespaceStore,
  { ecosystem, pattern, pending }: PublisherSubject & Pick<Publisher, 'pending'>,
): Promise<Owner | undefined> {
  if (pending !== undefined) return pending.owner;
  if (isNamespacePattern(pattern))
    return (await findNamespaceOf(rules, stores, { ecosystem, pattern }))?.owner;
  return (await stores.ownership.find(ecosystem, asPackageName(pattern)))?.owner;
}

/**
 * Whose it is, where the principal may do `action` on the package or namespace. Throws `not-found` in the same words for what they
 * may not know and what is not there; `not-allowed`.
 */
export async function requireOnSubject(
  rules: NamespaceRulesOf,
  stores: SubjectStores,
  principal: Principal,
  { ecosystem, pattern }: PublisherSubject,
  action: ObjectAction,
): Promise<Owner> {
  if (!isNamespacePattern(pattern)) {
    const ref = { ecosystem, name: asPackageName(pattern) };
    return (await requireOnPackage(stores, principal, ref, action)).owner;
  }
  const namespace = await findNamespaceOf(rules, stores, { ecosystem, pattern });
  if (namespace === undefined) throw noNamespace();
  return (await requireOnNamespace(stores, principal, namespace.id, action)).owner;
}

export type SubjectStores = OrganisationStores & IdentityStores & NamespaceStore;

/** As `requireOnSubject`, of pending ones too, whose package is not there yet. */
export async function requireOnPublisher(
  rules: NamespaceRulesOf,
  stores: SubjectStores,
  principal: Principal,
  { ecosystem, pattern, pending }: Publisher,
  action: ObjectAction,
): Promise<Owner> {
  if (pending === undefined) {
    return requireOnSubject(rules, stores, principal, { ecosystem, pattern }, action);
  }
  const name = asPackageName(pattern);
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
