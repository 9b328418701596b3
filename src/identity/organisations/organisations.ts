// Organisations themselves: made, listed, renamed, deleted.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import { actorOf, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { changeOrganisation } from './change-organisation.ts';
import { accountIdOf, requireOnOrganisation } from './object-access.ts';
import { actionsOf, OBJECT_ACTIONS, rolesOn, type ObjectAction } from './object-rights.ts';
import { parseDisplayName, parseOrganisationName } from './organisation-name.ts';
import { tellOwners } from './organisation-notices.ts';
import type { MemberRole, Organisation } from './organisation-ports.ts';
import type { OrganisationDeps } from './organisation-unit.ts';

/** An organisation as one of its people sees it. */
export interface SeenOrganisation {
  readonly organisation: Organisation;
  /** Absent for an operator. */
  readonly role?: MemberRole;
  readonly may: readonly ObjectAction[];
}

/** Of one person, so that nobody takes all names. */
const MAX_OWNED = 20;

/**
 * Makes an organisation; its maker is the owner. Throws `invalid-request`, `conflict` for a name that is or was taken (names
 * of organisations are no secrets) and for somebody who owns too many, access errors (`create-organisations`).
 */
export async function createOrganisation(
  deps: OrganisationDeps,
  principal: Principal,
  request: { readonly name: string; readonly displayName?: string | undefined },
): Promise<SeenOrganisation> {
  const now = deps.clock.now();
  requireAccess(principal, 'create-organisations', { now });
  const accountId = accountIdOf(principal);
  const name = parseOrganisationName(request.name);
  const displayName = parseDisplayName(request.displayName ?? name);
  return deps.unit.transact(async ({ organisations, journal }) => {
    const owned = (await organisations.membershipsOf(accountId)).filter(({ role }) => role === 'owner');
    if (owned.length >= MAX_OWNED) {
      throw new GatehouseError('conflict', `Cannot create organisation: you own ${MAX_OWNED} already`);
    }
    if ((await organisations.findByName(name)) !== undefined) {
      throw new GatehouseError(
        'conflict',
        `Cannot create organisation: the name ${name} is taken, or was once; no name is given twice`,
        { facts: { field: 'name' } },
      );
    }
    const organisation: Organisation = { id: mintId(deps.random), name, displayName, createdAt: now };
    await organisations.save(organisation);
    await organisations.saveMember({ organisationId: organisation.id, accountId, role: 'owner', since: now });
    const data = { organisationId: organisation.id, organisation: name };
    journal.record({ kind: 'organisation-created', actor: actorOf(principal), at: now, data });
    return seen(organisation, 'owner');
  });
}

/** Those that the principal belongs to, by name. Throws access errors (`read-organisations`). */
export async function listOrganisations(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
): Promise<readonly SeenOrganisation[]> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const found: SeenOrganisation[] = [];
  for (const { organisationId, role } of await stores.organisations.membershipsOf(accountIdOf(principal))) {
    const organisation = await stores.organisations.find(organisationId);
    if (organisation !== undefined) found.push(seen(organisation, role));
  }
  return found.sort((a, b) => (a.organisation.name < b.organisation.name ? -1 : 1));
}

/** One of them. Throws `not-found`, access errors. */
export async function describeOrganisation(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<SeenOrganisation> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const { organisation, membership } = await requireOnOrganisation(stores, principal, name, 'see');
  return membership === undefined
    ? { organisation, may: OBJECT_ACTIONS }
    : seen(organisation, membership.role);
}

/** Changes what people read; the name stays. */
export async function renameOrganisation(
  deps: OrganisationDeps,
  principal: Principal,
  request: { readonly organisation: string; readonly displayName: string },
): Promise<void> {
  const displayName = parseDisplayName(request.displayName);
  const wish = { organisation: request.organisation, action: 'manage-settings' } as const;
  await changeOrganisation(deps, principal, wish, async ({ work, organisation, about, actor, now }) => {
    if (organisation.displayName === displayName) return;
    await work.organisations.save({ ...organisation, displayName });
    const data = { ...about, displayName };
    work.journal.record({ kind: 'organisation-changed', actor, at: now, data });
    const happened = `${organisation.name} is shown under another name now.`;
    await tellOwners(deps, work, { organisation, about: 'organisation-changed', happened, actor, at: now });
  });
}

/** Ends it, with its teams and grants; its name is never given again. Throws `conflict` while it owns a package or a namespace. */
export async function deleteOrganisation(
  deps: OrganisationDeps,
  principal: Principal,
  name: string,
): Promise<void> {
  const wish = { organisation: name, action: 'delete' } as const;
  await changeOrganisation(deps, principal, wish, async ({ work, organisation, about, actor, now }) => {
    const owned = await work.ownership.of({ kind: 'organisation', id: organisation.id });
    if (owned.length > 0) {
      throw new GatehouseError(
        'conflict',
        `Cannot delete ${organisation.name}: it owns ${owned.length} packages, transfer them first`,
      );
    }
    const namespaces = await work.namespaces.of({ kind: 'organisation', id: organisation.id });
    if (namespaces.length > 0) {
      throw new GatehouseError(
        'conflict',
        `Cannot delete ${organisation.name}: it has ${namespaces.length} namespaces or claims, release them first`,
      );
    }
    const happened = `${organisation.name} was deleted.`;
    await tellOwners(deps, work, { organisation, about: 'organisation-deleted', happened, actor, at: now });
    await work.invitations.endAll(organisation.id);
    for (const { id } of await work.grants.of(organisation.id)) await work.grants.remove(id);
    for (const { id } of await work.teams.teams(organisation.id)) await work.teams.remove(id);
    for (const { accountId } of await work.organisations.members(organisation.id)) {
      await work.organisations.removeMember(organisation.id, accountId);
    }
    await work.organisations.save({ ...organisation, deletedAt: now });
    work.journal.record({ kind: 'organisation-deleted', actor, at: now, data: about });
  });
}

function seen(organisation: Organisation, role: MemberRole): SeenOrganisation {
  const membership = { organisationId: organisation.id, accountId: 'x', role, since: 0 };
  const object = { kind: 'organisation', organisationId: organisation.id } as const;
  const may = new Set<ObjectAction>(['see', ...actionsOf(rolesOn({ membership }, 'x', object))]);
  return { organisation, role, may: OBJECT_ACTIONS.filter((action) => may.has(action)) };
}
