// What one record says about one package, and whether a version is affected by it.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

import { contains, holdsEverything, type CompareToBound, type Interval } from './intervals.ts';
import { ListedVersions } from './listed-versions.ts';
import { mergeIntervals } from './merge-intervals.ts';
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
  return new AffectedReading(affected, order).answer(version);
}

/**
 * The first version with the fix for someone on `version`: where the affected versions around it end, if a `fixed` event
 * says so (a `last_affected` bound is no fix). Undefined when the record names none.
 */
export function fixOnLine(affected: Affected, version: string, order: VersionOrder): string | undefined {
  return new AffectedReading(affected, order).fixFor(version);
}

/** What a record says about one package, for many questions: what they have in common is worked out once. */
export class AffectedReading {
  readonly affected: Affected;
  readonly #order: VersionOrder;
  readonly #listed: ListedVersions;
  #merged: readonly Interval[] | undefined;

  constructor(affected: Affected, order: VersionOrder) {
    this.affected = affected;
    this.#order = order;
    this.#listed = new ListedVersions(affected.versions, order);
  }

  /** As `isAffected`. `place` saves comparisons; it must agree with `placeVersion`. */
  answer(version: string, place: VersionPlace = this.#place(version)): AffectedAnswer {
    const { intervals } = this.affected;
    if (this.#listed.hasExactly(version) || this.condemnsAll) return 'affected';
    if (!place.isPlaced) return 'unknown';
    let isUnsure = false;
    for (const interval of intervals) {
      const answer = contains(interval, place.compareTo);
      if (answer === 'yes') return 'affected';
      if (answer === 'unsure') isUnsure = true;
    }
    if (this.#listed.hasEqual(version)) return 'affected';
    return isUnsure ? 'unknown' : 'unaffected';
  }

  /** Whether some range of the record holds every version. */
  get condemnsAll(): boolean {
    return this.affected.intervals.some(holdsEverything);
  }

  /** Whether the record affects `version` by more than condemning every version. */
  names(version: string, place: VersionPlace = this.#place(version)): boolean {
    if (this.#listed.hasExactly(version)) return true;
    if (!place.isPlaced) return false;
    const intervals = this.affected.intervals.filter((interval) => !holdsEverything(interval));
    return (
      intervals.some((interval) => contains(interval, place.compareTo) === 'yes') ||
      this.#listed.hasEqual(version)
    );
  }

  /** As `fixOnLine`. */
  fixFor(version: string, place: VersionPlace = this.#place(version)): string | undefined {
    if (!place.isPlaced) return undefined;
    const around = this.#intervals().find((interval) => contains(interval, place.compareTo) === 'yes');
    return around === undefined ? undefined : this.#fixAt(around);
  }

  /** Whether the affected versions around `version` end with the last one that was known when the record was written. */
  endsUnfixed(version: string, place: VersionPlace = this.#place(version)): boolean {
    if (!place.isPlaced) return false;
    return this.#intervals().some(
      (interval) => interval.end === 'last' && contains(interval, place.compareTo) === 'yes',
    );
  }

  /** Versions that `fixed` events name and the record does not itself count as affected, in order. */
  fixes(): readonly string[] {
    return this.#intervals().flatMap((interval) => this.#fixAt(interval) ?? []);
  }

  #intervals(): readonly Interval[] {
    this.#merged ??= mergeIntervals(this.affected.intervals, this.#order);
    return this.#merged;
  }

  #fixAt({ to, end }: Interval): string | undefined {
    return to !== undefined && end === 'fixed' && !this.#listed.hasEqual(to) ? to : undefined;
  }

  #place(version: string): VersionPlace {
    return placeVersion(this.affected.ecosystem, version, this.#order);
  }
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
