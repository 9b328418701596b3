// Who belongs to an organisation, and who is invited.

import {
  acceptInvitation,
  declineInvitation,
  inviteMember,
  listInvitations,
  listOwnInvitations,
  withdrawInvitation,
  type ListedInvitation,
} from '../../../identity/organisations/invitations.ts';
import {
  changeMemberRole,
  leaveOrganisation,
  listMembers,
  removeMember,
} from '../../../identity/organisations/members.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import {
  invitationItem,
  invitationList,
  invitationParam,
  invitationRequest,
  joinedOrganisation,
  memberList,
  memberParam,
  memberRoleRequest,
  organisationParam,
  type InvitationItem,
} from '../organisation-contract.ts';
import { idParam } from '../query.ts';
import { route } from '../route.ts';

const membersRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation/members',
  summary: 'Members, by name',
  access: 'read-organisations',
  onOrganisation: 'see',
  params: organisationParam,
  answer: memberList,
  handle: async (deps, { principal, params }) => ({
    items: (await listMembers(deps.organisations, principal, params.organisation)).map((member) => ({
      name: member.name,
      role: member.role,
      since: formatInstant(member.since),
      isEnabled: member.isEnabled,
    })),
  }),
});

const roleRoute = route({
  method: 'PUT',
  url: '/api/v1/organisations/:organisation/members/:member',
  summary: 'Gives a member another role; never the last owner',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: memberParam,
  body: memberRoleRequest,
  async handle(deps, { principal, params: { organisation, member }, body }) {
    await changeMemberRole(deps.organisations, principal, { organisation, name: member, role: body.role });
    return undefined;
  },
});

const removeRoute = route({
  method: 'DELETE',
  url: '/api/v1/organisations/:organisation/members/:member',
  summary: 'Removes a member, with their teams and grants; never the last owner',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: memberParam,
  async handle(deps, { principal, params: { organisation, member } }) {
    await removeMember(deps.organisations, principal, { organisation, name: member });
    return undefined;
  },
});

const leaveRoute = route({
  method: 'POST',
  url: '/api/v1/organisations/:organisation/leave',
  summary: 'The caller leaves; never the last owner',
  access: 'leave-organisations',
  onOrganisation: 'see',
  params: organisationParam,
  async handle(deps, { principal, params }) {
    await leaveOrganisation(deps.organisations, principal, params.organisation);
    return undefined;
  },
});

const invitationsRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation/invitations',
  summary: 'Invitations that wait for an answer, oldest first',
  access: 'read-organisations',
  onOrganisation: 'manage-people',
  params: organisationParam,
  answer: invitationList,
  handle: async (deps, { principal, params }) => ({
    items: (await listInvitations(deps.organisations, principal, params.organisation)).map(renderInvitation),
  }),
});

const inviteRoute = route({
  method: 'POST',
  url: '/api/v1/organisations/:organisation/invitations',
  summary:
    'Invites an account by name, or whoever reads an address; they belong to the organisation once they accept, within seven days',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: organisationParam,
  body: invitationRequest,
  answer: invitationItem,
  status: 201,
  handle: async (deps, { principal, params, body, address }) =>
    renderInvitation(await inviteMember(deps.organisations, principal, { ...params, ...body, address })),
});

const withdrawRoute = route({
  method: 'DELETE',
  url: '/api/v1/organisations/:organisation/invitations/:id',
  summary: 'Takes an invitation back',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: invitationParam,
  async handle(deps, { principal, params }) {
    await withdrawInvitation(deps.organisations, principal, params);
    return undefined;
  },
});

const ownInvitationsRoute = route({
  method: 'GET',
  url: '/api/v1/invitations',
  summary: 'Invitations to the caller',
  access: 'read-organisations',
  answer: invitationList,
  handle: async (deps, { principal }) => ({
    items: (await listOwnInvitations(deps.organisations, principal)).map(renderInvitation),
  }),
});

const acceptRoute = route({
  method: 'POST',
  url: '/api/v1/invitations/:id/accept',
  summary: 'The invited joins the organisation',
  access: 'join-organisations',
  params: idParam,
  answer: joinedOrganisation,
  handle: async (deps, { principal, params }) => ({
    organisation: await acceptInvitation(deps.organisations, principal, params.id),
  }),
});

const declineRoute = route({
  method: 'DELETE',
  url: '/api/v1/invitations/:id',
  summary: 'The invited says no',
  access: 'leave-organisations',
  params: idParam,
  async handle(deps, { principal, params }) {
    await declineInvitation(deps.organisations, principal, params.id);
    return undefined;
  },
});

export const memberRoutes = [
  membersRoute,
  roleRoute,
  removeRoute,
  leaveRoute,
  invitationsRoute,
  inviteRoute,
  withdrawRoute,
  ownInvitationsRoute,
  acceptRoute,
  declineRoute,
];

function renderInvitation(invitation: ListedInvitation): InvitationItem {
  const { id, organisation, name, role, invitedBy, expiresAt } = invitation;
  return { id, organisation, name, role, invitedBy, expiresAt: formatInstant(expiresAt) };
}
