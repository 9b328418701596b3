// Teams of an organisation, and what is granted to whom.

import { parseReservationPattern } from '../../../governance/reservation-pattern.ts';
import { endGrant, grantRole, listGrants, type ListedGrant } from '../../../identity/organisations/grants.ts';
import {
  addToTeam,
  createTeam,
  deleteTeam,
  listTeams,
  removeFromTeam,
} from '../../../identity/organisations/teams.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import {
  grantItem,
  grantList,
  grantRequest,
  invitationParam,
  organisationParam,
  teamList,
  teamMemberParam,
  teamParam,
  teamRequest,
  type GrantItem,
} from '../organisation-contract.ts';
import { route } from '../route.ts';

const teamsRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation/teams',
  summary: 'Teams with their members, by name',
  access: 'read-organisations',
  onOrganisation: 'see',
  params: organisationParam,
  answer: teamList,
  handle: async (deps, { principal, params }) => ({
    items: (await listTeams(deps.organisations, principal, params.organisation)).map(({ name, members }) => ({
      name,
      members: [...members],
    })),
  }),
});

const createTeamRoute = route({
  method: 'POST',
  url: '/api/v1/organisations/:organisation/teams',
  summary: 'Makes a team',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: organisationParam,
  body: teamRequest,
  async handle(deps, { principal, params, body }) {
    await createTeam(deps.organisations, principal, { ...params, team: body.name });
    return undefined;
  },
});

const deleteTeamRoute = route({
  method: 'DELETE',
  url: '/api/v1/organisations/:organisation/teams/:team',
  summary: 'Ends a team, with what was granted to it',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: teamParam,
  async handle(deps, { principal, params }) {
    await deleteTeam(deps.organisations, principal, params);
    return undefined;
  },
});

const addRoute = route({
  method: 'PUT',
  url: '/api/v1/organisations/:organisation/teams/:team/members/:member',
  summary: 'Takes a member of the organisation into a team',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: teamMemberParam,
  async handle(deps, { principal, params: { member, ...team } }) {
    await addToTeam(deps.organisations, principal, { ...team, name: member });
    return undefined;
  },
});

const removeRoute = route({
  method: 'DELETE',
  url: '/api/v1/organisations/:organisation/teams/:team/members/:member',
  summary: 'Takes a member out of a team',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: teamMemberParam,
  async handle(deps, { principal, params: { member, ...team } }) {
    await removeFromTeam(deps.organisations, principal, { ...team, name: member });
    return undefined;
  },
});

const grantsRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation/grants',
  summary: 'What was granted to members and teams, oldest first',
  access: 'read-organisations',
  onOrganisation: 'see',
  params: organisationParam,
  answer: grantList,
  handle: async (deps, { principal, params }) => ({
    items: (await listGrants(deps.organisations, principal, params.organisation)).map(renderGrant),
  }),
});

const grantRoute = route({
  method: 'POST',
  url: '/api/v1/organisations/:organisation/grants',
  summary: 'Grants a member or a team a role on packages of the organisation, by name or prefix',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: organisationParam,
  body: grantRequest,
  answer: grantItem,
  status: 201,
  async handle(deps, { principal, params, body }) {
    const { ecosystem } = body;
    const pattern = parseReservationPattern(body.pattern, deps.governance.names[ecosystem]);
    return renderGrant(await grantRole(deps.organisations, principal, { ...params, ...body, pattern }));
  },
});

const endGrantRoute = route({
  method: 'DELETE',
  url: '/api/v1/organisations/:organisation/grants/:id',
  summary: 'Ends a grant',
  access: 'manage-organisations',
  onOrganisation: 'manage-people',
  params: invitationParam,
  async handle(deps, { principal, params }) {
    await endGrant(deps.organisations, principal, params);
    return undefined;
  },
});

export const teamRoutes = [
  teamsRoute,
  createTeamRoute,
  deleteTeamRoute,
  addRoute,
  removeRoute,
  grantsRoute,
  grantRoute,
  endGrantRoute,
];

function renderGrant({ id, to, name, role, ecosystem, pattern, grantedAt }: ListedGrant): GrantItem {
  return {
    id,
    to: { kind: to.kind, name },
    role,
    ecosystem,
    pattern,
    grantedAt: formatInstant(grantedAt),
  };
}
