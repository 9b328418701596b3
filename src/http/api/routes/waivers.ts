// Waivers and quarantines: what people let through, and what they hold back.

import { z } from 'zod';

import { quarantine } from '../../../governance/quarantine.ts';
import { waive } from '../../../governance/waive.ts';
import { withdrawStatement } from '../../../governance/withdraw.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import type { Evidence } from '../../../kernel/evidence.ts';
import { formatPurl } from '../../../formats/purl.ts';
import {
  quarantineRequest,
  waiverItem,
  waiverPage,
  waiverRequest,
  type WaiverItem,
} from '../governance-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { findRemaining } from '../find-remaining.ts';
import { after, asPage, idParam, limit } from '../query.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';
import { authorNameOf, authorOf, parseEnd, parseSubject } from './governance-fields.ts';

type Stated = 'waiver' | 'quarantine';

const page = z.object({ after, limit });

const waiverListRoute = route({
  method: 'GET',
  url: '/api/v1/waivers',
  summary: 'What people let through, newest first, ended ones included',
  access: 'read-policy',
  query: page,
  answer: waiverPage,
  handle: (deps, { query }) => listStated(deps, 'waiver', query),
});

const waiveRoute = route({
  method: 'POST',
  url: '/api/v1/waivers',
  summary: 'Lets a package or version through for a time',
  access: 'waive',
  body: waiverRequest,
  answer: waiverItem,
  status: 201,
  async handle(deps, { body, principal }) {
    const { purl, rules, reason, lasts } = body;
    const subject = parseSubject(deps, purl);
    const waiver = await waive(deps.governance, {
      ...subject,
      ...(rules === undefined ? {} : { rules }),
      reason,
      author: authorOf(principal),
      expiresAt: parseEnd(deps, lasts),
    });
    const remaining = await findRemaining(deps, subject.ref, subject.versions?.[0]);
    return { ...renderStated(deps, waiver), ...(remaining === undefined ? {} : { remaining }) };
  },
});

const waiverEndRoute = route({
  method: 'DELETE',
  url: '/api/v1/waivers/:id',
  summary: 'Takes a waiver back',
  access: 'waive',
  params: idParam,
  answer: waiverItem,
  handle: (deps, { params, principal }) => withdraw(deps, 'waiver', params.id, authorOf(principal)),
});

const quarantineListRoute = route({
  method: 'GET',
  url: '/api/v1/quarantines',
  summary: 'What people hold back, newest first, ended ones included',
  access: 'read-policy',
  query: page,
  answer: waiverPage,
  handle: (deps, { query }) => listStated(deps, 'quarantine', query),
});

const quarantineRoute = route({
  method: 'POST',
  url: '/api/v1/quarantines',
  summary: 'Holds a package or version back, in every view',
  access: 'quarantine',
  body: quarantineRequest,
  answer: waiverItem,
  status: 201,
  async handle(deps, { body, principal }) {
    const { purl, reason, lasts } = body;
    const held = await quarantine(deps.governance, {
      ...parseSubject(deps, purl),
      reason,
      author: authorOf(principal),
      authorName: authorNameOf(principal),
      ...(lasts === undefined ? {} : { expiresAt: parseEnd(deps, lasts) }),
    });
    return renderStated(deps, held);
  },
});

const quarantineEndRoute = route({
  method: 'DELETE',
  url: '/api/v1/quarantines/:id',
  summary: 'Lifts a quarantine',
  access: 'lift-quarantine',
  params: idParam,
  answer: waiverItem,
  handle: (deps, { params, principal }) => withdraw(deps, 'quarantine', params.id, authorOf(principal)),
});

export const waiverRoutes = [
  waiverListRoute,
  waiveRoute,
  waiverEndRoute,
  quarantineListRoute,
  quarantineRoute,
  quarantineEndRoute,
];

async function listStated(
  deps: ApiDeps,
  kind: Stated,
  query: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ items: WaiverItem[]; next?: string }> {
  const rows = await deps.registry.stores.statements.list({
    kind,
    limit: query.limit + 1,
    ...(query.after === undefined ? {} : { after: query.after }),
  });
  const stated = rows.filter((row) => row.kind === 'waiver' || row.kind === 'quarantine');
  return asPage(
    stated,
    query.limit,
    (row) => renderStated(deps, row),
    ({ id }) => id,
  );
}

/** Each route withdraws its own kind alone: whoever may end waivers may not for that reason lift a quarantine. */
async function withdraw(deps: ApiDeps, kind: Stated, id: string, author: string): Promise<WaiverItem> {
  const found = await deps.registry.stores.statements.find(id);
  if (found?.kind !== kind) {
    throw new GatehouseError('not-found', `Cannot withdraw: found no ${kind} of this id in force`);
  }
  return renderStated(deps, await withdrawStatement(deps.governance, { id, author }));
}

function renderStated(deps: ApiDeps, statement: Evidence<Stated>): WaiverItem {
  const { id, subject, details, observedAt, expiresAt, withdrawnAt } = statement;
  const { versions, reason, author } = details;
  const only = versions?.length === 1 ? versions[0] : undefined;
  const now = deps.clock.now();
  return {
    id,
    purl: formatPurl(deps.registry.adapters, subject, only === undefined ? {} : { version: only }),
    ecosystem: subject.ecosystem,
    name: subject.name,
    ...(versions === undefined ? {} : { versions: [...versions] }),
    ...('rules' in details && details.rules !== undefined ? { rules: [...details.rules] } : {}),
    reason,
    author,
    createdAt: formatInstant(observedAt),
    ...timeField('expiresAt', expiresAt),
    ...timeField('withdrawnAt', withdrawnAt),
    isInForce: withdrawnAt === undefined && (expiresAt === undefined || expiresAt > now),
  };
}
