// Affected versions in words of ranges, as audit answers carry them.

import type { VersionOrder } from '../../ecosystems/adapter.ts';

import { contains, type Interval } from './intervals.ts';
import { hasPlace } from './place.ts';

/**
 * `>=1.0.0 <1.2.3 || <=0.9.0 || =3.1.4`; `*` for everything, '' for nothing. Overlapping intervals become one.
 * Only what is certain is said: an interval whose end is unknown counts for its first version alone.
 */
export function rangeInWords(
  intervals: readonly Interval[],
  versions: readonly string[],
  order: VersionOrder,
): string {
  const merged = mergeIntervals(intervals.flatMap(certainPart), order);
  const listed = versions.filter((version) => {
    const compareTo = (bound: string): number => order.compare(version, bound);
    return !hasPlace(version, order) || !merged.some((interval) => contains(interval, compareTo) === 'yes');
  });
  const singles = [...new Set(listed)].sort((a, b) => order.compare(a, b)).map((version) => `=${version}`);
  return [...merged.map(intervalInWords), ...singles].join(' || ');
}

function certainPart(interval: Interval): readonly Interval[] {
  if (interval.unsureFrom === true) return [];
  if (interval.end !== 'unsure') return [interval];
  return interval.from === undefined ? [] : [{ from: interval.from, to: interval.from, end: 'last' }];
}

function intervalInWords({ from, to, end }: Interval): string {
  if (from !== undefined && from === to) return `=${from}`;
  const lower = from === undefined ? '' : `>=${from}`;
  const upper = to === undefined ? '' : `${end === 'last' ? '<=' : '<'}${to}`;
  return [lower, upper].filter((part) => part !== '').join(' ') || '*';
}

function mergeIntervals(intervals: readonly Interval[], order: VersionOrder): readonly Interval[] {
  const sorted = [...intervals].sort((a, b) => compareStarts(a, b, order));
  const merged: Interval[] = [];
  for (const interval of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && touches(last, interval, order))
      merged[merged.length - 1] = widen(last, interval, order);
    else merged.push(interval);
  }
  return merged;
}

function compareStarts(a: Interval, b: Interval, order: VersionOrder): number {
  if (a.from === undefined || b.from === undefined)
    return (a.from === undefined ? 0 : 1) - (b.from === undefined ? 0 : 1);
  return order.compare(a.from, b.from);
}

function touches(earlier: Interval, later: Interval, order: VersionOrder): boolean {
  if (earlier.to === undefined || later.from === undefined) return true;
  return order.compare(later.from, earlier.to) <= 0;
}

function widen(earlier: Interval, later: Interval, order: VersionOrder): Interval {
  const { to, end } = compareEnds(earlier, later, order) >= 0 ? earlier : later;
  const { from } = earlier;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), end };
}

function compareEnds(a: Interval, b: Interval, order: VersionOrder): number {
  if (a.to === undefined || b.to === undefined)
    return (a.to === undefined ? 1 : 0) - (b.to === undefined ? 1 : 0);
  return order.compare(a.to, b.to) || (a.end === 'last' ? 1 : 0) - (b.end === 'last' ? 1 : 0);
}
