// The portfolio as the API writes it.

import { DAY_MS, formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { Bucket, DayTally, Tally } from '../../inventory/findings/finding-ports.ts';
import type { MeanAge, Portfolio, TrendDay } from '../../inventory/findings/read-portfolio.ts';
import type { PortfolioItem } from './finding-contract.ts';

export function renderPortfolio(portfolio: Portfolio): PortfolioItem {
  const { ages, remediation, trend, histogram, owners } = portfolio;
  const { resolved, hours, inTime } = remediation;
  return {
    asOf: formatInstant(portfolio.asOf),
    applications: portfolio.applications,
    counts: renderCounts(portfolio.tallies),
    ages: {
      ...given('disclosed', renderAge(ages.disclosed)),
      ...given('fixable', renderAge(ages.fixable)),
      ...given('here', renderAge(ages.here)),
    },
    remediation: { resolved, ...(resolved === 0 ? {} : { meanHours: Math.round(hours / resolved) }), inTime },
    trend: trend.map(renderDay),
    histogram: histogram.map(({ quarter, open, kev }) => ({
      quarter: `${1970 + Math.floor(quarter / 4)}-Q${(quarter % 4) + 1}`,
      open: Object.fromEntries(open),
      kev: Object.fromEntries(kev),
    })),
    owners: [...owners].map(([owner, tallies]) => ({ owner, counts: renderCounts(tallies) })),
  };
}

/** By bucket; those without anything are left out. */
function renderCounts(tallies: readonly Tally[]): PortfolioItem['counts'] {
  const told = tallies.filter(
    ({ open, accepted, applications }) => open !== 0 || accepted !== 0 || applications !== 0,
  );
  return Object.fromEntries(
    told.map(({ bucket, open, kev, overdue, accepted, applications }) => [
      bucket,
      { open, kev, overdue, accepted, applications },
    ]),
  );
}

function renderAge(age: MeanAge | undefined): PortfolioItem['ages']['here'] {
  return age === undefined ? undefined : { days: Math.round(age.days * 10) / 10, of: age.of };
}

function renderDay({ day, buckets }: TrendDay): PortfolioItem['trend'][number] {
  const all = [...buckets.values()];
  return {
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    open: numbersOf(all, ({ open }) => open),
    opened: numbersOf(all, ({ opened }) => opened),
    resolved: numbersOf(all, ({ resolved }) => resolved),
    kev: buckets.get('kev')?.open ?? 0,
    overdue: buckets.get('overdue')?.open ?? 0,
  };
}

/** Those without anything are left out. */
function numbersOf(
  days: readonly DayTally[],
  of: (day: DayTally) => number,
): Partial<Record<Bucket, number>> {
  return Object.fromEntries(days.filter((one) => of(one) !== 0).map((one) => [one.bucket, of(one)]));
}
