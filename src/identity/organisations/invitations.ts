// Invitations: nobody belongs to an organisation without having said so, signed in as who was invited.

import { DAY_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { postLetter } from '../letters/post-letter.ts';
import { actorOf, type Principal } from '../principal.ts';
import type { Account } from '../ports.ts';
import { mintId } from '../secret.ts';
import { changeOrganisation, type OrganisationChange } from './change-organisation.ts';
import { peopleOf, requireRoomForOwner } from './members.ts';
import { accountIdOf, findPersonByName, requireOnOrganisation } from './object-access.ts';
import { tellOwners } from './organisation-notices.ts';
import type { Invitation, MemberRole, Organisation } from './organisation-ports.ts';
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

/**
 * Invites an account; a letter goes to its verified address, and it is told when it signs in. An invitation of before is
 * replaced. It opens for that account alone: whoever reads the letter of another joins nothing.
 * Throws `not-found` for no such account, `conflict` for a member and for too many, access errors.
 */
export async function inviteMember(
  deps: OrganisationDeps,
  principal: Principal,
  request: { readonly organisation: string; readonly name: string; readonly role: MemberRole },
): Promise<ListedInvitation> {
  const { role } = request;
  return changeOrganisation(deps, principal, peopleOf(request), async (scene) => {
    const { work, organisation, about, actor, now } = scene;
    const account = await findPersonByName(work, request.name);
    await requireRoom(scene, account);
    if (role === 'owner') await requireRoomForOwner(work, organisation.id);
    const invitation: Invitation = {
      id: mintId(deps.random),
      organisationId: organisation.id,
      accountId: account.id,
      role,
      invitedBy: actor,
      createdAt: now,
      expiresAt: now + INVITATION_MS,
    };
    await work.invitations.save(invitation);
    const data = { ...about, accountId: account.id, name: account.name, role };
    work.journal.record({ kind: 'member-invited', actor, at: now, data });
    await writeInvitation(deps, work, organisation, account, invitation);
    const happened = `${account.name} was invited to be ${role} of ${organisation.name}.`;
    await tellOwners(deps, work, { organisation, about: 'member-invited', happened, actor, at: now });
    return { ...invitation, name: account.name, organisation: organisation.name };
  });
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
    listed.push({ ...invitation, name: account?.name ?? '', organisation: organisation.name });
  }
  return listed;
}

/** Those to the caller. */
export async function listOwnInvitations(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
): Promise<readonly ListedInvitation[]> {
  const now = clock.now();
  requireAccess(principal, 'read-organisations', { now });
  const listed: ListedInvitation[] = [];
  const accountId = accountIdOf(principal);
  const account = await stores.identity.findAccount(accountId);
  for (const invitation of await stores.invitations.toAccount(accountId, now)) {
    const organisation = await stores.organisations.find(invitation.organisationId);
    if (organisation === undefined) continue;
    listed.push({ ...invitation, name: account?.name ?? '', organisation: organisation.name });
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
    const data = { ...about, accountId: found.accountId, why: 'withdrawn' } as const;
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
    if (role === 'owner') await requireRoomForOwner(work, organisation.id);
    await work.organisations.saveMember({
      organisationId: organisation.id,
      accountId: account.id,
      role,
      since: now,
    });
    const about = { organisationId: organisation.id, organisation: organisation.name };
    const data = { ...about, accountId: account.id, name: account.name, role };
    const actor = actorOf(principal);
    work.journal.record({ kind: 'member-joined', actor, at: now, data });
    const happened = `${account.name} accepted an invitation, and is ${role} of ${organisation.name} now.`;
    const concerns = [account];
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
    const data = { ...about, accountId: account.id, why: 'declined' } as const;
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
  const isOwn = found !== undefined && found.accountId === account?.id && found.expiresAt > deps.clock.now();
  if (!isOwn || account === undefined || organisation === undefined) throw noInvitation();
  await work.invitations.take(id);
  return { invitation: found, organisation, account };
}

async function requireRoom({ work, organisation, now }: OrganisationChange, account: Account): Promise<void> {
  const members = await work.organisations.members(organisation.id);
  if (members.some(({ accountId }) => accountId === account.id)) {
    throw new GatehouseError('conflict', `Cannot invite: ${account.name} belongs to it already`);
  }
  const open = await work.invitations.toOrganisation(organisation.id, now);
  if (members.length < MAX_MEMBERS && open.length < MAX_OPEN) return;
  throw new GatehouseError(
    'conflict',
    `Cannot invite: expected at most ${MAX_MEMBERS} members and ${MAX_OPEN} open invitations`,
  );
}

async function writeInvitation(
  deps: OrganisationDeps,
  work: OrganisationWork,
  organisation: Organisation,
  account: Account,
  { id, role, invitedBy, createdAt }: Invitation,
): Promise<void> {
  const paragraphs = [
    `You are invited to be ${role} of ${organisation.name}. By ${invitedBy}.`,
    'Nothing happens unless you accept within seven days, signed in to your own account, with a second factor:',
    `${deps.letterHead.publicUrl}/invitations/${id}`,
    'On the command line, where --server names this server:',
    `gatehouse invitation accept ${id}`,
  ];
  const subject = `You are invited to ${organisation.name}`;
  await postLetter(work, deps.random, {
    account,
    about: 'invitation',
    letter: layOutLetter(deps.letterHead, account, { subject, paragraphs }),
    actor: invitedBy,
    at: createdAt,
  });
}

function noInvitation(): GatehouseError {
  return new GatehouseError('not-found', 'Cannot find the invitation: it is unknown, answered or over');
}
