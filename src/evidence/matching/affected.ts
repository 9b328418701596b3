// What one record says about one package, and whether a version is affected by it.

import type { VersionOrder } from '../../ecosystems/adapter.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

import { contains, holdsEverything, type CompareToBound, type Interval } from './intervals.ts';
import { hasPlace } from './place.ts';

/** Everything that a record says about one package: the union of its entries for it. */
export interface Affected {
  readonly ecosystem: Ecosystem;
  /** Intervals that are OR-ed; with `versions` they make a union. */
  readonly intervals: readonly Interval[];
  /** Versions listed one by one, as the record spells them. */
  readonly versions: readonly string[];
}

/** Where a version stands in its order. */
export interface VersionPlace {
  /** False for branches and for strings that are no version: ranges cannot speak about them. */
  readonly isPlaced: boolean;
  readonly compareTo: CompareToBound;
}

/** `unknown`: the record does not let one say; never a reason to call a version clean. */
export type AffectedAnswer = 'affected' | 'unaffected' | 'unknown';

/** Whether `version` is affected: listed by name, or inside a range by the ecosystem's order alone. */
export function isAffected(affected: Affected, version: string, order: VersionOrder): AffectedAnswer {
  return evaluate(affected, version, order, placeVersion(affected.ecosystem, version, order));
}

/**
 * The same, for a caller that knows the version's place without comparing anew; `place` must agree with `placeVersion`.
 */
export function evaluate(
  affected: Affected,
  version: string,
  order: VersionOrder,
  place: VersionPlace,
): AffectedAnswer {
  const { intervals, versions } = affected;
  if (versions.includes(version) || intervals.some(holdsEverything)) return 'affected';
  if (!place.isPlaced) return 'unknown';
  let unsure = intervals.length === 0 && versions.length === 0;
  for (const interval of intervals) {
    const answer = contains(interval, place.compareTo);
    if (answer === 'yes') return 'affected';
    if (answer === 'unsure') unsure = true;
  }
  if (isListed(versions, version, order)) return 'affected';
  return unsure ? 'unknown' : 'unaffected';
}

/**
 * The place of `version`. A Python local version (`1.0+cu118`) is compared without its local part, unless the bound has
 * one too: `last_affected 1.0` means the local builds of 1.0 as well.
 */
export function placeVersion(ecosystem: Ecosystem, version: string, order: VersionOrder): VersionPlace {
  const plain = withoutLocalPart(ecosystem, version);
  return {
    isPlaced: hasPlace(version, order),
    compareTo: (bound) => order.compare(bound.includes('+') ? version : plain, bound),
  };
}

/** A Python version without its local part; other versions as they are. */
export function withoutLocalPart(ecosystem: Ecosystem, version: string): string {
  const plus = ecosystem === 'pypi' ? version.indexOf('+') : -1;
  return plus < 0 ? version : version.slice(0, plus);
}

/** Whether `version` equals a listed one in the order, whatever the spelling (`1.0` and `1.0.0`). */
function isListed(versions: readonly string[], version: string, order: VersionOrder): boolean {
  if (versions.length === 0) return false;
  const numbers = numbersOf(version);
  return versions.some(
    (listed) =>
      numbersOf(listed) === numbers && hasPlace(listed, order) && order.compare(listed, version) === 0,
  );
}

/**
 * The non-zero numbers of a version without what follows a `+`: equal for all spellings of the same version in every
 * ecosystem, so that most listed versions are told apart without parsing them.
 */
function numbersOf(version: string): string {
  const plus = version.indexOf('+');
  const plain = plus < 0 ? version : version.slice(0, plus);
  return (plain.match(/\d+/g) ?? [])
    .map((digits) => digits.replace(/^0+/, ''))
    .filter((digits) => digits !== '')
    .join('.');
}

/**
 * The first version with the fix for someone on `version`: the lowest `fixed` bound of the intervals that hold it which
 * the record does not itself count as affected. Undefined when the record names none (a `last_affected` bound is none).
 */
export function fixOnLine(affected: Affected, version: string, order: VersionOrder): string | undefined {
  const { isPlaced, compareTo } = placeVersion(affected.ecosystem, version, order);
  if (!isPlaced) return undefined;
  const holding = affected.intervals.filter((interval) => contains(interval, compareTo) === 'yes');
  return fixesOf({ ...affected, intervals: holding })
    .filter((fix) => isAffected(affected, fix, order) === 'unaffected')
    .sort((a, b) => order.compare(a, b))[0];
}

/** Every version that a `fixed` event of this package names. */
export function fixesOf(affected: Affected): readonly string[] {
  const fixes = affected.intervals.flatMap(({ end, to }) =>
    end === 'fixed' && to !== undefined ? [to] : [],
  );
  return [...new Set(fixes)];
}

/** Whether the record condemns the whole package. */
export function condemnsAll(affected: Affected): boolean {
  return affected.intervals.some(holdsEverything);
}

/** What the record says besides condemning the whole package: the versions that it names exactly. */
export function namedVersions(affected: Affected): Affected {
  return { ...affected, intervals: affected.intervals.filter((interval) => !holdsEverything(interval)) };
}
