// Answers a step of a sign-in: the session and its cookie, or what is to come next.

import { ACTIONS, isConfirmed, mayEver, mayWithFactor } from '../../identity/access.ts';
import { hasAdministrator } from '../../identity/accounts/first-administrator.ts';
import type { Principal } from '../../identity/principal.ts';
import type { SignInStep } from '../../identity/sessions/begin-session.ts';
import type { CallerPlace, StartedSession } from '../../identity/sessions/session.ts';
import { given } from '../../kernel/given.ts';
import type { ApiDeps } from './deps.ts';
import { deviceCookie } from './device-cookie.ts';
import type { SessionOrStep } from './factor-contract.ts';
import type { Session } from './identity-contract.ts';
import type { ApiCall } from './route.ts';
import { sessionCookie } from './session-cookie.ts';

export function placeOf({ address, message }: ApiCall): CallerPlace {
  return { address, ...given('agent', message.headers['user-agent']) };
}

/** Cookies go out with the answer; the session that the request came with, if any, is forgotten by the browser. */
export async function answerStep(deps: ApiDeps, call: ApiCall, step: SignInStep): Promise<SessionOrStep> {
  if (step.kind === 'session') return beginSession(deps, call, step.started);
  if (step.kind === 'factor') return { next: { ticket: step.ticket, methods: [...step.methods] } };
  call.setHeader('set-cookie', deviceCookie(step.deviceSecret, deps.publicUrl));
  return { next: { confirmDevice: true } };
}

export function beginSession(deps: ApiDeps, call: ApiCall, started: StartedSession): Promise<Session> {
  call.setHeader('set-cookie', sessionCookie(started, deps.clock.now(), deps.publicUrl));
  return describeSession(deps, started.person);
}

/** Who the caller is, and what they may do. */
export async function describeSession(deps: ApiDeps, principal: Principal): Promise<Session> {
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
    ...(principal.kind === 'person' ? given('mustChangePassword', principal.mustChangePassword) : {}),
    needsAdministrator: !(await hasAdministrator(deps.identity.identity)),
  };
}
