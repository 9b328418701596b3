// The routes of the mock, each with the schema of its answer.

import type { z } from 'zod';

import * as advisoryContract from '../../src/http/api/advisory-contract.ts';
import * as clientContract from '../../src/http/api/client-contract.ts';
import * as decisionContract from '../../src/http/api/decision-contract.ts';
import * as exposureContract from '../../src/http/api/exposure-contract.ts';
import * as factorContract from '../../src/http/api/factor-contract.ts';
import * as identityContract from '../../src/http/api/identity-contract.ts';
import * as packageContract from '../../src/http/api/package-contract.ts';
import * as ssoContract from '../../src/http/api/sso-contract.ts';
import * as statusContract from '../../src/http/api/status-contract.ts';
import type { PackageDetail } from '../../src/http/api/package-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { makeClients } from './data/clients.ts';
import { makeFeeds, makeStatus } from './data/feeds.ts';
import { NAMED_TOKEN } from './data/names.ts';
import { makeOverview } from './data/overview.ts';
import { daysAgo } from './data/days-ago.ts';
import { busyPackage, quietPackage, reservedPackage, stalePackage } from './data/packages.ts';
import { governanceRoutes } from './mock-governance-routes.ts';
import { givingRoutes } from './mock-giving-routes.ts';
import { organisationRoutes } from './mock-organisation-routes.ts';
import { publishingRoutes } from './mock-publishing-routes.ts';
import { inventoryRoutes } from './mock-inventory-routes.ts';
import { vettingRoutes } from './mock-vetting-routes.ts';
import { matches, page, type MockRoute } from './mock-route.ts';
import { requireMay, sessionOf, type MockState } from './mock-state.ts';

const PASSWORD = 'correct horse battery staple';

export const MOCK_ROUTES: readonly MockRoute[] = [
  ...sessionRoutes(),
  ...ssoRoutes(),
  ...packageRoutes(),
  ...listRoutes(),
  ...governanceRoutes(),
  ...inventoryRoutes(),
  ...vettingRoutes(),
  ...givingRoutes(),
  ...organisationRoutes(),
  ...publishingRoutes(),
];

function ssoRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/sso$/,
      answer: ssoContract.ssoProviderList,
      handle: () => ({ items: [] }),
    },
    {
      method: 'GET',
      path: /^\/sso\/identities$/,
      answer: ssoContract.ssoIdentityList,
      handle: () => ({ items: [] }),
    },
  ];
}

function sessionRoutes(): readonly MockRoute[] {
  const signIn = (state: MockState, password: string) => {
    if (password !== PASSWORD)
      throw new GatehouseError('not-signed-in', 'Cannot sign in: the name or the password is wrong');
    Object.assign(state, { role: 'administrator', isConfirmed: false });
    return sessionOf(state);
  };
  return [
    {
      method: 'GET',
      path: /^\/session$/,
      answer: identityContract.session,
      handle: ({ state }) => sessionOf(state),
    },
    {
      method: 'POST',
      path: /^\/session$/,
      answer: identityContract.session,
      handle: ({ state, body }) => signIn(state, identityContract.signInRequest.parse(body).password),
    },
    {
      method: 'POST',
      path: /^\/setup$/,
      answer: identityContract.session,
      handle({ state, body }) {
        const { secret } = identityContract.setupRequest.parse(body);
        if (secret !== 'good')
          throw new GatehouseError('not-allowed', 'Cannot use this link: it is unknown, used or over');
        return signIn(state, PASSWORD);
      },
    },
    {
      method: 'POST',
      path: /^\/session\/confirm$/,
      answer: identityContract.session,
      handle({ state, body }) {
        if (factorContract.confirmRequest.parse(body).password !== PASSWORD) {
          throw new GatehouseError('not-allowed', 'Cannot confirm: the password is wrong');
        }
        state.isConfirmed = true;
        return sessionOf(state);
      },
    },
    {
      method: 'DELETE',
      path: /^\/session$/,
      handle({ state }) {
        Object.assign(state, { role: undefined, isConfirmed: false });
      },
    },
  ];
}

function allPackages({ now, scenario }: MockState): readonly PackageDetail[] {
  if (scenario === 'empty') return [];
  const quiet = Array.from({ length: 70 }, (_, index) => quietPackage(now, 'npm', `left-pad-${index}`));
  return [
    busyPackage(now),
    reservedPackage(now),
    stalePackage(now),
    quietPackage(now, 'composer', 'acme/mailer'),
    ...quiet,
  ];
}

