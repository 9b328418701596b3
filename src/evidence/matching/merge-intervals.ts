// Overlapping and adjoining intervals as one.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';

import type { Interval } from './intervals.ts';

/**
 * The same versions in as few intervals as possible, in order. Only what is certain is kept: of an interval whose end is
 * unknown, its first version alone; of one whose start is unknown, nothing.
 */
export function mergeIntervals(intervals: readonly Interval[], order: VersionOrder): readonly Interval[] {
  const sorted = intervals.flatMap(certainPart).sort((a, b) => compareStarts(a, b, order));
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

function certainPart(interval: Interval): readonly Interval[] {
  if (interval.unsureFrom === true) return [];
  if (interval.end !== 'unsure') return [interval];
  return interval.from === undefined ? [] : [{ from: interval.from, to: interval.from, end: 'last' }];
}
