// Who belongs to an organisation, and as what. It is never without an owner who can act.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import { isEnabled, type Principal } from '../principal.ts';
import type { NamespaceStores } from '../namespaces/namespace-ports.ts';
import type { Account, IdentityStores } from '../ports.ts';
import { changeOrganisation, type OrganisationChange } from './change-organisation.ts';
import { accountIdOf, ownersOf, requireOnOrganisation } from './object-access.ts';
import { tellOwners } from './organisation-notices.ts';
import type { MemberRole, Membership, OrganisationStores } from './organisation-ports.ts';
import { publishes } from '../takeover/hold-words.ts';
import { newcomer } from '../takeover/newcomer.ts';
import { withRole } from '../takeover/rights-then.ts';
import type { OrganisationDeps } from './organisation-unit.ts';

/** A member as lists show them. */
export interface ListedMember extends Membership {
  readonly name: string;
  /** False for an account that was disabled: it counts for nothing. */
  readonly isEnabled: boolean;
}

/** By name. Throws `not-found`, access errors. */
export async function listMembers(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<readonly ListedMember[]> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const { organisation } = await requireOnOrganisation(stores, principal, name, 'see');
  const listed: ListedMember[] = [];
  for (const membership of await stores.organisations.members(organisation.id)) {
    const account = await stores.identity.findAccount(membership.accountId);
    if (account !== undefined) {
      listed.push({ ...membership, name: account.name, isEnabled: isEnabled(account) });
    }
  }
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Throws `conflict` for the last owner, `not-found`, access errors. In force with the next request. */
export async function changeMemberRole(
  deps: OrganisationDeps,
  principal: Principal,
  request: { readonly organisation: string; readonly name: string; readonly role: MemberRole },
): Promise<void> {
  const { role } = request;
  await changeOrganisation(deps, principal, peopleOf(request), async (scene) => {
    const { work, organisation, about, actor, now } = scene;
    const { account, membership } = await findMember(scene, request.name);
    if (membership.role === role) return;
    if (membership.role === 'owner') await keepAnOwner(work, scene.organisation, account.id);
    if (role === 'owner') await requireRoomForOwner(work, organisation.id);
    await work.organisations.saveMember(withRole(membership, role, now));
    if (membership.role === 'owner') await endInvitationsBy(scene, account);
    const data = { ...about, accountId: account.id, name: account.name, role, was: membership.role };
    work.journal.record({ kind: 'member-role-changed', actor, at: now, data });
    const { words, people } = await newcomer(deps, scene, { account, comes: publishes(role) });
    const happened = `${account.name} was ${membership.role} of ${organisation.name} and is ${role} now.${words}`;
    const concerns = [account, ...people];
    await tellOwners(deps, work, { organisation, about: 'member-role', happened, actor, at: now, concerns });
  });
}

/** Ends a membership, with the places in teams and what was granted. Throws `conflict` for the last owner, `not-found`. */
export async function removeMember(
  deps: OrganisationDeps,
  principal: Principal,
  request: { readonly organisation: string; readonly name: string },
): Promise<void> {
  await changeOrganisation(deps, principal, peopleOf(request), async (scene) => {
    await endMembership(deps, scene, await findMember(scene, request.name));
  });
}

/** The caller leaves. Throws `conflict` for the last owner. */
export async function leaveOrganisation(
  deps: OrganisationDeps,
  principal: Principal,
  name: string,
): Promise<void> {
  const wish = { organisation: name, action: 'see', access: 'leave-organisations' } as const;
  await changeOrganisation(deps, principal, wish, async (scene) => {
    const account = await scene.work.identity.findAccount(accountIdOf(principal));
    if (account === undefined || scene.membership === undefined) throw noMember();
    await endMembership(deps, scene, { account, membership: scene.membership });
  });
}

/**
 * The organisations that would be without an owner if the account were gone, by name: it cannot be deleted before others own
 * them, or they are deleted.
 */
export async function soleOwnerOf(
  stores: Pick<OrganisationStores, 'organisations'> & IdentityStores,
  accountId: string,
): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { organisationId, role } of await stores.organisations.membershipsOf(accountId)) {
    if (role !== 'owner') continue;
    const others = (await ownersOf(stores, organisationId)).filter(({ id }) => id !== accountId);
    const organisation = await stores.organisations.find(organisationId);
    if (others.length === 0 && organisation !== undefined) names.push(organisation.name);
  }
  return names.sort();
}

/** More are counted, not named. */
const MOST_NAMED = 20;

/**
 * The port of account deletion. Throws `conflict` for an account that is the last owner of organisations, or has packages or
 * namespaces: the message, and the facts `organisations`, `packages` and `namespaces`, name what is to be passed on first.
 */
