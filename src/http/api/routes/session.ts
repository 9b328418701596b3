// Who is there: the one-time link, sign-in, confirmation, sign-out.

import { ACTIONS, isConfirmed, mayEver, mayWithFactor } from '../../../identity/access.ts';
import { confirmPerson } from '../../../identity/sessions/confirm-person.ts';
import { hasAdministrator } from '../../../identity/accounts/first-administrator.ts';
import type { Principal } from '../../../identity/principal.ts';
import { redeemLink } from '../../../identity/accounts/redeem-link.ts';
import type { CallerPlace, StartedSession } from '../../../identity/sessions/session.ts';
import { signIn } from '../../../identity/sessions/sign-in.ts';
import { signOut } from '../../../identity/sessions/sign-out.ts';
import { given } from '../../../kernel/given.ts';
import { confirmRequest, session, setupRequest, signInRequest, type Session } from '../identity-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { requirePerson } from '../require-person.ts';
import { route, type ApiCall } from '../route.ts';
import { endedCookie, sessionCookie } from '../session-cookie.ts';

const readRoute = route({
  method: 'GET',
  url: '/api/v1/session',
  summary: 'Who the caller is, and what they may do',
  access: 'anyone',
  answer: session,
  handle: (deps, { principal }) => describeSession(deps, principal),
});

const setupRoute = route({
  method: 'POST',
  url: '/api/v1/setup',
  summary: 'Follows a one-time link: makes the first administrator, or sets a password',
  access: 'anyone',
  body: setupRequest,
  answer: session,
  handle: async (deps, call) =>
    begin(deps, call, await redeemLink(deps.identity, { ...call.body, ...placeOf(call) })),
});

const signInRoute = route({
  method: 'POST',
  url: '/api/v1/session',
  summary: 'Signs in with name and password; the session comes as a cookie',
  access: 'anyone',
  body: signInRequest,
  answer: session,
  handle: async (deps, call) =>
    begin(deps, call, await signIn(deps.identity, { ...call.body, ...placeOf(call) })),
});

const confirmRoute = route({
  method: 'POST',
  url: '/api/v1/session/confirm',
  summary: 'Proves the signed-in person again, for the next five minutes',
  access: 'anyone',
  body: confirmRequest,
  answer: session,
  async handle(deps, { principal, body, address }) {
    const person = await confirmPerson(deps.identity, requirePerson(principal, 'confirm'), {
      ...body,
      address,
    });
    return describeSession(deps, person);
  },
});

const signOutRoute = route({
  method: 'DELETE',
  url: '/api/v1/session',
  summary: 'Ends the session',
  access: 'anyone',
  async handle(deps, { principal, setHeader }) {
    if (principal.kind === 'person') await signOut(deps.identity, principal);
    setHeader('set-cookie', endedCookie(deps.publicUrl));
    return undefined;
  },
});

export const sessionRoutes = [readRoute, setupRoute, signInRoute, confirmRoute, signOutRoute];

function placeOf({ address, message }: ApiCall): CallerPlace {
  return { address, ...given('agent', message.headers['user-agent']) };
}

/** The cookie goes out with the answer; the session that the request came with, if any, is forgotten by the browser. */
function begin(deps: ApiDeps, call: ApiCall, started: StartedSession): Promise<Session> {
  call.setHeader('set-cookie', sessionCookie(started, deps.clock.now(), deps.publicUrl));
  return describeSession(deps, started.person);
}

async function describeSession(deps: ApiDeps, principal: Principal): Promise<Session> {
  const context = { now: deps.clock.now(), closedReading: deps.closedReading };
  return {
    ...(principal.kind === 'nobody'
      ? {}
      : { account: { id: principal.accountId, name: principal.accountName, role: principal.role } }),
    isConfirmed: isConfirmed(principal, context.now),
    may: ACTIONS.filter((action) => mayEver(principal, action, context)),
    mayWithFactor: ACTIONS.filter((action) => mayWithFactor(principal, action, context)),
    ...(principal.kind === 'person' ? { proof: principal.proof } : {}),
    ...(principal.kind === 'person' ? given('strongestFactor', principal.strongestFactor) : {}),
    needsAdministrator: !(await hasAdministrator(deps.identity.identity)),
  };
}
