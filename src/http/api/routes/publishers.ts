// Who publishes a package by the word of an identity provider.

import {
  addPublisher,
  listPublishers,
  removePublisher,
} from '../../../identity/trusted-publishing/publishers.ts';
import { isTrustedOnly, setTrustedOnly } from '../../../identity/trusted-publishing/trusted-only.ts';
import type { Publisher } from '../../../identity/trusted-publishing/trusted-publishing-ports.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { given } from '../../../kernel/given.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import type { ApiDeps } from '../deps.ts';
import {
  publisherItem,
  publisherList,
  publisherQuery,
  publisherRequest,
  trustedOnlyRequest,
  type PublisherItem,
} from '../publisher-contract.ts';
import { idParam } from '../query.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/publishers',
  summary: 'The trusted publishers of a package, and whether none but they publish it',
  access: 'read-publishers',
  query: publisherQuery,
  answer: publisherList,
  async handle(deps, { principal, query }) {
    const ref = parseRef(deps, query);
    const items = await listPublishers(deps.trusted, principal, ref);
    const isOnly = await isTrustedOnly(deps.trusted.stores, ref);
    return { items: items.map(renderPublisher), isTrustedOnly: isOnly };
  },
});

const addRoute = route({
  method: 'POST',
  url: '/api/v1/publishers',
  summary: 'Lets whoever an issuer says to be these publish a package; its owners get a letter',
  access: 'manage-publishers',
  body: publisherRequest,
  answer: publisherItem,
  status: 201,
  async handle(deps, { principal, body }) {
    const { issuer, settings, right, pending } = body;
    const waiting = pending && {
      visibility: pending.visibility,
      ...given('organisation', pending.organisation),
    };
    const publisher = await addPublisher(deps.trusted, principal, {
      ref: parseRef(deps, body),
      issuer,
      settings,
      right,
      ...given('pending', waiting),
    });
    return renderPublisher(publisher);
  },
});

const removeRoute = route({
  method: 'DELETE',
  url: '/api/v1/publishers/:id',
  summary: 'Ends a publisher, and every token that it has',
  access: 'manage-publishers',
  params: idParam,
  async handle(deps, { principal, params }) {
    await removePublisher(deps.trusted, principal, params.id);
    return undefined;
  },
});

const onlyRoute = route({
  method: 'PUT',
  url: '/api/v1/publishers/only',
  summary: 'Keeps a package to its trusted publishers, so that no person and no other token publishes it',
  access: 'manage-publishers',
  body: trustedOnlyRequest,
  async handle(deps, { principal, body }) {
    await setTrustedOnly(deps.trusted, principal, { ref: parseRef(deps, body), isOnly: body.isOnly });
    return undefined;
  },
});

export const publisherRoutes = [listRoute, addRoute, removeRoute, onlyRoute];

/** Throws `invalid-name` for what no name of the ecosystem is. */
function parseRef(
  { governance }: Pick<ApiDeps, 'governance'>,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): PackageRef {
  return { ecosystem, name: governance.names[ecosystem].parse(name) };
}

function renderPublisher(publisher: Publisher): PublisherItem {
  const { id, ecosystem, pattern, provider, issuer, settings, pins, right, createdBy, pending } = publisher;
  return {
    id,
    ecosystem,
    pattern,
    provider,
    issuer,
    settings: settings as PublisherItem['settings'],
    pins: { ...pins },
    right,
    createdAt: formatInstant(publisher.createdAt),
    createdBy,
    ...timeField('lastUsedAt', publisher.lastUsedAt),
    ...timeField('pendingUntil', pending?.expiresAt),
  };
}
