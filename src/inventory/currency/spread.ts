// Values with how often each occurs: small enough to keep, exact enough for medians, and sums of several are one again.

/** `[value, how often]`, by value; each value once. */
export type Spread = readonly (readonly [value: number, count: number])[];

/** What a spread comes to. Percentiles are values that occur (nearest rank); the median of an even count lies between two. */
export interface SpreadWords {
  readonly of: number;
  readonly sum: number;
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
}

/** Adds up values. */
export class SpreadSum {
  readonly #counts = new Map<number, number>();

  add(value: number, count = 1): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  addAll(spread: Spread): void {
    for (const [value, count] of spread) this.add(value, count);
  }

  spread(): Spread {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }
}

/** Undefined of nothing: no age is not an age of zero. */
export function describeSpread(spread: Spread): SpreadWords | undefined {
  const of = spread.reduce((total, [, count]) => total + count, 0);
  if (of === 0) return undefined;
  const sum = spread.reduce((total, [value, count]) => total + value * count, 0);
  const middle = at(spread, Math.ceil(of / 2));
  const median = of % 2 === 1 ? middle : (middle + at(spread, of / 2 + 1)) / 2;
  return { of, sum, mean: sum / of, median, p90: at(spread, Math.ceil(of * 0.9)) };
}

/** The value at a rank, from 1. */
function at(spread: Spread, rank: number): number {
  let passed = 0;
  for (const [value, count] of spread) {
    passed += count;
    if (passed >= rank) return value;
  }
  return spread.at(-1)?.[0] ?? 0;
}

/** Days on which something began, as ages on `today`; nothing is younger than zero. */
export function agesOn(today: number, began: Spread): Spread {
  const ages = new SpreadSum();
  for (const [day, count] of began) ages.add(Math.max(0, today - day), count);
  return ages.spread();
}
