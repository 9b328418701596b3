// Invitations: nobody belongs to an organisation without having said so, signed in as who was invited.

import { DAY_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import { requireAccess } from '../access.ts';
import { keepKeys } from '../high-impact/require-keys.ts';
import { actorOf, type Principal } from '../principal.ts';
import type { Account } from '../ports.ts';
import { mintId } from '../secret.ts';
import { changeOrganisation, type OrganisationChange } from './change-organisation.ts';
import { writeInvitation } from './invitation-letter.ts';
import { invitedAddress, inviteesOf, isAddress, isInvited, readerOf } from './invitee.ts';
import { peopleOf, requireRoomForOwner } from './members.ts';
import { accountIdOf, findPersonByName, requireOnOrganisation } from './object-access.ts';
import { tellOwners } from './organisation-notices.ts';
import type { Invitation, MemberRole, Organisation } from './organisation-ports.ts';
import { publishes } from '../takeover/hold-words.ts';
import { newcomer } from '../takeover/newcomer.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';

/** How long an invitation can be accepted. */
export const INVITATION_MS = 7 * DAY_MS;

const MAX_OPEN = 100;
const MAX_MEMBERS = 1_000;

export interface ListedInvitation extends Invitation {
  /** Who is invited. */
  readonly name: string;
  readonly organisation: string;
}

export interface InvitationRequest {
  readonly organisation: string;
  /** The name of an account, or an address: whoever shows to read it. */
  readonly name: string;
  readonly role: MemberRole;
  /** Of the machine that asks. */
  readonly address: string;
}

/**
 * Invites an account by name, or whoever shows to read an address; a letter goes there, and it is told when they sign in. An
 * invitation of before is replaced. It opens for them alone: whoever reads the letter of another joins nothing. Whether there
 * is an account of an address is not looked up, so that nobody learns it here.
 * Throws `not-found` for no account of the name, `conflict` for a member and for too many, `invalid-request`,
 * `too-many-requests` for more than 5 letters a day to an address, access errors.
 */
export async function inviteMember(
  deps: OrganisationDeps,
  principal: Principal,
  request: InvitationRequest,
): Promise<ListedInvitation> {
  const { role } = request;
  return changeOrganisation(deps, principal, peopleOf(request), async (scene) => {
    const { work, organisation, about, actor, now } = scene;
    const invited = await findInvited(scene, request);
    await requireRoom(scene, invited.accountId, invited.name);
    if (role === 'owner') await requireRoomForOwner(work, organisation.id);
    if ('address' in invited.to) {
      deps.letterLimits.admit({ email: invited.to.address, address: request.address });
    }
    const invitation: Invitation = {
      id: mintId(deps.random),
      organisationId: organisation.id,
      accountId: invited.accountId,
      role,
      invitedBy: actor,
      createdAt: now,
      expiresAt: now + INVITATION_MS,
    };
    await work.invitations.save(invitation);
    // Addresses are kept out of the journal, which is for ever.
    const data = { ...about, ...whomOf(invitation, invited.name), invitationId: invitation.id, role };
    work.journal.record({ kind: 'member-invited', actor, at: now, data });
    await writeInvitation(deps, work, organisation, invited.to, invitation);
    const whom = 'address' in invited.to ? 'Somebody' : invited.name;
    const happened = `${whom} was invited to be ${role} of ${organisation.name}.`;
    await tellOwners(deps, work, { organisation, about: 'member-invited', happened, actor, at: now });
    return { ...invitation, name: invited.name, organisation: organisation.name };
  });
}

interface Invited {
  /** As invitations name them. */
  readonly accountId: string;
  /** In words. */
  readonly name: string;
  readonly to: Account | { readonly address: string };
}

async function findInvited({ work }: OrganisationChange, { name }: InvitationRequest): Promise<Invited> {
  if (!isAddress(name)) {
    const account = await findPersonByName(work, name);
    return { accountId: account.id, name: account.name, to: account };
  }
  const accountId = readerOf(name);
  const address = invitedAddress({ accountId }) ?? '';
  return { accountId, name: address, to: { address } };
}

/** For the journal. */
function whomOf(
  invitation: Invitation,
  name?: string,
): { readonly accountId?: string; readonly name?: string; readonly by?: 'address' } {
  if (invitedAddress(invitation) !== undefined) return { by: 'address' };
  return { accountId: invitation.accountId, ...given('name', name) };
}

/** Those that wait for an answer, for its owners. */
export async function listInvitations(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<readonly ListedInvitation[]> {
  const now = clock.now();
  requireAccess(principal, 'read-organisations', { now });
  const { organisation } = await requireOnOrganisation(stores, principal, name, 'manage-people');
  const listed: ListedInvitation[] = [];
  for (const invitation of await stores.invitations.toOrganisation(organisation.id, now)) {
    const account = await stores.identity.findAccount(invitation.accountId);
    const invited = invitedAddress(invitation) ?? account?.name ?? '';
    listed.push({ ...invitation, name: invited, organisation: organisation.name });
  }
  return listed;
}

/** Those to the caller, and to the address that they have shown to read. */
export async function listOwnInvitations(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
): Promise<readonly ListedInvitation[]> {
  const now = clock.now();
  requireAccess(principal, 'read-organisations', { now });
  const listed: ListedInvitation[] = [];
  const account = await stores.identity.findAccount(accountIdOf(principal));
  if (account === undefined) return listed;
  for (const invitee of inviteesOf(account)) {
    for (const invitation of await stores.invitations.toAccount(invitee, now)) {
      const organisation = await stores.organisations.find(invitation.organisationId);
      if (organisation === undefined) continue;
      listed.push({ ...invitation, name: account.name, organisation: organisation.name });
    }
  }
  return listed;
}

/** Takes one back. Throws `not-found`, in the same words for another organisation's. */
export async function withdrawInvitation(
  deps: OrganisationDeps,
  principal: Principal,
  request: { readonly organisation: string; readonly id: string },
): Promise<void> {
  await changeOrganisation(deps, principal, peopleOf(request), async (scene) => {
    const { work, organisation, about, actor, now } = scene;
    const found = await work.invitations.find(request.id);
    if (found?.organisationId !== organisation.id) throw noInvitation();
    await work.invitations.take(found.id);
    const data = { ...about, ...whomOf(found), invitationId: found.id, why: 'withdrawn' } as const;
    work.journal.record({ kind: 'invitation-ended', actor, at: now, data });
    const happened = `An invitation to ${organisation.name} was taken back.`;
    await tellOwners(deps, work, { organisation, about: 'invitation-ended', happened, actor, at: now });
  });
}

/**
 * The invited joins. Throws `not-found` for an invitation that is unknown, over, or another's; access errors
 * (`join-organisations`: with a second factor).
 */
export async function acceptInvitation(
  deps: OrganisationDeps,
  principal: Principal,
  id: string,
): Promise<string> {
  const now = deps.clock.now();
  requireAccess(principal, 'join-organisations', { now });
  return deps.unit.transact(async (work) => {
    const { invitation, organisation, account } = await takeOwn(deps, work, principal, id);
    const { role } = invitation;
    await requireStranger(work, organisation, account);
    if (role === 'owner') await requireRoomForOwner(work, organisation.id);
    const owner = { kind: 'organisation', id: organisation.id } as const;
    await keepKeys(work, { principal, owner, at: now }, () =>
      work.organisations.saveMember({
        organisationId: organisation.id,
        accountId: account.id,
        role,
        since: now,
      }),
    );
    const about = { organisationId: organisation.id, organisation: organisation.name };
    const data = { ...about, accountId: account.id, name: account.name, role };
    const actor = actorOf(principal);
    work.journal.record({ kind: 'member-joined', actor, at: now, data });
    const scene = { work, organisation, now };
    const { words, people } = await newcomer(deps, scene, { account, comes: publishes(role) });
    const happened = `${account.name} accepted an invitation, and is ${role} of ${organisation.name} now.${words}`;
    const concerns = [account, ...people];
    await tellOwners(deps, work, {
      organisation,
      about: 'member-joined',
      happened,
      actor,
      at: now,
      concerns,
    });
    return organisation.name;
  });
}

/** The invited says no. Throws `not-found`. */
export async function declineInvitation(
  deps: OrganisationDeps,
  principal: Principal,
  id: string,
): Promise<void> {
  const now = deps.clock.now();
  requireAccess(principal, 'leave-organisations', { now });
  await deps.unit.transact(async (work) => {
    const { organisation, account } = await takeOwn(deps, work, principal, id);
    const actor = actorOf(principal);
    const about = { organisationId: organisation.id, organisation: organisation.name };
    const data = { ...about, accountId: account.id, invitationId: id, why: 'declined' } as const;
    work.journal.record({ kind: 'invitation-ended', actor, at: now, data });
    const happened = `${account.name} does not want to belong to ${organisation.name}.`;
    await tellOwners(deps, work, { organisation, about: 'invitation-ended', happened, actor, at: now });
  });
}

async function takeOwn(
  deps: OrganisationDeps,
  work: OrganisationWork,
  principal: Principal,
  id: string,
): Promise<{
  readonly invitation: Invitation;
  readonly organisation: Organisation;
  readonly account: Account;
}> {
  const found = await work.invitations.find(id);
  const account = await work.identity.findAccount(accountIdOf(principal));
  const organisation = await work.organisations.find(found?.organisationId ?? '');
  if (found === undefined || account === undefined || organisation === undefined) throw noInvitation();
  if (!isInvited(account, found) || found.expiresAt <= deps.clock.now()) throw noInvitation();
  await work.invitations.take(id);
  return { invitation: found, organisation, account };
}

/** Whoever was invited by name and by address joins once: a second invitation is no way to another role. */
async function requireStranger(
  work: OrganisationWork,
  { id, name }: Organisation,
  account: Account,
): Promise<void> {
  if ((await work.organisations.findMember(id, account.id)) === undefined) return;
  throw new GatehouseError('conflict', `Cannot accept: you belong to ${name} already`);
}

async function requireRoom(
  { work, organisation, now }: OrganisationChange,
  accountId: string,
  name: string,
): Promise<void> {
  const members = await work.organisations.members(organisation.id);
  if (members.some((member) => member.accountId === accountId)) {
    throw new GatehouseError('conflict', `Cannot invite: ${name} belongs to it already`);
  }
  const open = await work.invitations.toOrganisation(organisation.id, now);
  if (members.length < MAX_MEMBERS && open.length < MAX_OPEN) return;
  throw new GatehouseError(
    'conflict',
    `Cannot invite: expected at most ${MAX_MEMBERS} members and ${MAX_OPEN} open invitations`,
  );
}

function noInvitation(): GatehouseError {
  return new GatehouseError('not-found', 'Cannot find the invitation: it is unknown, answered or over');
}
