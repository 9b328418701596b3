// What the mock remembers.

import type { Session } from '../../src/http/api/identity-contract.ts';
import { ACTIONS } from '../../src/identity/access.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { makeAdvisories } from './data/advisories.ts';
import { makeApplications } from './data/applications.ts';
import { makeDecisions } from './data/decisions.ts';
import { makeFindings } from './data/findings.ts';
import { makeGifts } from './data/giving.ts';
import { makeJournal } from './data/journal.ts';
import { makeReservations } from './data/names.ts';
import { makeOrganisations, makeOwnInvitations } from './data/organisations.ts';
import { makePeople } from './data/people.ts';
import { makePolicies } from './data/policy.ts';
import { emptyPublishing, makePublishing } from './data/publishing.ts';
import type { Scenario } from './data/scenario.ts';
import { makeTokens } from './data/tokens.ts';
import { makeVettings } from './data/vetting.ts';
import { makeQuarantines, makeWaivers } from './data/waivers.ts';

export type MockState = ReturnType<typeof makeMockState>;

const READER_MAY = [
  'read-packages',
  'read-decisions',
  'read-policy',
  'see-status',
  'read-applications',
  'request-vetting',
  'mint-read-tokens',
  'revoke-own-tokens',
  'read-own-account',
  'manage-own-account',
  'read-organisations',
  'leave-organisations',
  'read-namespaces',
  'read-deployments',
  'read-publishers',
];

const READER_MAY_WITH_FACTOR = ['create-organisations', 'manage-organisations', 'join-organisations'];

/** Lists are mutable on purpose: calls change them. */
export function makeMockState(given: {
  readonly scenario: Scenario;
  readonly role: 'administrator' | 'reader' | undefined;
  readonly publicUrl: string;
}) {
  const now = Date.now();
  const isEmpty = given.scenario === 'empty';
  return {
    ...given,
    now,
    role: given.role,
    isConfirmed: false,
    decisions: isEmpty ? [] : makeDecisions(now),
    advisories: isEmpty ? [] : makeAdvisories(now),
    applications: isEmpty ? [] : makeApplications(now),
    findings: isEmpty ? [] : makeFindings(now),
    gifts: isEmpty ? [] : makeGifts(now),
    policies: makePolicies(now),
    waivers: isEmpty ? [] : makeWaivers(now),
    quarantines: isEmpty ? [] : makeQuarantines(now),
    reservations: isEmpty ? [] : makeReservations(now),
    tokens: isEmpty ? [] : makeTokens(now),
    people: makePeople(now),
    journal: makeJournal(now),
    vettings: isEmpty ? [] : makeVettings(now),
    organisations: isEmpty ? [] : makeOrganisations(now),
    publishing: isEmpty ? emptyPublishing() : makePublishing(now),
    ownInvitations: isEmpty ? [] : makeOwnInvitations(now),
  };
}

/** The session as the API tells it. */
export function sessionOf(state: MockState): Session {
  if (state.role === undefined) {
    const needsAdministrator = state.scenario === 'empty';
    return { isConfirmed: false, may: ['read-packages'], mayWithFactor: [], needsAdministrator };
  }
  return {
    account: { id: 'a-1', name: 'ada', role: state.role },
    isConfirmed: state.isConfirmed,
    may: state.role === 'administrator' ? [...ACTIONS] : READER_MAY,
    mayWithFactor: state.role === 'administrator' ? [] : READER_MAY_WITH_FACTOR,
    proof: 'password',
    needsAdministrator: false,
  };
}

/** Throws as the API does when nobody is signed in, or the role or the confirmation is missing. */
export function requireMay(state: MockState, action: string, needsConfirmation = false): void {
  const words = action.replaceAll('-', ' ');
  if (state.role === undefined) {
    throw new GatehouseError('not-signed-in', `Cannot ${words}: sign in or present a token first`);
  }
  if (!sessionOf(state).may.includes(action)) {
    throw new GatehouseError('not-allowed', `Cannot ${words}: found role ${state.role}, expected another`);
  }
  if (needsConfirmation && !state.isConfirmed) {
    throw new GatehouseError('needs-confirmation', `Cannot ${words}: confirm that it is you first`);
  }
}
