// How all applications stand together. Every number was kept as it changed: the answer costs the same for ten findings and
// ten million.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import {
  AGE_CLOCKS,
  SEVERITIES,
  type AgeClock,
  type AgeTally,
  type Bucket,
  type DayTally,
  type FindingTallyStore,
  type Tally,
} from './finding-ports.ts';
import type { InventoryDeps } from '../ports.ts';

export interface TrendDay {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly buckets: ReadonlyMap<Bucket, DayTally>;
}

export interface Quarter {
  /** Quarters since 1970-Q1. */
  readonly quarter: number;
  readonly open: ReadonlyMap<Bucket, number>;
  readonly kev: ReadonlyMap<Bucket, number>;
}

export interface MeanAge {
  readonly days: number;
  readonly of: number;
}

export interface Portfolio {
  readonly asOf: Instant;
  readonly applications: number;
  readonly tallies: readonly Tally[];
  readonly ages: Partial<Readonly<Record<AgeClock, MeanAge>>>;
  readonly remediation: { readonly resolved: number; readonly hours: number; readonly inTime: number };
  readonly trend: readonly TrendDay[];
  readonly histogram: readonly Quarter[];
  readonly owners: ReadonlyMap<string, readonly Tally[]>;
}

/** The last `days`, and the `owners` with the most that is open. */
export async function readPortfolio(
  { clock, stores, lookedUp }: Pick<InventoryDeps, 'clock' | 'stores' | 'lookedUp'>,
  asked: { readonly days: number; readonly owners: number },
): Promise<Portfolio> {
  await lookedUp();
  const { findingTallies } = stores;
  const asOf = clock.now();
  const today = Math.floor(asOf / DAY_MS);
  const tallies = await findingTallies.of('all', ['']);
  const kept = await findingTallies.days(today - asked.days + 1, today);
  const before = await findingTallies.lastDay(today - asked.days);
  const ages = await readAges(findingTallies);
  const owners = Map.groupBy(await findingTallies.owners(asked.owners), ({ scopeId }) => scopeId);
  return {
    asOf,
    applications: tallies.find(({ bucket }) => bucket === 'pushed')?.applications ?? 0,
    tallies,
    ages: meanAges(ages, today),
    remediation: remediationOf(kept),
    trend: trendOf(kept, before, today - asked.days + 1, today),
    histogram: quartersOf(ages),
    owners,
  };
}

/** The quarters take severities; means are of all together. */
async function readAges(tallies: FindingTallyStore): Promise<readonly AgeTally[]> {
  const disclosed = await tallies.ages('disclosed', ['vulnerability', ...SEVERITIES]);
  const others = ['fixable', 'here'] as const;
  const means = await Promise.all(others.map((clock) => tallies.ages(clock, ['vulnerability'])));
  return [...disclosed, ...means.flat()];
}

function meanAges(ages: readonly AgeTally[], today: number): Portfolio['ages'] {
  const means: Partial<Record<AgeClock, MeanAge>> = {};
  for (const clock of AGE_CLOCKS) {
    const own = ages.filter((one) => one.clock === clock && one.bucket === 'vulnerability');
    const of = sum(own.map(({ open }) => open));
    if (of > 0) means[clock] = { days: today - sum(own.map(({ days }) => days)) / of, of };
  }
  return means;
}

function remediationOf(days: readonly DayTally[]): Portfolio['remediation'] {
  const all = days.filter(({ bucket }) => bucket === 'vulnerability');
  return {
    resolved: sum(all.map(({ remediated }) => remediated)),
    hours: sum(all.map(({ remediatedHours }) => remediatedHours)),
    inTime: sum(all.map(({ remediatedInTime }) => remediatedInTime)),
  };
}

/** A day on which nothing was written is as the one before. */
function trendOf(
  kept: readonly DayTally[],
  before: readonly DayTally[],
  from: number,
  to: number,
): readonly TrendDay[] {
  const byDay = Map.groupBy(kept, ({ day }) => day);
  const trend: TrendDay[] = [];
  let last = new Map(before.map((one) => [one.bucket, quiet(one)]));
  for (let day = from; day <= to; day += 1) {
    const buckets = new Map([...last].map(([bucket, one]) => [bucket, { ...one, day }]));
    for (const one of byDay.get(day) ?? []) buckets.set(one.bucket, one);
    trend.push({ day, buckets });
    last = new Map([...buckets].map(([bucket, one]) => [bucket, quiet(one)]));
  }
  return trend;
}

function quiet(day: DayTally): DayTally {
  return { ...day, opened: 0, resolved: 0, remediated: 0, remediatedHours: 0, remediatedInTime: 0 };
}

const BARS: ReadonlySet<Bucket> = new Set(SEVERITIES);

/** By when they were disclosed. */
function quartersOf(ages: readonly AgeTally[]): readonly Quarter[] {
  const disclosed = ages.filter(({ clock, bucket }) => clock === 'disclosed' && BARS.has(bucket));
  const quarters = Map.groupBy(disclosed, ({ month }) => Math.floor(month / 3));
  return [...quarters]
    .sort(([a], [b]) => a - b)
    .map(([quarter, own]) => ({
      quarter,
      open: addUp(own, ({ open }) => open),
      kev: addUp(own, ({ kev }) => kev),
    }));
}

function addUp(ages: readonly AgeTally[], of: (age: AgeTally) => number): ReadonlyMap<Bucket, number> {
  const sums = new Map<Bucket, number>();
  for (const age of ages) if (of(age) !== 0) sums.set(age.bucket, (sums.get(age.bucket) ?? 0) + of(age));
  return sums;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
