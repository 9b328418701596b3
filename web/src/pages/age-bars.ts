// Open vulnerabilities by the time at which they were disclosed, as bars that fit a width.

import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { SEVERITY_NAMES, type SeverityName } from '../words/finding-words.ts';

export type PortfolioQuarter = PortfolioItem['histogram'][number];

export interface AgeBar {
  /** `2026 Q4`, or `2026` where years are told. */
  readonly title: string;
  readonly year: number;
  readonly open: Readonly<Partial<Record<SeverityName, number>>>;
  readonly total: number;
  /** Those that are known to be exploited. */
  readonly kev: number;
}

/**
 * One bar for each quarter from the first to the last, those without any too; for each year where more than `most` quarters
 * lie between. What reaches further back than `most` years is told together in the first bar.
 */
export function barsOf(histogram: readonly PortfolioQuarter[], most: number): readonly AgeBar[] {
  const known = histogram.flatMap((item) => {
    const match = /^(\d{4})-Q([1-4])$/.exec(item.quarter);
    return match === null ? [] : [{ item, at: Number(match[1]) * 4 + Number(match[2]) - 1 }];
  });
  if (known.length === 0) return [];
  const places = known.map(({ at }) => at);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const size = last - first < most ? 1 : 4;
  const end = Math.floor(last / size);
  const start = Math.max(Math.floor(first / size), end - Math.max(1, most) + 1);
  return Array.from({ length: end - start + 1 }, (_, index) => {
    const place = start + index;
    const within = known.filter(({ at }) => Math.max(start, Math.floor(at / size)) === place);
    const isOlderToo = within.some(({ at }) => Math.floor(at / size) < start);
    return barOf(
      within.map(({ item }) => item),
      place * size,
      size,
      isOlderToo,
    );
  });
}

function barOf(items: readonly PortfolioQuarter[], at: number, size: number, isOlderToo: boolean): AgeBar {
  const year = Math.floor(at / 4);
  const words = size === 4 ? String(year) : `${year} Q${(at % 4) + 1}`;
  const open = Object.fromEntries(
    SEVERITY_NAMES.map((severity) => [severity, sum(items.map((item) => item.open[severity]))]),
  );
  return {
    title: isOlderToo ? `${words} and before` : words,
    year,
    open,
    total: sum(Object.values(open)),
    kev: sum(items.flatMap((item) => Object.values(item.kev))),
  };
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
