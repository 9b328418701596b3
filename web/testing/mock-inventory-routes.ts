// The routes of the mock about applications, and what is known against them.

import type { z } from 'zod';

import * as applicationContract from '../../src/http/api/application-contract.ts';
import * as currencyContract from '../../src/http/api/currency-contract.ts';
import * as findingContract from '../../src/http/api/finding-contract.ts';
import * as fixPlanContract from '../../src/http/api/fix-plan-contract.ts';
import * as impactContract from '../../src/http/api/impact-contract.ts';
import type { ApplicationItem } from '../../src/http/api/application-contract.ts';
import type { HeldFindingItem } from '../../src/http/api/finding-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { detailOf, makeDiff, makeSnapshots } from './data/applications.ts';
import { emptyCurrency, makeCurrency } from './data/currency.ts';
import { daysAgo } from './data/days-ago.ts';
import { makeEstimates, makeFixPlan } from './data/fix-plan.ts';
import { makeImpact, makeTree } from './data/impact.ts';
import { emptyPortfolio, makePortfolio } from './data/portfolio.ts';
import { page, type MockCall, type MockRoute } from './mock-route.ts';
import { requireMay, type MockState } from './mock-state.ts';

export function inventoryRoutes(): readonly MockRoute[] {
  return [...applicationRoutes(), ...fixRoutes(), ...findingRoutes(), ...impactRoutes()];
}

function get(path: RegExp, answer: z.ZodType, handle: MockRoute['handle']): MockRoute {
  return {
    method: 'GET',
    path,
    answer,
    handle(call, params) {
      requireMay(call.state, 'read-applications');
      return handle(call, params);
    },
  };
}

function applicationRoutes(): readonly MockRoute[] {
  return [
    get(/^\/applications$/, applicationContract.applicationPage, ({ state, query }) =>
      page(
        query,
        state.applications.filter(
          (item) => isGiven(query, 'owner', item.owner) && isGiven(query, 'environment', item.environment),
        ),
      ),
    ),
    get(/^\/applications\/([^/]+)$/, applicationContract.applicationDetail, (call, params) =>
      detailOf(call.state.now, findApplication(call, params)),
    ),
    {
      method: 'PATCH',
      path: /^\/applications\/([^/]+)$/,
      answer: applicationContract.renameAnswer,
      handle(call, params) {
        const { state, body } = call;
        const { name } = applicationContract.renameRequest.parse(body);
        requireMay(state, 'rename-applications', false);
        const before = findApplication(call, params);
        const isTaken = (one: ApplicationItem) => one.name === name && one.environment === before.environment;
        if (state.applications.some(isTaken)) {
          const what = `another application is called ${name} there`;
          throw new GatehouseError(
            'conflict',
            `Cannot rename ${before.name} in ${before.environment}: ${what}`,
          );
        }
        const renamed = { ...before, name };
        state.applications = state.applications.map((one) => (one === before ? renamed : one));
        return { applications: [renamed] };
      },
    },
    get(/^\/applications\/([^/]+)\/snapshots$/, applicationContract.snapshotPage, ({ state, query }) =>
      page(query, makeSnapshots(state.now)),
    ),
    get(/^\/applications\/([^/]+)\/diff$/, applicationContract.snapshotDiff, (call, params) =>
      makeDiff(call.state.now, findApplication(call, params), Number(call.query.get('from') ?? 6)),
    ),
    get(/^\/applications\/([^/]+)\/components$/, applicationContract.componentPage, (call, params) =>
      page(
        call.query,
        detailOf(call.state.now, findApplication(call, params)).findings.map(
          ({ purl, ecosystem, name, version, places }) => ({ purl, ecosystem, name, version, places }),
        ),
      ),
    ),
  ];
}

function fixRoutes(): readonly MockRoute[] {
  return [
    get(/^\/applications\/([^/]+)\/fix-plan$/, fixPlanContract.fixPlanAnswer, (call, params) => {
      const application = findApplication(call, params);
      const plan = makeFixPlan(call.state.now, application);
      return { application, ...(plan === undefined ? {} : { plan }) };
    }),
    get(/^\/applications\/([^/]+)\/fix-estimate$/, fixPlanContract.fixEstimateAnswer, (call, params) => {
      const application = findApplication(call, params);
      const packages = makeEstimates(call.state.now, application);
      return { application, packages, more: packages.length === 0 ? 0 : 3 };
    }),
  ];
}

