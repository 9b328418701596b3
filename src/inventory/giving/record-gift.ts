// Records what was given, and takes an entry back that was wrong: nothing is ever changed or lost.

import { parseRequiredText } from '../../governance/required-text.ts';
import { parseFundingUrl } from '../../formats/funding/funding-link.ts';
import { formatPurl, parsePurl, type PurlRules } from '../../formats/purl.ts';
import type { JournalStores } from '../../journal/journal.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { DAY_MS, type Clock, type Instant } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { checkMoney, parseCurrency, type Money } from '../../kernel/money.ts';
import type { Gift, GiftKind, GiftStore, GivingStores } from './giving-ports.ts';

export interface GiftRequest {
  readonly target: string;
  readonly kind: GiftKind;
  readonly money?: Money;
  readonly minutes?: number;
  /** Absent: today. */
  readonly givenAt?: Instant;
  readonly note?: string;
  readonly evidence?: string;
  readonly author: string;
}

export interface GiftDeps {
  readonly clock: Clock;
  readonly rules: PurlRules;
  readonly unit: UnitOfWork<Pick<GivingStores, 'gifts'> & JournalStores>;
  readonly newId: () => string;
}

/** A thousand hours, in one entry. */
export const MOST_MINUTES = 60_000;
const MOST_TARGET = 2_048;

/**
 * Money is recorded with an amount and no time, all else with time and no amount. Throws `invalid-request` for anything else, for
 * a day to come, and for a target that looks like a package-URL or an address and is none.
 */
export async function recordGift(deps: GiftDeps, request: GiftRequest): Promise<Gift> {
  const now = deps.clock.now();
  const gift: Gift = {
    id: `gift-${deps.newId()}`,
    target: parseTarget(deps.rules, request.target),
    kind: request.kind,
    ...parseMeasure(request),
    givenAt: parseDay(request.givenAt ?? now, now),
    ...given('note', request.note === undefined ? undefined : parseRequiredText('the note', request.note)),
    ...given('evidence', request.evidence === undefined ? undefined : parseEvidence(request.evidence)),
    recordedAt: now,
    recordedBy: request.author,
  };
  await deps.unit.transact(async ({ gifts, journal }) => {
    await gifts.add(gift);
    const { id, target, kind, money, minutes } = gift;
    journal.record({
      kind: 'gift-recorded',
      actor: request.author,
      at: now,
      data: { id, target, kind, ...given('money', money), ...given('minutes', minutes) },
    });
  });
  return gift;
}

/** Throws `not-found` when there is none of this id that holds, `invalid-request` without a reason. */
export async function withdrawGift(
  { unit, clock }: Pick<GiftDeps, 'unit' | 'clock'>,
  request: { readonly id: string; readonly reason: string; readonly author: string },
): Promise<Gift> {
  const { id, author } = request;
  const reason = parseRequiredText('the reason of a withdrawal', request.reason);
  const at = clock.now();
  return unit.transact(async ({ gifts, journal }) => {
    const gift = await findInForce(gifts, id);
    const withdrawn = { at, by: author, reason };
    await gifts.withdraw(id, withdrawn);
    journal.record({ kind: 'gift-withdrawn', actor: author, at, data: { id, target: gift.target, reason } });
    return { ...gift, withdrawn };
  });
}

async function findInForce(gifts: Pick<GiftStore, 'find'>, id: string): Promise<Gift> {
  const gift = await gifts.find(id);
  if (gift !== undefined && gift.withdrawn === undefined) return gift;
  throw new GatehouseError('not-found', 'Cannot withdraw: found no record of this id that holds', {
    facts: { id },
  });
}

/**
 * To whom: a package-URL, of which the version is left out; an address in one spelling; or a name, which no package here has.
 * Throws `invalid-request`.
 */
export function parseTarget(rules: PurlRules, text: string): string {
  const target = text.trim();
  if (target === '' || target.length > MOST_TARGET) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot record: found ${target.length} characters for whom, expected 1 to ${MOST_TARGET}`,
    );
  }
  try {
    if (/^pkg:/i.test(target)) return formatPurl(rules, parsePurl(rules, target).ref);
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return parseFundingUrl(target);
  } catch (cause) {
    if (!isGatehouseError(cause)) throw cause;
    throw new GatehouseError('invalid-request', cause.message, { cause });
  }
  return parseRequiredText('the name of whoever got it', target);
}

function parseMeasure({ kind, money, minutes }: GiftRequest): Pick<Gift, 'money' | 'minutes'> {
  if (kind === 'money') {
    if (money === undefined || minutes !== undefined) throw mismatch('money', 'an amount and no hours');
    const { minor } = checkMoney(money);
    if (minor === 0) throw mismatch('an amount of nothing', 'more');
    return { money: { minor, currency: parseCurrency(money.currency) } };
  }
  if (money !== undefined || minutes === undefined) throw mismatch(kind, 'hours and no amount');
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES) {
    throw mismatch(`${minutes} minutes`, `a whole number from 1 to ${MOST_MINUTES}`);
  }
  return { minutes };
}

function mismatch(found: string, expected: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot record: found ${found}, expected ${expected}`);
}

function parseDay(at: Instant, now: Instant): Instant {
  // A day begins in the east before it does in UTC.
  if (Number.isInteger(at) && at >= 0 && at <= now + DAY_MS) return Math.floor(at / DAY_MS) * DAY_MS;
  throw mismatch('a day to come', 'the day on which it was given');
}

function parseEvidence(text: string): string {
  try {
    return parseFundingUrl(text);
  } catch (cause) {
    if (!isGatehouseError(cause)) throw cause;
    throw new GatehouseError('invalid-request', 'Cannot record: expected the evidence to be a web address', {
      cause,
    });
  }
}
