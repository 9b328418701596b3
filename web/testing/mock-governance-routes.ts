// The routes of the mock that change who may have what.

import { factorList, sessionList } from '../../src/http/api/factor-contract.ts';
import { ownAccount, signUpWay, verifyAnswer } from '../../src/http/api/account-contract.ts';
import * as governanceContract from '../../src/http/api/governance-contract.ts';
import * as identityContract from '../../src/http/api/identity-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { daysAgo } from './data/days-ago.ts';
import { page, type MockRoute } from './mock-route.ts';
import { requireMay, type MockState } from './mock-state.ts';

export function governanceRoutes(): readonly MockRoute[] {
  return [
    ...policyRoutes(),
    ...statementRoutes('waivers', 'waive', true),
    ...statementRoutes('quarantines', 'quarantine', false),
    ...reservationRoutes(),
    ...tokenRoutes(),
    ...peopleRoutes(),
  ];
}

function policyRoutes(): readonly MockRoute[] {
  const newest = (state: MockState, view: string) => state.policies.find((item) => item.view === view);
  return [
    {
      method: 'GET',
      path: /^\/policies$/,
      answer: governanceContract.policyList,
      handle({ state }) {
        requireMay(state, 'read-policy');
        return { items: ['default', 'build'].flatMap((view) => newest(state, view) ?? []) };
      },
    },
    {
      method: 'GET',
      path: /^\/policies\/([^/]+)\/history$/,
      answer: governanceContract.policyList,
      handle: ({ state }, [view]) => ({ items: state.policies.filter((item) => item.view === view) }),
    },
    {
      method: 'POST',
      path: /^\/policies\/([^/]+)\/test$/,
      answer: governanceContract.policyTest,
      handle({ body }) {
        parsePolicy(governanceContract.policyTestRequest.parse(body).text);
        return {
          examined: 1_198,
          failed: 2,
          known: 1_482,
          stoppedBy: 'seconds',
          total: 2,
          changes: [
            {
              purl: 'pkg:npm/kit-merge@4.97.1',
              before: 'allow',
              after: 'hide',
              rule: 'young-version',
              summary: 'published 21 days ago; versions younger than 30 days are left out of ranges',
            },
            {
              purl: 'pkg:cargo/fast-hash@0.9.4',
              before: 'hide',
              after: 'allow',
              rule: '',
              summary: 'no rule objects any more',
            },
          ],
        };
      },
    },
    {
      method: 'PUT',
      path: /^\/policies\/([^/]+)$/,
      answer: governanceContract.policyItem,
      handle({ state, body }, [view = '']) {
        requireMay(state, 'edit-policy', true);
        const { text, note, number } = governanceContract.policyChange.parse(body);
        parsePolicy(text);
        if (newest(state, view)?.number !== number) {
          throw new GatehouseError(
            'conflict',
            'Cannot apply policy: found a newer version than the one that was edited',
          );
        }
        const item = {
          view,
          number: number + 1,
          text,
          note,
          author: 'account:ada',
          createdAt: daysAgo(Date.now(), 0),
        };
        state.policies.unshift(item);
        return item;
      },
    },
  ];
}

function statementRoutes(
  kind: 'waivers' | 'quarantines',
  action: string,
  needsConfirmation: boolean,
): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: new RegExp(`^/${kind}$`),
      answer: governanceContract.waiverPage,
      handle({ state, query }) {
        requireMay(state, 'read-policy');
        return page(query, state[kind]);
      },
    },
    {
      method: 'POST',
      path: new RegExp(`^/${kind}$`),
      answer: governanceContract.waiverItem,
      handle({ state, body }) {
        requireMay(state, action, needsConfirmation);
        const { purl, reason } =
          kind === 'waivers'
            ? governanceContract.waiverRequest.parse(body)
            : governanceContract.quarantineRequest.parse(body);
        const rules = kind === 'waivers' ? governanceContract.waiverRequest.parse(body).rules : undefined;
        const match = /^pkg:npm\/([^@]+)@?(.*)$/.exec(purl);
        if (match === null)
          throw new GatehouseError(
            'invalid-purl',
            `Cannot read purl: found "${purl}", expected pkg:type/name`,
          );
        const item = {
          id: `${kind}-${state[kind].length}`,
          purl,
          ecosystem: 'npm' as const,
          name: match[1] ?? '',
          ...(match[2] === '' ? {} : { versions: [match[2] ?? ''] }),
          ...(rules === undefined ? {} : { rules }),
          reason,
          author: 'account:ada',
          createdAt: daysAgo(Date.now(), 0),
          expiresAt: daysAgo(Date.now(), -7),
          isInForce: true,
        };
        state[kind].unshift(item);
        return item;
      },
    },
    {
      method: 'DELETE',
      path: new RegExp(`^/${kind}/([^/]+)$`),
      answer: governanceContract.waiverItem,
      handle({ state }, [id]) {
        requireMay(state, action, true);
        const item = state[kind].find((one) => one.id === id);
        return Object.assign(item ?? {}, { isInForce: false, withdrawnAt: daysAgo(Date.now(), 0) });
      },
    },
  ];
}

function reservationRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/reservations$/,
      answer: governanceContract.reservationList,
      handle({ state }) {
        requireMay(state, 'read-policy');
        return { items: state.reservations };
      },
    },
    {
      method: 'POST',
      path: /^\/reservations$/,
      answer: governanceContract.reservationItem,
      handle({ state, body }) {
        requireMay(state, 'reserve');
        const item = {
          ...governanceContract.reservationRequest.parse(body),
          id: `res-${Date.now()}`,
          author: 'account:ada',
          createdAt: daysAgo(Date.now(), 0),
        };
        state.reservations.unshift(item);
        return item;
      },
    },
    {
      method: 'DELETE',
      path: /^\/reservations\/([^/]+)$/,
      handle({ state }, [id]) {
        requireMay(state, 'release-name', true);
        state.reservations = state.reservations.filter((item) => item.id !== id);
      },
    },
  ];
}

function tokenRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/tokens$/,
      answer: identityContract.tokenList,
      handle({ state }) {
        requireMay(state, 'revoke-own-tokens');
        return { items: state.tokens };
      },
    },
    {
      method: 'POST',
      path: /^\/tokens$/,
      answer: identityContract.mintedToken,
      handle({ state, body }) {
        const { name, scope, view } = identityContract.tokenRequest.parse(body);
        requireMay(state, 'mint-read-tokens', scope === 'api' || view !== undefined);
        const item = {
          id: `t-${Date.now()}`,
          name,
          scope,
          account: 'ada',
          createdAt: daysAgo(Date.now(), 0),
        };
        state.tokens.unshift(item);
        return { token: 'gh_read_3q2xV0mock0token0shown0once', item };
      },
    },
    {
      method: 'DELETE',
      path: /^\/tokens\/([^/]+)$/,
      handle({ state }, [id]) {
        Object.assign(state.tokens.find((item) => item.id === id) ?? {}, {
          revokedAt: daysAgo(Date.now(), 0),
        });
      },
    },
  ];
}

function peopleRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/account$/,
      answer: ownAccount,
      handle({ state }) {
        requireMay(state, 'read-own-account');
        const createdAt = daysAgo(Date.now(), 90);
        const email = { address: 'ada@example.com', verifiedAt: createdAt };
        return { id: 'a-1', name: 'ada', role: state.role ?? 'reader', createdAt, email };
      },
    },
    {
      method: 'GET',
      path: /^\/account\/factors$/,
      answer: factorList,
      handle({ state }) {
        requireMay(state, 'read-own-account');
        return { items: [], recoveryCodes: 0, noPasskeys: 'Cannot use passkeys here: this is a mock' };
      },
    },
    {
      method: 'GET',
      path: /^\/account\/sessions$/,
      answer: sessionList,
      handle({ state }) {
        requireMay(state, 'read-own-account');
        const at = daysAgo(Date.now(), 0);
        const times = { createdAt: at, expiresAt: at, confirmedAt: at };
        return { items: [{ id: 's-1', ...times, proof: 'password', network: '192.0.2.0/24', isThis: true }] };
      },
    },
    {
      method: 'POST',
      path: /^\/account\/email$/,
      handle({ state }) {
        requireMay(state, 'manage-own-account', true);
        return undefined;
      },
    },
    {
      method: 'GET',
      path: /^\/sign-up$/,
      answer: signUpWay,
      handle: () => ({ way: 'open' }),
    },
    { method: 'POST', path: /^\/(?:sign-up|recovery)$/, handle: () => undefined },
    {
      method: 'POST',
      path: /^\/verify$/,
      answer: verifyAnswer,
      handle: () => ({ done: 'verified', name: 'ada' }),
    },
    {
      method: 'GET',
      path: /^\/people$/,
      answer: identityContract.personList,
      handle({ state }) {
        requireMay(state, 'read-people');
        return { items: state.people };
      },
    },
    {
      method: 'POST',
      path: /^\/people$/,
      answer: identityContract.addedPerson,
      handle({ state, body }) {
        requireMay(state, 'manage-people', true);
        const { email, ...asked } = identityContract.personRequest.parse(body);
        const person = {
          ...asked,
          id: `a-${Date.now()}`,
          createdAt: daysAgo(Date.now(), 0),
          hasPassword: false,
          ...(email === undefined ? {} : { email: { address: email } }),
        };
        state.people.push(person);
        return { person, ...(email === undefined ? { link: `${state.publicUrl}/setup#good` } : {}) };
      },
    },
    {
      method: 'PUT',
      path: /^\/people\/([^/]+)$/,
      answer: identityContract.personItem,
      handle({ state, body }, [id]) {
        requireMay(state, 'manage-people', true);
        return Object.assign(
          state.people.find((item) => item.id === id) ?? {},
          identityContract.roleRequest.parse(body),
        );
      },
    },
  ];
}
