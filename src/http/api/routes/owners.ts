// Whose packages are: who owns one, who may know it, and how it goes to somebody else.

import { z } from 'zod';

import {
  assignPackage,
  changeVisibility,
  describeOwnedPackage,
  listOwnedPackages,
  noPackage,
  type SeenPackage,
} from '../../../identity/organisations/owned-packages.ts';
import {
  readOwnershipHistory,
  type OwnershipEvent,
} from '../../../identity/organisations/ownership-history.ts';
import { acceptTransfer, offerTransfer } from '../../../identity/organisations/transfers.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import { onlyKnown } from '../assert-known-here.ts';
import { journalPage } from '../decision-contract.ts';
import type { ApiDeps } from '../deps.ts';
import {
  assignRequest,
  organisationParam,
  ownedItem,
  ownedList,
  ownedParam,
  transferAcceptance,
  transferredPackage,
  transferRequest,
  visibilityRequest,
  type OwnedItem,
} from '../organisation-contract.ts';
import { asPage, limit } from '../query.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation/packages',
  summary: 'Packages of the organisation that the caller may know, by ecosystem and name',
  access: 'read-organisations',
  onOrganisation: 'see',
  params: organisationParam,
  answer: ownedList,
  handle: async (deps, { principal, params }) => ({
    items: (await listOwnedPackages(deps.organisations, principal, params.organisation)).map(renderOwned),
  }),
});

const assignRoute = route({
  method: 'POST',
  url: '/api/v1/organisations/:organisation/packages',
  summary: 'Writes down that a name is the package of an organisation',
  access: 'assign-packages',
  onOrganisation: 'manage-settings',
  params: organisationParam,
  body: assignRequest,
  async handle(deps, { principal, params, body }) {
    const { visibility } = body;
    const ref = parseRef(deps, body);
    await assignPackage(deps.organisations, principal, { ...params, ...ref, visibility });
    return undefined;
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/owners/:ecosystem/:name',
  summary: 'Whose a package is, and what the caller may do on it',
  access: 'read-organisations',
  params: ownedParam,
  answer: ownedItem,
  handle: async (deps, { principal, params }) =>
    renderOwned(await describeOwnedPackage(deps.organisations, principal, parseRef(deps, params))),
});

const historyRoute = route({
  method: 'GET',
  url: '/api/v1/owners/:ecosystem/:name/history',
  summary:
    'Whose a package was, who came to publish it and left, and what froze it, newest first; for whoever may know it now',
  access: 'read-packages',
  params: ownedParam,
  query: z.object({ after: z.coerce.number().int().min(0).optional(), limit }),
  answer: journalPage,
  async handle(deps, call) {
    const { params, query } = call;
    const ref = parseRef(deps, params);
    // In the words for one that nobody owns.
    if ((await onlyKnown(deps, call, [ref])).length === 0) throw noPackage();
    const events = await readOwnershipHistory(
      { stores: deps.organisations.stores, reader: deps.journal.reader },
      { ...ref, before: query.after, limit: query.limit + 1 },
    );
    const render = ({ at, ...event }: OwnershipEvent) => ({
      ...event,
      at: formatInstant(at),
      data: { ...event.data },
    });
    return asPage(events, query.limit, render, ({ sequence }) => String(sequence));
  },
});

const visibilityRoute = route({
  method: 'PUT',
  url: '/api/v1/owners/:ecosystem/:name',
  summary: 'Makes a package public, internal or private',
  access: 'manage-organisations',
  params: ownedParam,
  body: visibilityRequest,
  async handle(deps, { principal, params, body }) {
    await changeVisibility(deps.organisations, principal, { ...parseRef(deps, params), ...body });
    return undefined;
  },
});

const offerRoute = route({
  method: 'POST',
  url: '/api/v1/owners/:ecosystem/:name/transfer',
  summary: 'Offers a package to an organisation or a person; a letter goes to those who may accept',
  access: 'manage-organisations',
  params: ownedParam,
  body: transferRequest,
  async handle(deps, { principal, params, body }) {
    await offerTransfer(deps.organisations, principal, { ...parseRef(deps, params), ...body });
    return undefined;
  },
});

const acceptRoute = route({
  method: 'POST',
  url: '/api/v1/transfers',
  summary: 'Accepts a package by what stands in the letter; what was granted on it ends',
  access: 'manage-organisations',
  body: transferAcceptance,
  answer: transferredPackage,
  handle: async (deps, { principal, body }) => acceptTransfer(deps.organisations, principal, body.secret),
});

export const ownerRoutes = [
  listRoute,
  assignRoute,
  showRoute,
  historyRoute,
  visibilityRoute,
  offerRoute,
  acceptRoute,
];

/** Throws `invalid-name` for what no name of the ecosystem is. */
function parseRef(
  { governance }: Pick<ApiDeps, 'governance'>,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): PackageRef {
  return { ecosystem, name: governance.names[ecosystem].parse(name) };
}

function renderOwned({ ecosystem, name, ownerName, visibility, since, may }: SeenPackage): OwnedItem {
  return { ecosystem, name, owner: ownerName, visibility, since: formatInstant(since), may: [...may] };
}
