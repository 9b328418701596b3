// Whose a package is, who may know it, and what somebody may do on it.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { actorOf, type Principal } from '../principal.ts';
import type { IdentityStores } from '../ports.ts';
import { requireThawed } from '../takeover/frozen.ts';
import { changeOrganisation } from './change-organisation.ts';
import { requireOnOrganisation } from './object-access.ts';
import {
  actionsOf,
  mayOn,
  maySee,
  OBJECT_ACTIONS,
  rolesOn,
  type ObjectAction,
  type RightsFacts,
} from './object-rights.ts';
import { tellOwners, type OrganisationNotice } from './organisation-notices.ts';
import type {
  ObjectRole,
  OrganisationStores,
  OwnedPackage,
  Owner,
  Visibility,
} from './organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';

/** A package as somebody who may know it sees it. */
export interface SeenPackage extends OwnedPackage {
  /** `organisation:acme`, `account:ada`. */
  readonly ownerName: string;
  readonly may: readonly ObjectAction[];
}

/** Those of the organisation that the caller may know, by name. */
export async function listOwnedPackages(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<readonly SeenPackage[]> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const { organisation } = await requireOnOrganisation(stores, principal, name, 'see');
  const seen: SeenPackage[] = [];
  for (const owned of await stores.ownership.of({ kind: 'organisation', id: organisation.id })) {
    const found = await seeOwned(stores, principal, owned);
    if (found !== undefined) seen.push(found);
  }
  return seen;
}

/** Throws `not-found` in the same words for one that nobody owns here and one that the caller may not know. */
export async function describeOwnedPackage(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  { ecosystem, name }: PackageRef,
): Promise<SeenPackage> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const owned = await stores.ownership.find(ecosystem, name);
  const seen = owned === undefined ? undefined : await seeOwned(stores, principal, owned);
  if (seen === undefined) throw noPackage();
  return seen;
}

/**
 * Writes down that a package is the organisation's. Takes somebody who keeps names on this server (`assign-packages`), who
 * may settle things in the organisation as well. Throws `conflict` for one that is somebody's, `not-found`, access errors.
 */
export async function assignPackage(
  deps: OrganisationDeps,
  principal: Principal,
  wish: PackageRef & { readonly organisation: string; readonly visibility: Visibility },
): Promise<void> {
  const { ecosystem, name, visibility } = wish;
  const asked = {
    organisation: wish.organisation,
    action: 'manage-settings',
    access: 'assign-packages',
  } as const;
  await changeOrganisation(deps, principal, asked, async ({ work, organisation, about, actor, now }) => {
    if ((await work.ownership.find(ecosystem, name)) !== undefined) {
      throw new GatehouseError('conflict', `Cannot assign ${name}: it has an owner already`);
    }
    const owner = { kind: 'organisation', id: organisation.id } as const;
    const owned: OwnedPackage = { ecosystem, name, owner, visibility, since: now };
    await work.ownership.save(owned);
    const data = { owner: `organisation:${about.organisation}`, visibility };
    work.journal.record({ kind: 'package-assigned', actor, at: now, ecosystem, name, data });
    const happened = `${organisation.name} owns the ${ecosystem} package ${name} now.`;
    await tellOwners(deps, work, { organisation, about: 'package-assigned', happened, actor, at: now });
  });
}

/** Throws `not-found`, `not-allowed` for somebody without a role that settles things, access errors. */
export async function changeVisibility(
  deps: OrganisationDeps,
  principal: Principal,
  wish: PackageRef & { readonly visibility: Visibility },
): Promise<void> {
  const { ecosystem, name, visibility } = wish;
  const at = deps.clock.now();
  requireAccess(principal, 'manage-organisations', { now: at });
  await deps.unit.transact(async (work) => {
    const owned = await requireOnPackage(work, principal, wish, 'manage-settings');
    await requireThawed(work, wish, 'change who may know');
    if (owned.visibility === visibility) return;
    await work.ownership.save({ ...owned, visibility });
    const actor = actorOf(principal);
    const data = { owner: await ownerName(work, owned.owner), visibility, was: owned.visibility };
    work.journal.record({ kind: 'package-visibility-changed', actor, at, ecosystem, name, data });
    const happened = `The ${ecosystem} package ${name} was ${owned.visibility} and is ${visibility} now.`;
    const told = await ownersToTell(work, owned.owner);
    await tellOwners(deps, work, { ...told, about: 'package-visibility', happened, actor, at });
  });
}

