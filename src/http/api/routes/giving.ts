// Giving back: what is depended on most, and a plan for a budget. All is counted before somebody asks.

import { z } from 'zod';

import type { RankPlace, Ranking } from '../../../inventory/giving/giving-board.ts';
import {
  latelySince,
  listLines,
  planGiving,
  readCoverage,
  type ReadGivingDeps,
} from '../../../inventory/giving/read-giving.ts';
import { parseWeights, USUAL_WEIGHTS, type Weights } from '../../../inventory/giving/weights.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { parseAmount, parseCurrency } from '../../../kernel/money.ts';
import type { ApiDeps } from '../deps.ts';
import { givingPage, givingPlan, planQuestion } from '../giving-contract.ts';
import { after, asPage, limit } from '../query.ts';
import {
  insteadOfMoney,
  NO_COUNTS,
  renderCounts,
  renderGiftSum,
  renderLine,
  renderMoney,
} from '../render-giving.ts';
import { timeField } from '../render-verdict.ts';
import { route } from '../route.ts';
import { fundingRoutes } from './giving-funding.ts';
import { giftRoutes } from './giving-records.ts';

/** Less is more work than it is worth to whoever gets it. */
const USUAL_MINIMUM = '50';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/giving',
  summary:
    'What applications depend on most, by weights that can be chosen, each with its parts, where money is taken for it, and what was given',
  access: 'read-applications',
  query: z.object({ weights: z.string().max(300).optional(), after, limit }),
  answer: givingPage,
  async handle(deps, { query }) {
    await renew(deps);
    const weights = weightsOf(query.weights);
    const reading = readingOf(deps);
    const ranking = await deps.giving.board.rank(weights);
    const { summary } = ranking;
    const place = query.after === undefined ? {} : { after: parsePlace(query.after) };
    const found = await listLines(reading, ranking, { ...place, limit: query.limit + 1 });
    const since = latelySince(deps.clock.now());
    const { applications = 0, unread = 0, packages = 0, untold = 0, lines = 0, kept = 0 } = summary ?? {};
    const most = summary?.most ?? NO_COUNTS;
    return {
      ...timeField('asOf', summary?.at),
      applications,
      unread,
      packages,
      untold,
      lines,
      kept,
      weights,
      most: renderCounts(most),
      coverage: { ...(await readCoverage(reading, ranking)) },
      since: formatInstant(since),
      given: renderGiftSum(await deps.giving.stores.gifts.total(since)),
      ...asPage(
        found,
        query.limit,
        (one) => renderLine(deps.registry.adapters, { most }, one),
        ({ standing }) => `${standing.score}:${standing.key}`,
      ),
    };
  },
});

const planRoute = route({
  method: 'GET',
  url: '/api/v1/giving/plan',
  summary:
    'Shares out a budget to the cent among those whose payee is known, and says what to do for the others',
  access: 'read-applications',
  query: planQuestion,
  answer: givingPlan,
  async handle(deps, { query }) {
    await renew(deps);
    const weights = weightsOf(query.weights);
    const currency = parseCurrency(query.currency);
    const budget = parseAmount(query.budget, currency);
    const minimum = parseAmount(query.minimum ?? USUAL_MINIMUM, currency);
    const ranking = await deps.giving.board.rank(weights);
    const plan = await planGiving(readingOf(deps), ranking, { budget, minimum });
    return {
      ...renderPlan(deps, ranking, plan),
      budget: renderMoney(budget),
      minimum: renderMoney(minimum),
      weights,
    };
  },
});

function renderPlan(
  deps: ApiDeps,
  { summary }: Ranking,
  { shares, unfunded, left, dropped, unfundedCount, unfundedShare }: Awaited<ReturnType<typeof planGiving>>,
) {
  const rules = deps.registry.adapters;
  const counted = { most: summary?.most ?? NO_COUNTS };
  return {
    ...timeField('asOf', summary?.at),
    shares: shares.map((one) => ({ ...renderLine(rules, counted, one), money: renderMoney(one.money) })),
    left: renderMoney(left),
    dropped,
    unfunded: unfunded.map((one) => ({ ...renderLine(rules, counted, one), instead: insteadOfMoney(one) })),
    unfundedCount,
    unfundedShare,
  };
}

function readingOf({ clock, giving: { stores, board } }: ApiDeps): ReadGivingDeps {
  return { clock, stores, board };
}

function weightsOf(text: string | undefined): Weights {
  return text === undefined || text.trim() === '' ? USUAL_WEIGHTS : parseWeights(text);
}

/** Beside a server, both are done as soon as something changes. */
async function renew({ inventory, giving }: ApiDeps): Promise<void> {
  await inventory.lookedUp();
  await giving.renewed();
}

function parsePlace(text: string): RankPlace {
  const [, score, key] = /^(\d{1,9}):(.+)$/s.exec(text) ?? [];
  if (key !== undefined) return { score: Number(score), key };
  throw new GatehouseError(
    'invalid-request',
    'Cannot read the request: query.after: expected the next of a page',
  );
}

export const givingRoutes = [listRoute, planRoute, ...giftRoutes, ...fundingRoutes];