function isGiven(query: URLSearchParams, name: string, value: string | undefined): boolean {
  const wanted = query.get(name);
  return wanted === null || wanted === value;
}

function findApplication({ state, query }: MockCall, [name = '']: readonly string[]): ApplicationItem {
  const all = state.applications.filter((item) => item.name === name);
  const [only, ...others] = all.filter((item) => isGiven(query, 'environment', item.environment));
  const environments = all.map(({ environment }) => environment);
  if (only === undefined) throw new GatehouseError('not-found', `Cannot find application ${name}`);
  if (others.length > 0) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot tell which ${name}: found environments ${environments.join(', ')}, expected one`,
      { facts: { environments } },
    );
  }
  return only;
}

function findingRoutes(): readonly MockRoute[] {
  return [
    get(/^\/portfolio$/, findingContract.portfolio, ({ state, query }) =>
      state.applications.length === 0
        ? emptyPortfolio(state.now)
        : makePortfolio(state.now, Number(query.get('days') ?? 90)),
    ),
    get(/^\/currency$/, currencyContract.currency, ({ state }) =>
      state.applications.length === 0 ? emptyCurrency() : makeCurrency(state.now),
    ),
    get(/^\/findings$/, findingContract.findingPage, ({ state, query }) =>
      page(
        query,
        state.findings.filter((item) => isAskedFor(query, item)),
      ),
    ),
    get(/^\/findings\/([^/]+)$/, findingContract.findingDetail, ({ state }, [id = '']) => {
      const found = withId(state, id);
      const [first] = found;
      if (first === undefined) throw new GatehouseError('not-found', `Cannot find finding ${id}`);
      return {
        finding: first,
        applications: found.map((item) => ({ ...item, ...item.application })),
        hasMore: false,
      };
    }),
    {
      method: 'POST',
      path: /^\/findings\/([^/]+)\/state$/,
      answer: findingContract.findingDecided,
      handle({ state, body }, [id = '']) {
        const asked = findingContract.findingDecision.parse(body);
        requireMay(state, 'triage-findings', asked.reason !== undefined);
        const { application, environment, everywhere: _, ...said } = asked;
        const meant = withId(state, id).filter(
          (item) =>
            application === undefined ||
            (item.application.name === application && item.application.environment === environment),
        );
        for (const item of meant) {
          Object.assign(item, said, {
            author: 'account:ada',
            decidedAt: daysAgo(state.now, 0),
            isOverdue: false,
          });
        }
        return { applications: meant.length };
      },
    },
  ];
}

function withId(state: MockState, id: string): HeldFindingItem[] {
  return state.findings.filter((item) => item.id === id);
}

function isAskedFor(query: URLSearchParams, item: HeldFindingItem): boolean {
  const among = (name: string, value: string) => query.get(name)?.split(',').includes(value) ?? true;
  const state = item.resolvedAt === undefined ? item.state : 'resolved';
  const isOpen = query.get('state') !== null || state === 'open' || state === 'in-triage';
  return (
    isOpen &&
    among('state', state) &&
    among('severity', item.severity) &&
    among('kind', item.kind) &&
    isGiven(query, 'application', item.application.name) &&
    isGiven(query, 'environment', item.application.environment) &&
    isGiven(query, 'owner', item.application.owner) &&
    isGiven(query, 'record', item.record) &&
    (query.get('kev') !== 'true' || item.kev !== undefined) &&
    (query.get('overdue') !== 'true' || item.isOverdue)
  );
}

function impactRoutes(): readonly MockRoute[] {
  const isKnown = (query: URLSearchParams) => query.get('purl') !== 'pkg:npm/nobody-has-it';
  return [
    get(/^\/impact$/, impactContract.impactPage, ({ state, query }) =>
      isKnown(query) && state.applications.length > 0
        ? makeImpact(state.now)
        : { items: [], undecided: [], fetched: { readers: [], hasMore: false } },
    ),
    get(/^\/impact\/tree$/, impactContract.impactTree, ({ query }) =>
      makeTree(Math.min(3_000, Number(query.get('nodes') ?? 300))),
    ),
  ];
}
