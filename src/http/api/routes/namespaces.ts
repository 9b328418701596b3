// Namespaces: claimed, proven, given up; granted, reserved and taken away by administrators.

import { claimNamespace } from '../../../identity/namespaces/claim-namespace.ts';
import {
  grantNamespace,
  reserveNamespace,
  takeAwayNamespace,
} from '../../../identity/namespaces/manage-namespaces.ts';
import {
  describeNamespace,
  listNamespaces,
  releaseNamespace,
  seeNamespace,
  type SeenNamespace,
} from '../../../identity/namespaces/own-namespaces.ts';
import { describePlace } from '../../../identity/namespaces/proof-place.ts';
import { proveNamespace } from '../../../identity/namespaces/prove-namespace.ts';
import { formatInstant, type Instant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import {
  claimRequest,
  namespaceGrantRequest,
  namespaceItem,
  namespaceList,
  namespaceQuery,
  namespaceReservationRequest,
  proofAnswer,
  proofRequest,
  removalRequest,
  type NamespaceItem,
} from '../namespace-contract.ts';
import { idParam } from '../query.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/namespaces',
  summary:
    'Namespaces and claims of the caller and their organisations; with all, of everybody (administrators)',
  access: 'read-namespaces',
  query: namespaceQuery,
  answer: namespaceList,
  handle: async (deps, { principal, query }) => ({
    items: (await listNamespaces(deps.namespaces, principal, { isAll: query.all === 'true' })).map(
      renderNamespace,
    ),
  }),
});

const claimRoute = route({
  method: 'POST',
  url: '/api/v1/namespaces',
  summary: 'Claims a namespace; nothing follows before the claim is proven',
  access: 'claim-namespaces',
  body: claimRequest,
  answer: namespaceItem,
  status: 201,
  async handle(deps, { principal, body }) {
    const { ecosystem, namespace, organisation, domain, repository } = body;
    const owner =
      organisation === undefined
        ? ({ kind: 'account' } as const)
        : ({ kind: 'organisation', name: organisation } as const);
    const wish = { ecosystem, namespace, owner, domain, repository };
    const claim = await claimNamespace(deps.namespaces, principal, wish);
    return renderNamespace(await seeNamespace(deps.namespaces, claim));
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/namespaces/:id',
  summary: 'One of them, with how it can be proven',
  access: 'read-namespaces',
  params: idParam,
  answer: namespaceItem,
  handle: async (deps, { principal, params }) =>
    renderNamespace(await describeNamespace(deps.namespaces, principal, params.id)),
});

const proveRoute = route({
  method: 'POST',
  url: '/api/v1/namespaces/:id/proof',
  summary: 'Looks for the proof of a claim; where it is shown, the namespace is its owner’s',
  access: 'claim-namespaces',
  params: idParam,
  body: proofRequest,
  answer: proofAnswer,
  async handle(deps, { principal, params, body }) {
    const { namespace, look, waitsFor } = await proveNamespace(deps.namespaces, principal, {
      ...params,
      ...body,
    });
    return {
      namespace: renderNamespace(await seeNamespace(deps.namespaces, namespace)),
      look: look.state,
      found: look.found,
      waitsFor: [...waitsFor],
    };
  },
});

const releaseRoute = route({
  method: 'DELETE',
  url: '/api/v1/namespaces/:id',
  summary: 'Gives a namespace or a claim up: its names come from upstreams again',
  access: 'claim-namespaces',
  params: idParam,
  async handle(deps, { principal, params }) {
    await releaseNamespace(deps.namespaces, principal, params.id);
    return undefined;
  },
});

const removeRoute = route({
  method: 'POST',
  url: '/api/v1/namespaces/:id/removal',
  summary: 'Takes a namespace or a claim away, or ends a reservation',
  access: 'manage-namespaces',
  params: idParam,
  body: removalRequest,
  async handle(deps, { principal, params, body }) {
    await takeAwayNamespace(deps.namespaces, principal, { ...params, ...body });
    return undefined;
  },
});

const grantRoute = route({
  method: 'POST',
  url: '/api/v1/namespaces/grants',
  summary: 'Gives a namespace to an owner without a proof, or agrees to a claim that waits',
  access: 'manage-namespaces',
  body: namespaceGrantRequest,
  answer: namespaceItem,
  status: 201,
  handle: async (deps, { principal, body }) =>
    renderNamespace(
      await seeNamespace(deps.namespaces, await grantNamespace(deps.namespaces, principal, body)),
    ),
});

const reserveRoute = route({
  method: 'POST',
  url: '/api/v1/namespaces/reservations',
  summary: 'Keeps a namespace from everybody, upstreams included',
  access: 'manage-namespaces',
  body: namespaceReservationRequest,
  answer: namespaceItem,
  status: 201,
  handle: async (deps, { principal, body }) =>
    renderNamespace(
      await seeNamespace(deps.namespaces, await reserveNamespace(deps.namespaces, principal, body)),
    ),
});

export const namespaceRoutes = [
  listRoute,
  claimRoute,
  showRoute,
  proveRoute,
  releaseRoute,
  removeRoute,
  grantRoute,
  reserveRoute,
];

function renderNamespace(seen: SeenNamespace): NamespaceItem {
  const { id, ecosystem, namespace, pattern, state, ownerName, proof, place, tasks, claimedAt, reason } =
    seen;
  return {
    id,
    ecosystem,
    namespace,
    pattern,
    state,
    ...given('owner', ownerName),
    ...given('proof', proof),
    ...given('place', place && describePlace(place)),
    tasks: tasks.map(({ way, where, what }) => ({ way, where, ...given('what', what) })),
    claimedAt: formatInstant(claimedAt),
    ...given('provenAt', timeOf(seen.provenAt)),
    ...given('failingSince', timeOf(seen.failingSince)),
    ...given('reason', reason),
  };
}

function timeOf(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : formatInstant(instant);
}
