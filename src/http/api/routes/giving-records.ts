// What was given: recorded, listed, and taken back where it was wrong.

import { z } from 'zod';

import type { GiftPlace } from '../../../inventory/giving/giving-ports.ts';
import { parseTarget, recordGift, withdrawGift } from '../../../inventory/giving/record-gift.ts';
import { parseInstant, type Instant } from '../../../kernel/clock.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import { parseAmount, parseCurrency, type Money } from '../../../kernel/money.ts';
import type { ApiDeps } from '../deps.ts';
import { giftItem, giftPage, giftReason, giftRequest } from '../giving-contract.ts';
import { after, asPage, idParam, limit } from '../query.ts';
import { renderGift } from '../render-giving.ts';
import { route } from '../route.ts';
import { authorOf } from './governance-fields.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/giving/records',
  summary:
    'What was given, to whom and by whom it was recorded, the newest first, withdrawn entries included',
  access: 'read-applications',
  query: z.object({ target: z.string().min(1).max(2_048).optional(), after, limit }),
  answer: giftPage,
  async handle(deps, { query }) {
    const { gifts, giving } = deps.giving.stores;
    const target = query.target === undefined ? undefined : parseTarget(deps.registry.adapters, query.target);
    const rows = await gifts.list({
      limit: query.limit + 1,
      ...given('target', target),
      ...given('after', query.after === undefined ? undefined : parsePlace(query.after)),
    });
    const keys = await giving.keysOf([...new Set(rows.map((one) => one.target))]);
    return asPage(
      rows,
      query.limit,
      (gift) => renderGift(gift, keys.get(gift.target)),
      ({ givenAt, id }) => `${givenAt}:${id}`,
    );
  },
});

const recordRoute = route({
  method: 'POST',
  url: '/api/v1/giving/records',
  summary:
    'Records what was given to a package, to an address at which money is taken, or to somebody by name',
  access: 'record-gifts',
  body: giftRequest,
  answer: giftItem,
  status: 201,
  async handle(deps, { body, principal }) {
    const { target, kind, minutes, note, evidence } = body;
    const gift = await recordGift(giftDeps(deps), {
      target,
      kind,
      ...given('money', moneyOf(body)),
      ...given('minutes', minutes),
      ...given('givenAt', body.day === undefined ? undefined : parseDay(body.day)),
      ...given('note', note),
      ...given('evidence', evidence),
      author: authorOf(principal),
    });
    const keys = await deps.giving.stores.giving.keysOf([gift.target]);
    return renderGift(gift, keys.get(gift.target));
  },
});

const withdrawRoute = route({
  method: 'DELETE',
  url: '/api/v1/giving/records/:id',
  summary: 'Takes an entry back that was wrong: it stays in the list, and counts no more',
  access: 'record-gifts',
  params: idParam,
  query: z.object({ reason: giftReason }),
  answer: giftItem,
  async handle(deps, { params, query, principal }) {
    const request = { id: params.id, reason: query.reason, author: authorOf(principal) };
    return renderGift(await withdrawGift(giftDeps(deps), request), undefined);
  },
});

function giftDeps({ clock, registry, giving, inventory }: ApiDeps): Parameters<typeof recordGift>[0] {
  return { clock, rules: registry.adapters, unit: giving.unit, newId: inventory.newId };
}

function moneyOf(body: z.output<typeof giftRequest>): Money | undefined {
  const { amount, currency } = body;
  if (amount === undefined && currency === undefined) return undefined;
  if (amount === undefined || currency === undefined)
    throw fault('body: expected amount and currency together');
  return parseAmount(amount, parseCurrency(currency));
}

function parseDay(day: string): Instant {
  const at = parseInstant(`${day}T00:00:00Z`);
  if (at !== undefined) return at;
  throw fault('body.day: expected a day such as 2026-11-29');
}

function parsePlace(text: string): GiftPlace {
  const [, givenAt, id] = /^(\d{1,16}):([\w-]{1,100})$/.exec(text) ?? [];
  if (id !== undefined) return { givenAt: Number(givenAt), id };
  throw fault('query.after: expected the next of a page');
}

function fault(field: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot read the request: ${field}`, {
    facts: { fields: [field] },
  });
}

export const giftRoutes = [listRoute, recordRoute, withdrawRoute];
