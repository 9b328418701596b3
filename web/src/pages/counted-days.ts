// The days of a trend on which something was counted.

import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';

export type PortfolioDay = PortfolioItem['trend'][number];

/** Without the days before anything was known: that nothing was pushed yet is no clean record. */
export function countedDays(trend: readonly PortfolioDay[]): readonly PortfolioDay[] {
  const first = trend.findIndex(({ open, opened, resolved }) =>
    [open, opened, resolved].some((numbers) => Object.values(numbers).some((count) => count > 0)),
  );
  return first < 0 ? [] : trend.slice(first);
}