export async function mayLeave(
  stores: Pick<OrganisationStores, 'organisations' | 'ownership'> &
    Pick<NamespaceStores, 'namespaces'> &
    IdentityStores,
  accountId: string,
): Promise<void> {
  const organisations = await soleOwnerOf(stores, accountId);
  const owned = await stores.ownership.of({ kind: 'account', id: accountId });
  const packages = owned.map(({ ecosystem, name }) => `${ecosystem}:${name}`);
  // Claims that are not proven too: nobody could answer for them any more.
  const claimed = await stores.namespaces.of({ kind: 'account', id: accountId });
  const namespaces = claimed.map(({ ecosystem, namespace }) => `${ecosystem}:${namespace}`);
  const held = [
    ...(organisations.length === 0 ? [] : [`it is the last owner of ${listNames(organisations)}`]),
    ...(packages.length === 0 ? [] : [`it owns ${listNames(packages)}`]),
    ...(namespaces.length === 0 ? [] : [`it has the namespace ${listNames(namespaces)}`]),
  ];
  if (held.length === 0) return;
  throw new GatehouseError(
    'conflict',
    `Cannot delete account: ${held.join(', and ')}; pass that on, or delete it, first`,
    {
      facts: {
        organisations: organisations.slice(0, MOST_NAMED),
        packages: packages.slice(0, MOST_NAMED),
        namespaces: namespaces.slice(0, MOST_NAMED),
      },
    },
  );
}

function listNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Takes somebody out of each organisation that they belong to, as leaving it does. Throws `conflict` for the last owner. */
export async function leaveAll(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  work: OrganisationChange['work'],
  { account, now }: { readonly account: Account; readonly now: number },
): Promise<void> {
  for (const membership of await work.organisations.membershipsOf(account.id)) {
    const organisation = await work.organisations.find(membership.organisationId);
    if (organisation === undefined) continue;
    const about = { organisationId: organisation.id, organisation: organisation.name };
    const scene = { work, now, actor: `account:${account.name}`, about, organisation, membership };
    await endMembership(deps, scene, { account, membership });
  }
}

/** What changes who belongs to it. */
export function peopleOf({ organisation }: { readonly organisation: string }) {
  return { organisation, action: 'manage-people' } as const;
}

interface FoundMember {
  readonly account: Account;
  readonly membership: Membership;
}

/** Throws `not-found` in the same words whether there is no account or no member of the name. */
export async function findMember(
  { work, organisation }: Pick<OrganisationChange, 'work' | 'organisation'>,
  name: string,
): Promise<FoundMember> {
  const account = await work.identity.findAccountByName(name.slice(0, 256).trim().toLowerCase());
  const membership = await work.organisations.findMember(organisation.id, account?.id ?? '');
  if (account === undefined || membership === undefined) throw noMember();
  return { account, membership };
}

async function endMembership(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  scene: OrganisationChange,
  { account, membership }: FoundMember,
): Promise<void> {
  const { work, organisation, about, actor, now } = scene;
  if (membership.role === 'owner') await keepAnOwner(work, organisation, account.id);
  const isOwn = actor === `account:${account.name}`;
  const happened = isOwn
    ? `${account.name} left ${organisation.name}.`
    : `${account.name} belongs to ${organisation.name} no more.`;
  await work.organisations.removeMember(organisation.id, account.id);
  await endInvitationsBy(scene, account);
  await work.teams.removeFromAll(organisation.id, account.id);
  await work.grants.endForAccount(organisation.id, account.id);
  const data = { ...about, accountId: account.id, name: account.name, role: membership.role };
  work.journal.record({ kind: 'member-left', actor, at: now, data });
  await tellOwners(deps, work, {
    organisation,
    about: 'member-left',
    happened,
    actor,
    at: now,
    concerns: [account],
  });
}

/** Whoever may not invite any more brings nobody in afterwards. */
async function endInvitationsBy(
  { work, organisation, now }: OrganisationChange,
  { name }: Account,
): Promise<void> {
  for (const { id, invitedBy } of await work.invitations.toOrganisation(organisation.id, now)) {
    if (invitedBy === `account:${name}`) await work.invitations.take(id);
  }
}

async function keepAnOwner(
  work: OrganisationChange['work'],
  { id, name }: { readonly id: string; readonly name: string },
  accountId: string,
): Promise<void> {
  const others = (await ownersOf(work, id)).filter((owner) => owner.id !== accountId);
  if (others.length > 0) return;
  throw new GatehouseError(
    'conflict',
    `Cannot take the last owner of ${name} away: make somebody else an owner first`,
    { facts: { organisation: name } },
  );
}

/** Each owner is told of each change. */
const MAX_OWNERS = 20;

export async function requireRoomForOwner(
  work: OrganisationChange['work'],
  organisationId: string,
): Promise<void> {
  if ((await ownersOf(work, organisationId)).length < MAX_OWNERS) return;
  throw new GatehouseError('conflict', `Cannot add an owner: there are ${MAX_OWNERS} already`);
}

function noMember(): GatehouseError {
  return new GatehouseError('not-found', 'Cannot find the member: nobody of this name belongs to it');
}
