// Who is there: the one-time link, the first step of a sign-in, sign-out.

import { redeemLink } from '../../../identity/accounts/redeem-link.ts';
import { signIn } from '../../../identity/sessions/sign-in.ts';
import { signOut } from '../../../identity/sessions/sign-out.ts';
import { answerStep, describeSession, placeOf } from '../begin-session.ts';
import { sessionOrStep } from '../factor-contract.ts';
import { session, setupRequest, signInRequest } from '../identity-contract.ts';
import { route } from '../route.ts';
import { endedCookie } from '../session-cookie.ts';

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
  answer: sessionOrStep,
  handle: async (deps, call) =>
    answerStep(deps, call, await redeemLink(deps.identity, { ...call.body, ...placeOf(call) })),
});

const signInRoute = route({
  method: 'POST',
  url: '/api/v1/session',
  summary: 'Signs in with name and password; the session comes as a cookie, or a second factor is asked for',
  access: 'anyone',
  body: signInRequest,
  answer: sessionOrStep,
  handle: async (deps, call) =>
    answerStep(deps, call, await signIn(deps.identity, { ...call.body, ...placeOf(call) })),
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

export const sessionRoutes = [readRoute, setupRoute, signInRoute, signOutRoute];
