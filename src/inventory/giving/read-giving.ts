// What is depended on most beside what was given: lists, coverage, and the plan for a budget.

import { startTurn } from '../../evidence/turn.ts';
import { DAY_MS, type Clock, type Instant } from '../../kernel/clock.ts';
import type { Money } from '../../kernel/money.ts';
import type { GivingBoard, RankedLine, Ranking, RankPlace } from './giving-board.ts';
import { pageOfRanking } from './giving-board.ts';
import type { GiftStore, GiftSum, GivingLine, GivingStore } from './giving-ports.ts';
import { shareOut } from './plan-giving.ts';
import { MOST_LINES } from './renew-giving.ts';

export interface ReadGivingDeps {
  readonly clock: Clock;
  readonly board: GivingBoard;
  readonly stores: { readonly giving: GivingStore; readonly gifts: GiftStore };
}

/** A line in its place, and what it got lately. */
export interface ListedLine {
  readonly standing: RankedLine;
  readonly line: GivingLine;
  /** Of the scores of all. */
  readonly share: number;
  readonly given: GiftSum;
}

export interface Coverage {
  /** Of all scores: whose payee is known, and who got anything in the last twelve months. From 0 to 1; absent without scores. */
  readonly withLink?: number;
  readonly given?: number;
}

/** Lines that are read between two turns. */
const PAGE = 50;

const NOTHING: GiftSum = { money: [], minutes: 0, gifts: 0 };
/** What was given within so many days counts. */
export const LATELY_DAYS = 365;

/** The first moment that counts as lately. */
export function latelySince(now: Instant): Instant {
  return (Math.floor(now / DAY_MS) - LATELY_DAYS) * DAY_MS;
}

export async function listLines(
  deps: ReadGivingDeps,
  ranking: Ranking,
  page: { readonly after?: RankPlace; readonly limit: number },
): Promise<readonly ListedLine[]> {
  return describe(deps, ranking, pageOfRanking(ranking, page.after, page.limit));
}

async function describe(
  { clock, stores }: ReadGivingDeps,
  { total }: Ranking,
  standings: readonly RankedLine[],
): Promise<readonly ListedLine[]> {
  const keys = standings.map(({ key }) => key);
  const lines = new Map<string, GivingLine>();
  const turn = startTurn();
  for (let start = 0; start < keys.length; start += PAGE) {
    const some = await stores.giving.lines(keys.slice(start, start + PAGE));
    for (const line of some) lines.set(line.key, line);
    await turn.next();
  }
  const given = await stores.gifts.sumsOf(keys, latelySince(clock.now()));
  return standings.flatMap((standing): readonly ListedLine[] => {
    const line = lines.get(standing.key);
    // It was counted anew between the two readings.
    if (line === undefined) return [];
    const share = total === 0 ? 0 : standing.score / total;
    return [{ standing, line, share, given: given.get(standing.key) ?? NOTHING }];
  });
}

export async function readCoverage({ clock, stores }: ReadGivingDeps, ranking: Ranking): Promise<Coverage> {
  const { lines, total } = ranking;
  if (total === 0) return {};
  const since = latelySince(clock.now());
  const got = new Set(await stores.gifts.keysSince(since, MOST_LINES));
  const shareOf = (isIn: (line: RankedLine) => boolean) =>
    lines.reduce((sum, line) => sum + (isIn(line) ? line.score : 0), 0) / total;
  return { withLink: shareOf(({ hasLink }) => hasLink), given: shareOf(({ key }) => got.has(key)) };
}

export interface PlannedShare extends ListedLine {
  readonly money: Money;
}

export interface GivingPlan {
  readonly shares: readonly PlannedShare[];
  readonly left: Money;
  readonly dropped: number;
  /** The first of those to whom no way to give is known, by score; how many they are, and their share of all scores. */
  readonly unfunded: readonly ListedLine[];
  readonly unfundedCount: number;
  readonly unfundedShare: number;
}

const MOST_UNFUNDED = 50;

/** Throws what `shareOut` throws. The same question has the same answer while nothing is counted anew. */
export async function planGiving(
  deps: ReadGivingDeps,
  ranking: Ranking,
  asked: { readonly budget: Money; readonly minimum: Money },
): Promise<GivingPlan> {
  const { budget, minimum } = asked;
  const [funded, unfunded] = [true, false].map((hasLink) =>
    ranking.lines.filter((line) => line.hasLink === hasLink && line.score > 0),
  );
  const { shares, leftMinor, dropped } = shareOut(funded ?? [], budget, minimum.minor);
  const standings = new Map((funded ?? []).map((line) => [line.key, line]));
  const amounts = new Map(shares.map(({ key, minor }) => [key, minor]));
  const listed = await describe(
    deps,
    ranking,
    shares.flatMap(({ key }) => standings.get(key) ?? []),
  );
  const { currency } = budget;
  const without = unfunded ?? [];
  const sum = without.reduce((all, { score }) => all + score, 0);
  return {
    shares: listed.map((one) => ({
      ...one,
      money: { minor: amounts.get(one.standing.key) ?? 0, currency },
    })),
    left: { minor: leftMinor, currency },
    dropped,
    unfunded: await describe(deps, ranking, without.slice(0, MOST_UNFUNDED)),
    unfundedCount: without.length,
    unfundedShare: ranking.total === 0 ? 0 : sum / ranking.total,
  };
}
