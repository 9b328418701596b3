// Affected versions in words of ranges, as audit answers carry them.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';

import { contains, type Interval } from './intervals.ts';
import { mergeIntervals } from './merge-intervals.ts';
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
  const merged = mergeIntervals(intervals, order);
  const listed = versions.filter((version) => {
    const compareTo = (bound: string): number => order.compare(version, bound);
    return !hasPlace(version, order) || !merged.some((interval) => contains(interval, compareTo) === 'yes');
  });
  const singles = [...new Set(listed)].sort((a, b) => order.compare(a, b)).map((version) => `=${version}`);
  return [...merged.map(intervalInWords), ...singles].join(' || ');
}

function intervalInWords({ from, to, end }: Interval): string {
  if (from !== undefined && from === to) return `=${from}`;
  const lower = from === undefined ? '' : `>=${from}`;
  const upper = to === undefined ? '' : `${end === 'last' ? '<=' : '<'}${to}`;
  return [lower, upper].filter((part) => part !== '').join(' ') || '*';
}
