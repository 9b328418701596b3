// OSV events as intervals of versions. (OSV schema 1.7.5, "Evaluation"; the order of equal events is osv.dev's.)

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import type { OsvEvent, OsvRange } from '../../formats/osv.ts';

import { hasPlace } from './place.ts';

/** A stretch of affected versions. */
export interface Interval {
  /** The first affected version; absent: from before every version. */
  readonly from?: string;
  /** The record names a first version that has no place in the order. */
  readonly unsureFrom?: true;
  readonly to?: string;
  /**
   * `open`: no end. `fixed`: `to` is the first version with the fix. `last`: `to` is the last one known to be affected.
   * `before`: ends before `to`, which is no fix. `unsure`: the end has no place in the order; nothing is affected from
   * `to` on.
   */
  readonly end: 'open' | 'fixed' | 'last' | 'before' | 'unsure';
}

/** The interval with all that its record leaves open counted as affected. */
export function asHeld({ from, to, end }: Interval): Interval {
  const held = end === 'unsure' ? (to === undefined ? 'open' : 'before') : end;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), end: held };
}

/** Where a version stands to a bound: negative before it, zero at it, positive after it. */
export type CompareToBound = (bound: string) => number;

/**
 * The intervals that a range's events describe, in order. Events are sorted here (published ones need not be);
 * `introduced: "0"` is before everything, every other bound is a version like any other.
 */
export function toIntervals(range: OsvRange, order: VersionOrder): readonly Interval[] {
  if (range.type === 'other') return [{ unsureFrom: true, end: 'unsure' }];
  const events = placeEvents(range.events, order);
  const intervals: Interval[] = [];
  let open: Pick<Interval, 'from' | 'unsureFrom'> | undefined;
  for (const { event, isPlaced } of events) {
    if (event.kind === 'introduced') {
      if (open === undefined) open = startOf(event, isPlaced);
      const last = intervals.at(-1);
      // What an unplaced end closes cannot reach past the next start.
      if (last?.end === 'unsure' && last.to === undefined && isPlaced && event.version !== '0') {
        intervals[intervals.length - 1] = { ...last, to: event.version };
      }
    } else if (open !== undefined) {
      intervals.push(close(open, event, isPlaced));
      open = undefined;
    }
  }
  if (open !== undefined) intervals.push({ ...open, end: 'open' });
  return clip(
    intervals.filter((interval) => !isEmpty(interval, order)),
    range.events,
    order,
  );
}

/** Whether a version lies in `interval`, given where it stands to any bound. */
export function contains(interval: Interval, compareTo: CompareToBound): 'yes' | 'no' | 'unsure' {
  const { from, to, end } = interval;
  if (from !== undefined && compareTo(from) < 0) return 'no';
  const inside = interval.unsureFrom === true ? 'unsure' : 'yes';
  if (end === 'unsure') {
    if (to !== undefined && compareTo(to) >= 0) return 'no';
    return from !== undefined && compareTo(from) === 0 ? 'yes' : 'unsure';
  }
  if (to === undefined) return inside;
  const place = compareTo(to);
  return place < 0 || (end === 'last' && place === 0) ? inside : 'no';
}

/** Whether `interval` holds every version, placed in the order or not. */
export function holdsEverything(interval: Interval): boolean {
  const fromStart = interval.from === undefined || interval.from === LOWEST_SEMVER;
  return fromStart && interval.unsureFrom !== true && interval.end === 'open';
}

/** RustSec's start of everything: an ordinary version, and the lowest one that SemVer can write. */
const LOWEST_SEMVER = '0.0.0-0';

/**
 * Closes open ends at a bound such as `<= 1.4.2`, which old records keep beside their ranges as the only upper one
 * (`last_known_affected_version_range`).
 */