/**
 * The package, where the principal may do `action` on it. Throws `not-found` in the same words for one that they may not know
 * and one that nobody owns; `not-allowed`.
 */
export async function requireOnPackage(
  stores: OrganisationStores,
  principal: Principal,
  { ecosystem, name }: PackageRef,
  action: ObjectAction,
): Promise<OwnedPackage> {
  const owned = await stores.ownership.find(ecosystem, name);
  if (owned === undefined) throw noPackage();
  if (principal.kind === 'operator') return owned;
  const roles = await rolesOnPackage(stores, principal, owned);
  if (!maySee(owned, accountOf(principal), roles)) throw noPackage();
  if (mayOn(roles, action)) return owned;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${action.replaceAll('-', ' ')} of ${name}: expected a role that may`,
    { facts: { action, roles: [...roles] } },
  );
}

/** Who is told of what happens to a package of `owner`. */
export async function ownersToTell(
  work: OrganisationWork,
  { kind, id }: Owner,
): Promise<Pick<OrganisationNotice, 'organisation' | 'concerns'>> {
  if (kind === 'organisation') return { organisation: await work.organisations.find(id) };
  const account = await work.identity.findAccount(id);
  return account === undefined ? {} : { concerns: [account] };
}

/** `organisation:acme`, `account:ada`. */
export async function ownerName(
  stores: Pick<OrganisationStores, 'organisations'> & IdentityStores,
  { kind, id }: Owner,
): Promise<string> {
  const found =
    kind === 'account' ? await stores.identity.findAccount(id) : await stores.organisations.find(id);
  return `${kind}:${found?.name ?? ''}`;
}

/** The roles of a principal on a package, read anew: what every later question about it stands on. */
export async function rolesOnPackage(
  stores: OrganisationStores,
  principal: Principal,
  { ecosystem, name, owner }: Pick<OwnedPackage, 'ecosystem' | 'name' | 'owner'>,
): Promise<ReadonlySet<ObjectRole>> {
  const accountId = accountOf(principal) ?? '';
  const facts = owner.kind === 'organisation' ? await readFacts(stores, owner.id, accountId) : {};
  return rolesOn(facts, accountId, { kind: 'package', ecosystem, name, owner });
}

async function readFacts(
  { organisations, teams, grants }: OrganisationStores,
  organisationId: string,
  accountId: string,
): Promise<RightsFacts> {
  const membership = await organisations.findMember(organisationId, accountId);
  if (membership === undefined) return {};
  const members = await teams.members(organisationId);
  return {
    membership,
    teams: new Set(members.filter((one) => one.accountId === accountId).map(({ teamId }) => teamId)),
    grants: await grants.of(organisationId),
  };
}

async function seeOwned(
  stores: OrganisationStores & IdentityStores,
  principal: Principal,
  owned: OwnedPackage,
): Promise<SeenPackage | undefined> {
  const named = { ...owned, ownerName: await ownerName(stores, owned.owner) };
  if (principal.kind === 'operator') return { ...named, may: OBJECT_ACTIONS };
  const roles = await rolesOnPackage(stores, principal, owned);
  if (!maySee(owned, accountOf(principal), roles)) return undefined;
  return { ...named, may: actionsOf(roles) };
}

function accountOf(principal: Principal): string | undefined {
  return principal.kind === 'person' || principal.kind === 'token' ? principal.accountId : undefined;
}

export function noPackage(): GatehouseError {
  return new GatehouseError(
    'not-found',
    'Cannot find the package: nobody owns one of this name here that you may know',
  );
}
