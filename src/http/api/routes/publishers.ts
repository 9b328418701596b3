// Who publishes a package or all of a namespace by the word of an identity provider.

import {
  addPublisher,
  listPublishers,
  removePublisher,
} from '../../../identity/trusted-publishing/publishers.ts';
import type { PublisherSubject } from '../../../identity/trusted-publishing/publisher-owner.ts';
import { isTrustedOnly, setTrustedOnly } from '../../../identity/trusted-publishing/trusted-only.ts';
import type { Publisher } from '../../../identity/trusted-publishing/trusted-publishing-ports.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { given } from '../../../kernel/given.ts';
import { withoutStar } from '../../../kernel/namespace.ts';
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
  summary:
    'The trusted publishers of a package or a namespace (@acme/*), and whether none but they publish it',
  access: 'read-publishers',
  query: publisherQuery,
  answer: publisherList,
  async handle(deps, { principal, query }) {
    const subject = parseSubject(deps, query);
    const items = await listPublishers(deps.trusted, principal, subject);
    const isOnly = await isTrustedOnly(deps.trusted.stores, subject);
    return { items: items.map(renderPublisher), isTrustedOnly: isOnly };
  },
});

const addRoute = route({
  method: 'POST',
  url: '/api/v1/publishers',
  summary:
    'Lets whoever an issuer says to be these publish a package, or all of a namespace (@acme/*); its owners get a letter',
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
      subject: parseSubject(deps, body),
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
  summary:
    'Keeps a package or a namespace (@acme/*) to its trusted publishers, so that no person and no other token publishes there',
  access: 'manage-publishers',
  body: trustedOnlyRequest,
  async handle(deps, { principal, body }) {
    await setTrustedOnly(deps.trusted, principal, {
      subject: parseSubject(deps, body),
      isOnly: body.isOnly,
    });
    return undefined;
  },
});

export const publisherRoutes = [listRoute, addRoute, removeRoute, onlyRoute];

/** What ends in `*` is a namespace. Throws `invalid-name` for what no name or namespace of the ecosystem is. */
function parseSubject(
  { governance, trusted }: Pick<ApiDeps, 'governance' | 'trusted'>,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): PublisherSubject {
  if (!name.trim().endsWith('*')) return { ecosystem, pattern: governance.names[ecosystem].parse(name) };
  const rules = trusted.namespaceRules[ecosystem];
  return { ecosystem, pattern: rules.pattern(rules.parse(withoutStar(name))) };
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