export function closeOpenEnds(
  intervals: readonly Interval[],
  bound: string,
  order: VersionOrder,
): readonly Interval[] {
  const match = /^\s*(<=|<)\s*(\S+)\s*$/.exec(bound);
  const to = match?.[2];
  if (to === undefined || !hasPlace(to, order)) return intervals;
  return intervals.map((interval) => {
    const isBeyond = interval.from !== undefined && order.compare(interval.from, to) > 0;
    if (interval.end !== 'open' || isBeyond) return interval;
    return { ...interval, to, end: match?.[1] === '<' ? 'before' : 'last' };
  });
}

interface PlacedEvent {
  readonly event: OsvEvent;
  /** False for a version that the order has no place for. */
  readonly isPlaced: boolean;
}

const RANK = { introduced: 0, fixed: 1, last_affected: 2, limit: 3 } as const;

/**
 * Sorts events by version. At the same version a start comes before an end, so that a version which both starts and
 * ends there is not affected; `last_affected` acts just after its version. Events without a place in the order stay
 * behind the one that they follow in the file.
 */
function placeEvents(events: readonly OsvEvent[], order: VersionOrder): readonly PlacedEvent[] {
  const runs: { readonly head: OsvEvent | undefined; readonly tail: PlacedEvent[] }[] = [
    { head: undefined, tail: [] },
  ];
  for (const event of events) {
    if (event.kind === 'limit') continue;
    if (isStart(event) || hasPlace(event.version, order)) runs.push({ head: event, tail: [] });
    else runs.at(-1)?.tail.push({ event, isPlaced: false });
  }
  return runs
    .sort((a, b) => compareHeads(a.head, b.head, order))
    .flatMap(({ head, tail }) => [...(head === undefined ? [] : [{ event: head, isPlaced: true }]), ...tail]);
}

function compareHeads(a: OsvEvent | undefined, b: OsvEvent | undefined, order: VersionOrder): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (isStart(a) || isStart(b)) return (isStart(a) ? 0 : 1) - (isStart(b) ? 0 : 1);
  return order.compare(a.version, b.version) || RANK[a.kind] - RANK[b.kind];
}

function isStart(event: OsvEvent): boolean {
  return event.kind === 'introduced' && event.version === '0';
}

function startOf(event: OsvEvent, isPlaced: boolean): Pick<Interval, 'from' | 'unsureFrom'> {
  if (!isPlaced) return { unsureFrom: true };
  return isStart(event) ? {} : { from: event.version };
}

function close(open: Pick<Interval, 'from' | 'unsureFrom'>, event: OsvEvent, isPlaced: boolean): Interval {
  if (!isPlaced) return { ...open, end: 'unsure' };
  return { ...open, to: event.version, end: event.kind === 'fixed' ? 'fixed' : 'last' };
}

function isEmpty({ from, to, end }: Interval, order: VersionOrder): boolean {
  if (from === undefined || to === undefined) return false;
  const order0 = order.compare(from, to);
  return end === 'last' ? order0 > 0 : order0 >= 0;
}

/** Cuts at the highest `limit`: a version is in range while it is before any one of them; none means no limit. */
function clip(
  intervals: readonly Interval[],
  events: readonly OsvEvent[],
  order: VersionOrder,
): readonly Interval[] {
  const limits = events.filter((event) => event.kind === 'limit').map((event) => event.version);
  if (limits.length === 0 || limits.some((limit) => limit === '*' || !hasPlace(limit, order)))
    return intervals;
  const limit = limits.reduce((a, b) => (order.compare(a, b) >= 0 ? a : b));
  return intervals
    .map((interval): Interval => {
      const reaches =
        interval.to === undefined ||
        order.compare(interval.to, limit) > 0 ||
        (interval.end === 'last' && order.compare(interval.to, limit) === 0);
      if (!reaches) return interval;
      return interval.end === 'unsure'
        ? { ...interval, to: limit }
        : { ...interval, to: limit, end: 'before' };
    })
    .filter((interval) => !isEmpty(interval, order));
}
