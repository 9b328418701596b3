// What was kept out, the first page, the journal, and all of it live.

import { z } from 'zod';

import { DECISION_MODES } from '../../../exposure/decision-ports.ts';
import { mayEver } from '../../../identity/access.ts';
import { CHANGE_KINDS } from '../../../journal/change-kinds.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { onlyTold } from '../assert-known-here.ts';
import { decisionPage, journalPage, overview } from '../decision-contract.ts';
import { asPage, ecosystem, limit, searchText } from '../query.ts';
import { renderOverview } from '../read-overview.ts';
import { renderDecision, renderEntry } from '../render-decision.ts';
import { route, TAKEN_OVER } from '../route.ts';

const position = z.coerce.number().int().min(0).optional();

const decisionsRoute = route({
  method: 'GET',
  url: '/api/v1/decisions',
  summary: 'What policy kept out, or would have, newest first',
  access: 'read-decisions',
  query: z.object({
    ecosystem: ecosystem.optional(),
    mode: z.enum(DECISION_MODES).optional(),
    rule: z.string().max(100).optional(),
    text: searchText,
    after: position,
    limit,
  }),
  answer: decisionPage,
  async handle(deps, call) {
    const { query, principal } = call;
    const { ecosystem, mode, rule, text, after, limit } = query;
    const { records, next } = await deps.decisions.store.list(
      {
        text,
        ...(ecosystem === undefined ? {} : { ecosystem }),
        ...(mode === undefined ? {} : { mode }),
        ...(rule === undefined ? {} : { rule }),
      },
      { limit, ...(after === undefined ? {} : { before: after }) },
    );
    const showsReader = mayEver(principal, 'read-exposure', { now: deps.clock.now() });
    return {
      items: (await onlyTold(deps, call, records)).map((record) =>
        renderDecision(deps.registry.adapters, record, showsReader),
      ),
      ...(next === undefined ? {} : { next: String(next) }),
    };
  },
});

const overviewRoute = route({
  method: 'GET',
  url: '/api/v1/overview',
  summary: 'What the first page shows: what was kept out, and what needs somebody',
  access: 'read-decisions',
  answer: overview,
  handle: (context, call) => renderOverview(context, call),
});

const journalRoute = route({
  method: 'GET',
  url: '/api/v1/journal',
  summary: 'Every change of state, newest first',
  access: 'read-journal',
  query: z.object({ kind: z.enum(CHANGE_KINDS).optional(), before: position, limit }),
  answer: journalPage,
  async handle(deps, { query }) {
    const { kind, before, limit } = query;
    const filter = kind === undefined ? {} : { kinds: [kind] };
    const entries = await deps.journal.reader.readBefore(before, limit + 1, filter);
    return asPage(entries, limit, renderEntry, ({ sequence }) => String(sequence));
  },
});

const eventsRoute = route({
  method: 'GET',
  url: '/api/v1/events',
  summary: 'Decisions, changes and feeds as they happen: server-sent events, resumable with Last-Event-ID',
  access: 'read-decisions',
  streams: 'text/event-stream',
  async handle(context, call) {
    if (!context.streams.open(call)) {
      throw new GatehouseError(
        'too-many-requests',
        'Cannot send events: too many listeners, try again later',
        {
          facts: { retryAfterSeconds: 30 },
        },
      );
    }
    return TAKEN_OVER;
  },
});

export const decisionRoutes = [decisionsRoute, overviewRoute, journalRoute, eventsRoute];
