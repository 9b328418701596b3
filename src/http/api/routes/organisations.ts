// Organisations: the caller's own.

import {
  createOrganisation,
  deleteOrganisation,
  describeOrganisation,
  listOrganisations,
  renameOrganisation,
  type SeenOrganisation,
} from '../../../identity/organisations/organisations.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import {
  displayNameRequest,
  organisationItem,
  organisationList,
  organisationParam,
  organisationRequest,
  type OrganisationItem,
} from '../organisation-contract.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/organisations',
  summary: 'Organisations that the caller belongs to, by name',
  access: 'read-organisations',
  answer: organisationList,
  handle: async (deps, { principal }) => ({
    items: (await listOrganisations(deps.organisations, principal)).map(renderOrganisation),
  }),
});

const createRoute = route({
  method: 'POST',
  url: '/api/v1/organisations',
  summary: 'Makes an organisation; the caller owns it',
  access: 'create-organisations',
  body: organisationRequest,
  answer: organisationItem,
  status: 201,
  handle: async (deps, { principal, body }) =>
    renderOrganisation(await createOrganisation(deps.organisations, principal, body)),
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation',
  summary: 'One organisation, and what the caller may do in it',
  access: 'read-organisations',
  onOrganisation: 'see',
  params: organisationParam,
  answer: organisationItem,
  handle: async (deps, { principal, params }) =>
    renderOrganisation(await describeOrganisation(deps.organisations, principal, params.organisation)),
});

const renameRoute = route({
  method: 'PATCH',
  url: '/api/v1/organisations/:organisation',
  summary: 'Changes the name that people read; the name in addresses stays',
  access: 'manage-organisations',
  onOrganisation: 'manage-settings',
  params: organisationParam,
  body: displayNameRequest,
  async handle(deps, { principal, params, body }) {
    await renameOrganisation(deps.organisations, principal, { ...params, ...body });
    return undefined;
  },
});

const deleteRoute = route({
  method: 'DELETE',
  url: '/api/v1/organisations/:organisation',
  summary: 'Ends an organisation that owns no package; its name is never given again',
  access: 'manage-organisations',
  onOrganisation: 'delete',
  params: organisationParam,
  async handle(deps, { principal, params }) {
    await deleteOrganisation(deps.organisations, principal, params.organisation);
    return undefined;
  },
});

export const organisationRoutes = [listRoute, createRoute, showRoute, renameRoute, deleteRoute];

function renderOrganisation({ organisation, role, may }: SeenOrganisation): OrganisationItem {
  const { name, displayName, createdAt } = organisation;
  return { name, displayName, createdAt: formatInstant(createdAt), ...given('role', role), may: [...may] };
}
