// Answers one call of a route: who is it, may they, what do they ask, and what is the answer.

import type { FastifyReply, FastifyRequest } from 'fastify';

import { requireAccess } from '../../identity/access.ts';
import { requireOnOrganisation } from '../../identity/organisations/object-access.ts';
import type { Principal } from '../../identity/principal.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { assertSameOrigin } from './assert-same-origin.ts';
import type { ApiContext, ApiDeps } from './deps.ts';
import { parseRequest } from './parse-request.ts';
import { isOwnFault, PROBLEM_TYPE, problemOf } from './problem.ts';
import { findRawBody } from './raw-bodies.ts';
import { TAKEN_OVER, type ApiRoute } from './route.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const CHALLENGE = 'Bearer realm="Gatehouse"';

/** Identifies, authorises, parses, calls the route's handler and sends what it answers. */
export async function answerCall(
  deps: ApiContext,
  route: ApiRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const message = request.raw;
  const principal = await authoriseCall(deps, route, request);
  const parts = parseRequest(route, {
    params: request.params,
    query: request.query,
    body: request.body,
  });
  const answer = await route.handle(deps, {
    ...parts,
    principal,
    address: deps.addressOf(message),
    message,
    ...given('rawBody', findRawBody(message)),
    response: reply.raw,
    setHeader: (name, value) => void reply.header(name, value),
  });
  if (answer === TAKEN_OVER) {
    reply.hijack();
    return;
  }
  const status = route.status ?? (answer === undefined ? 204 : 200);
  setCommonHeaders(reply);
  if (answer === undefined) await reply.code(status).send();
  else {
    const text = JSON.stringify(answer);
    // A type that the handler chose stays as it is: what is sent as bytes gets no charset.
    if (reply.hasHeader('content-type')) await reply.code(status).send(Buffer.from(text));
    else
      await reply
        .code(status)
        .type(route.answerType ?? JSON_TYPE)
        .send(text);
  }
}

/** Sends an error as problem details, or in the form that the route's clients read; reports what is the server's own fault. */
export async function answerProblem(
  deps: ApiDeps,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  route?: ApiRoute,
): Promise<void> {
  if (isOwnFault(error)) deps.report(error, request.raw);
  const problem = problemOf(error);
  setCommonHeaders(reply);
  const told = route?.tellError?.(error);
  if (told !== undefined) {
    const type = 'application/json; charset=utf-8';
    await reply.code(told.status).type(type).send(JSON.stringify(told.body));
    return;
  }
  if (problem.status === 401) reply.header('www-authenticate', CHALLENGE);
  const wait = isGatehouseError(error) ? error.facts['retryAfterSeconds'] : undefined;
  if (typeof wait === 'number') reply.header('retry-after', String(wait));
  await reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem));
}

/** Who calls. Throws `not-signed-in`, `not-allowed`, `needs-confirmation`. */
export async function authoriseCall(
  deps: ApiDeps,
  route: ApiRoute,
  request: FastifyRequest,
): Promise<Principal> {
  const principal =
    route.takesForeignToken === true
      ? ({ kind: 'nobody', address: deps.addressOf(request.raw) } as const)
      : await deps.identify(request.raw);
  authorise(deps, route, principal, request);
  await authoriseOnOrganisation(deps, route, principal, request);
  return principal;
}

function authorise(deps: ApiDeps, route: ApiRoute, principal: Principal, request: FastifyRequest): void {
  if (route.method !== 'GET') assertSameOrigin(request.headers, principal, deps.publicUrl);
  if (route.access === 'anyone') return;
  requireAccess(principal, route.access, { now: deps.clock.now(), closedReading: deps.closedReading });
}

/** After `access`: who lacks a proof learns nothing of whether there is such an organisation. */
async function authoriseOnOrganisation(
  deps: ApiDeps,
  { onOrganisation }: ApiRoute,
  principal: Principal,
  { params }: FastifyRequest,
): Promise<void> {
  if (onOrganisation === undefined) return;
  const { organisation = '' } = params as { readonly organisation?: string };
  await requireOnOrganisation(deps.organisations.stores, principal, organisation, onOrganisation);
}

function setCommonHeaders(reply: FastifyReply): void {
  void reply.headers({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
  });
}
