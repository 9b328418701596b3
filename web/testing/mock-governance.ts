// The routes of the mock that change who may have what.

import * as governanceContract from '../../src/http/api/governance-contract.ts';
import * as identityContract from '../../src/http/api/identity-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { daysAgo } from './mock-packages.ts';
import { page, type MockRoute } from './mock-route.ts';
import { requireMay } from './mock-state.ts';

export function governanceRoutes(): readonly MockRoute[] {
  return [
    ...statementRoutes('waivers', 'waive', true),
    ...statementRoutes('quarantines', 'quarantine', false),
    ...reservationRoutes(),
    ...tokenRoutes(),
    ...peopleRoutes(),
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
      answer: identityContract.invitedPerson,
      handle({ state, body }) {
        requireMay(state, 'manage-people', true);
        const person = {
          ...identityContract.personRequest.parse(body),
          id: `a-${Date.now()}`,
          createdAt: daysAgo(Date.now(), 0),
          hasPassword: false,
        };
        state.people.push(person);
        return { person, link: `${state.publicUrl}/setup#good` };
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
