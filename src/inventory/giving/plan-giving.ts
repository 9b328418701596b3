// A budget shared out: by score among those who can be given to, nobody less than the minimum, to the cent.

import { checkMoney, type Money } from '../../kernel/money.ts';
import { GatehouseError } from '../../kernel/errors.ts';

/** Somebody who can be given to. Scores are whole numbers from 0. */
export interface Candidate {
  readonly key: string;
  readonly score: number;
}

export interface Share {
  readonly key: string;
  readonly score: number;
  /** In the smallest unit. */
  readonly minor: number;
}

export interface SharedOut {
  /** The largest first. Their sum is the budget, unless there is none. */
  readonly shares: readonly Share[];
  /** What nobody gets: all of it where nobody can get as much as the minimum, else nothing. */
  readonly leftMinor: number;
  /** Those with a score whose share would have been below the minimum. */
  readonly dropped: number;
}

/** Who gets anything is to be written to by people: more than these are no plan. */
export const MOST_SHARES = 500;

/**
 * Those with the lowest scores are dropped, one after the other, until the lowest share left is at least `minimumMinor`; what
 * they would have got goes to the others in proportion. Smallest units that remain of rounding down go to the largest
 * remainders. Of equal ones the first by key goes first, so that the same question has the same answer. Throws
 * `invalid-request` for a minimum below 1 or an amount that is none.
 */
export function shareOut(candidates: readonly Candidate[], budget: Money, minimumMinor: number): SharedOut {
  checkMoney(budget);
  if (!Number.isInteger(minimumMinor) || minimumMinor < 1) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot plan: found a minimum of ${minimumMinor}, expected a whole number of the smallest unit, at least 1`,
    );
  }
  const ranked = candidates.filter(({ score }) => score > 0).toSorted(byScore);
  const total = BigInt(budget.minor);
  const count = countServed(ranked, total, BigInt(minimumMinor));
  const served = ranked.slice(0, count);
  const sum = served.reduce((all, { score }) => all + BigInt(score), 0n);
  const shares = served.map(({ key, score }) => {
    const exact = total * BigInt(score);
    return { key, score, minor: Number(exact / sum), remainder: exact % sum };
  });
  const given = shares.reduce((all, { minor }) => all + minor, 0);
  const left = count === 0 ? 0 : budget.minor - given;
  const first = new Set(
    shares
      .toSorted((a, b) => (a.remainder === b.remainder ? byScore(a, b) : a.remainder > b.remainder ? -1 : 1))
      .slice(0, left)
      .map(({ key }) => key),
  );
  return {
    shares: shares.map(({ key, score, minor }) => ({ key, score, minor: minor + (first.has(key) ? 1 : 0) })),
    leftMinor: count === 0 ? budget.minor : 0,
    dropped: ranked.length - count,
  };
}

function byScore(one: Candidate, other: Candidate): number {
  if (one.score !== other.score) return other.score - one.score;
  return one.key < other.key ? -1 : 1;
}

/** How many of the first get at least the minimum when they alone share: the share of the last only falls as more come in. */
function countServed(ranked: readonly Candidate[], total: bigint, minimum: bigint): number {
  let sum = 0n;
  let served = 0;
  for (const { score } of ranked.slice(0, MOST_SHARES)) {
    sum += BigInt(score);
    if (total * BigInt(score) < minimum * sum) break;
    served += 1;
  }
  return served;
}
