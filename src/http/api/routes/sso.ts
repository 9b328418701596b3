// Signing in by OpenID providers. A provider sends the browser back to a page of ours, /sso/<name>, by a request from another
// site, to which no cookie of ours belongs; that page posts what it was given. So no GET begins a session, and what
// finishes one is a request like every other that changes something: from a page of this server, with its cookies.

import { z } from 'zod';

import { finishSso } from '../../../identity/sso/finish-sso.ts';
import {
  listIdentities,
  unlinkIdentity,
  type ListedSsoIdentity,
} from '../../../identity/sso/link-identity.ts';
import { startSso } from '../../../identity/sso/start-sso.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import type { ApiDeps } from '../deps.ts';
import { idParam } from '../query.ts';
import { timeField } from '../render-verdict.ts';
import { route, type ApiCall } from '../route.ts';
import { sessionCookie } from '../session-cookie.ts';
import {
  finishedSso,
  ssoFinishRequest,
  ssoIdentityList,
  ssoProviderList,
  ssoStartRequest,
  startedSso,
  type SsoIdentityItem,
} from '../sso-contract.ts';
import { endedSsoCookie, findSsoSecret, ssoCookie } from '../sso-cookie.ts';

const nameParam = z.object({ name: z.string().max(40) });

const providersRoute = route({
  method: 'GET',
  url: '/api/v1/sso',
  summary: 'The providers that one may sign in by',
  access: 'anyone',
  answer: ssoProviderList,
  handle: (deps) => ({ items: deps.sso.providers.map(({ name, label }) => ({ name, label })) }),
});

const startRoute = route({
  method: 'POST',
  url: '/api/v1/sso/:name/start',
  summary: 'Begins to sign in by a provider; answers where the browser goes',
  access: 'anyone',
  params: nameParam,
  body: ssoStartRequest,
  answer: startedSso,
  handle: (deps, call) => start(deps, call, undefined),
});

const linkRoute = route({
  method: 'POST',
  url: '/api/v1/sso/:name/link',
  summary: 'Begins to link a provider to the account; answers where the browser goes',
  access: 'manage-own-account',
  params: nameParam,
  body: ssoStartRequest,
  answer: startedSso,
  handle: (deps, call) =>
    start(deps, call, call.principal.kind === 'person' ? call.principal.accountId : undefined),
});

const finishRoute = route({
  method: 'POST',
  url: '/api/v1/sso/:name/finish',
  summary:
    'Signs in, or links, by what a provider gave the browser that began it; the session comes as a cookie',
  access: 'anyone',
  params: nameParam,
  body: ssoFinishRequest,
  answer: finishedSso,
  async handle(deps, { params, body, principal, address, message, setHeader }) {
    const { started, to } = await finishSso(deps.sso, {
      provider: params.name,
      query: body.query,
      principal,
      address,
      ...given('agent', message.headers['user-agent']),
      ...given('browserSecret', findSsoSecret(message.headers.cookie)),
    });
    setHeader('set-cookie', endedSsoCookie(deps.publicUrl));
    if (started !== undefined) {
      setHeader('set-cookie', sessionCookie(started, deps.clock.now(), deps.publicUrl));
    }
    return { isLinked: started === undefined, to };
  },
});

const identitiesRoute = route({
  method: 'GET',
  url: '/api/v1/sso/identities',
  summary: 'The providers that the account of who asks is linked to',
  access: 'read-own-account',
  answer: ssoIdentityList,
  handle: async (deps, { principal }) => ({
    items: (await listIdentities(deps.sso, principal)).map(renderIdentity),
  }),
});

const unlinkRoute = route({
  method: 'DELETE',
  url: '/api/v1/sso/identities/:id',
  summary: 'Unlinks a provider from the account of who asks',
  access: 'manage-own-account',
  params: idParam,
  async handle(deps, { principal, params }) {
    await unlinkIdentity(deps.sso, principal, params.id);
    return undefined;
  },
});

export const ssoRoutes = [providersRoute, startRoute, linkRoute, finishRoute, identitiesRoute, unlinkRoute];

async function start(
  deps: ApiDeps,
  call: ApiCall<{ name: string }, unknown, { to: string; isFresh: boolean }>,
  accountId: string | undefined,
): Promise<{ url: string }> {
  const { params, body, address, setHeader } = call;
  const request = { provider: params.name, ...body, address, ...given('accountId', accountId) };
  const { url, browserSecret } = await startSso(deps.sso, request);
  setHeader('set-cookie', ssoCookie(browserSecret, deps.publicUrl));
  return { url };
}

function renderIdentity({
  id,
  issuer,
  subject,
  provider,
  linkedAt,
  usedAt,
}: ListedSsoIdentity): SsoIdentityItem {
  return {
    id,
    issuer,
    subject,
    ...(provider === undefined ? {} : { provider: { name: provider.name, label: provider.label } }),
    linkedAt: formatInstant(linkedAt),
    ...timeField('usedAt', usedAt),
  };
}
