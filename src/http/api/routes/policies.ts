// Policies of the views: read, tested, changed.

import { z } from 'zod';

import { applyPolicy } from '../../../governance/apply-policy.ts';
import { DEFAULT_VIEW, INITIAL_POLICY_TEXT } from '../../../governance/current-policies.ts';
import type { PolicyVersion } from '../../../governance/ports.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { parsePolicy } from '../../../policy/parse-policy.ts';
import { formatPurl } from '../../../formats/purl.ts';
import {
  policyChange,
  policyItem,
  policyList,
  policyTest,
  policyTestRequest,
  type PolicyItem,
} from '../governance-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { limit, viewName } from '../query.ts';
import { route } from '../route.ts';
import { testPolicyHere } from '../test-policy-here.ts';
import { authorOf } from './governance-fields.ts';

const viewParam = z.object({ view: viewName });

const listRoute = route({
  method: 'GET',
  url: '/api/v1/policies',
  summary: 'The policy in force in each view',
  access: 'read-policy',
  answer: policyList,
  async handle(deps) {
    const stored = (await deps.governance.store.currentPolicies()).map(renderPolicy);
    const hasDefault = stored.some(({ view }) => view === DEFAULT_VIEW);
    return { items: hasDefault ? stored : [initialPolicy(deps), ...stored] };
  },
});

const historyRoute = route({
  method: 'GET',
  url: '/api/v1/policies/:view/history',
  summary: "A view's policies, newest first",
  access: 'read-policy',
  params: viewParam,
  query: z.object({ limit }),
  answer: policyList,
  async handle(deps, { params, query }) {
    // Throws `not-found` for a view that does not exist.
    deps.governance.policies.of(params.view);
    const stored = (await deps.governance.store.policyHistory(params.view, query.limit)).map(renderPolicy);
    return { items: stored.length === 0 ? [initialPolicy(deps)] : stored };
  },
});

const applyRoute = route({
  method: 'PUT',
  url: '/api/v1/policies/:view',
  summary: 'Brings a policy into force; a view that does not exist is made',
  access: 'edit-policy',
  params: viewParam,
  body: policyChange,
  answer: policyItem,
  async handle(deps, { params, body, principal }) {
    const { text, note, number } = body;
    const author = authorOf(principal);
    const change = { view: params.view, text, note, author, basedOn: number };
    return renderPolicy(await applyPolicy(deps.governance, change));
  },
});

const testRoute = route({
  method: 'POST',
  url: '/api/v1/policies/:view/test',
  summary: 'What a policy would change among the packages that are known here',
  access: 'read-policy',
  params: viewParam,
  body: policyTestRequest,
  answer: policyTest,
  async handle(deps, { params, body }) {
    const { text, ...limits } = body;
    const found = await testPolicyHere(deps, params.view, parsePolicy(text), limits);
    const { failed, known, stoppedBy } = found;
    return {
      examined: found.packageCount,
      failed,
      known,
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
      changes: found.effects.map(({ ref, version, from, to, reason }) => ({
        purl: formatPurl(deps.registry.adapters, ref, version === undefined ? {} : { version }),
        before: from,
        after: to,
        rule: reason?.rule ?? '',
        summary: reason?.summary ?? 'no rule objects any more',
      })),
      total: found.effectCount,
    };
  },
});

export const policyRoutes = [listRoute, historyRoute, applyRoute, testRoute];

function renderPolicy({ view, number, text, author, note, createdAt }: PolicyVersion): PolicyItem {
  return { view, number, text, author, note, createdAt: formatInstant(createdAt) };
}

/** What is in force before anybody applied anything. */
function initialPolicy(deps: ApiDeps): PolicyItem {
  return {
    view: DEFAULT_VIEW,
    number: 0,
    text: INITIAL_POLICY_TEXT,
    author: 'gatehouse',
    note: 'in force until another is applied',
    createdAt: formatInstant(deps.startedAt),
  };
}