function packageRoutes(): readonly MockRoute[] {
  const find = (state: MockState, purl: string) => {
    const found = allPackages(state).find((item) => purl === item.purl || purl.startsWith(`${item.purl}@`));
    if (found === undefined) throw new GatehouseError('not-found', `Cannot find ${purl}: no upstream has it`);
    return found;
  };
  return [
    {
      method: 'GET',
      path: /^\/packages$/,
      answer: packageContract.packagePage,
      handle: ({ state, query }) =>
        page(
          query,
          allPackages(state)
            .filter(
              ({ name, ecosystem }) => matches(query, 'text', name) && matches(query, 'ecosystem', ecosystem),
            )
            .map(({ ecosystem, name, purl }) => ({
              ecosystem,
              name,
              purl,
              upstream: 'main',
              firstSeenAt: daysAgo(state.now, 30),
            })),
        ),
    },
    {
      method: 'GET',
      path: /^\/packages\/([^/]+)\/([^/]+)$/,
      answer: packageContract.packageDetail,
      handle({ state }, [ecosystem, name]) {
        const found = allPackages(state).find((item) => item.ecosystem === ecosystem && item.name === name);
        if (found === undefined)
          throw new GatehouseError('not-found', `Cannot find ${name}: no upstream of ${ecosystem} has it`);
        return found;
      },
    },
    {
      method: 'GET',
      path: /^\/explain$/,
      answer: packageContract.explanation,
      handle({ state, query }) {
        const purl = query.get('purl') ?? '';
        const { ecosystem, name, versions } = find(state, purl);
        const asked = decodeURIComponent(purl.slice(purl.lastIndexOf('@') + 1));
        const verdict = versions.find(({ version }) => version === asked)?.verdict ?? {
          action: 'allow',
          reasons: [],
          observed: [],
        };
        return {
          purl,
          ecosystem,
          name,
          version: asked,
          isWaivable: false,
          view: 'default',
          isKnown: true,
          verdict,
          text: [
            `${name}@${asked} ${verdict.action}`,
            ...verdict.reasons.map(({ rule, summary }) => `  by rule ${rule}: ${summary}`),
          ],
          pageUrl: `${state.publicUrl}/packages/${ecosystem}/${name}`,
        };
      },
    },
    {
      method: 'GET',
      path: /^\/readers$/,
      answer: exposureContract.readerList,
      handle({ state }) {
        requireMay(state, 'read-exposure');
        return {
          items: [
            { reader: 'token:build-agent-7', name: 'build-agent-7', account: 'ada' },
            { reader: NAMED_TOKEN, name: 'release-desk', account: 'ada' },
            ...['ada', 'grace'].map((name) => ({ reader: `user:${name}`, name })),
          ],
        };
      },
    },
    {
      method: 'GET',
      path: /^\/who$/,
      answer: exposureContract.exposurePage,
      handle({ state, query }) {
        requireMay(state, 'read-exposure');
        if (!(query.get('purl') ?? '').startsWith('pkg:npm/kit-merge')) return { items: [] };
        return {
          items: ['token:build-agent-7', 'user:grace', 'address:10.1.2.0'].map((reader, index) => ({
            reader,
            version: '4.98.0',
            file: 'kit-merge-4.98.0.tgz',
            client: 'npm/11.4.0',
            count: 1 + index * 12,
            firstAt: daysAgo(state.now, 9),
            lastAt: daysAgo(state.now, 8.9 - index),
          })),
        };
      },
    },
  ];
}

function listRoutes(): readonly MockRoute[] {
  const get = (
    path: RegExp,
    answer: z.ZodType,
    may: string | undefined,
    handle: MockRoute['handle'],
  ): MockRoute => ({
    method: 'GET',
    path,
    answer,
    handle(call, params) {
      if (may !== undefined) requireMay(call.state, may);
      return handle(call, params);
    },
  });
  return [
    get(/^\/overview$/, decisionContract.overview, 'read-decisions', ({ state }) =>
      makeOverview(state.now, state.scenario),
    ),
    get(/^\/status$/, statusContract.status, 'see-status', ({ state }) =>
      makeStatus(state.now, state.scenario, state.publicUrl),
    ),
    get(/^\/clients$/, clientContract.clientList, undefined, ({ state }) => makeClients(state.publicUrl)),
    get(/^\/decisions$/, decisionContract.decisionPage, 'read-decisions', ({ state, query }) =>
      page(
        query,
        state.decisions.filter(
          (item) =>
            matches(query, 'text', `${item.name} ${item.summary} ${item.reader}`) &&
            matches(query, 'ecosystem', item.ecosystem) &&
            matches(query, 'mode', item.mode) &&
            matches(query, 'rule', item.rule),
        ),
      ),
    ),
    get(/^\/advisories$/, advisoryContract.advisoryPage, 'read-decisions', ({ state, query }) =>
      page(
        query,
        state.advisories.filter(
          (item) =>
            matches(query, 'text', `${item.id} ${item.aliases.join(' ')} ${item.packages[0]?.name}`) &&
            matches(query, 'kind', item.kind),
        ),
      ),
    ),
    get(/^\/journal$/, decisionContract.journalPage, 'read-journal', ({ state, query }) =>
      page(
        query,
        state.journal.filter(({ kind }) => matches(query, 'kind', kind)),
        'before',
      ),
    ),
    {
      method: 'POST',
      path: /^\/feeds\/([^/]+)\/refresh$/,
      answer: statusContract.feedList,
      handle({ state }) {
        requireMay(state, 'refresh-feeds');
        return { items: makeFeeds(state.now, state.scenario) };
      },
    },
  ];
}
