// Versions at hand, sorted once, so that thousands of bounds are placed among them with few comparisons.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

import { placeVersion, withoutLocalPart, type VersionPlace } from './affected.ts';
import { hasPlace } from './place.ts';

/** Places of bounds among one package's versions. */
export interface RankedVersions {
  /** The place of each version at hand, in their order; agrees with `placeVersion`. */
  readonly places: ReadonlyMap<string, VersionPlace>;
  /** The least and the greatest coarse key of the versions; absent when one of them has no place in the order. */
  readonly coarse?: { readonly min: string; readonly max: string };
}

/** Sorts `versions` by `order`. Comparisons with the same bound are made once. */
export function rankVersions(
  ecosystem: Ecosystem,
  versions: readonly string[],
  order: VersionOrder,
): RankedVersions {
  const placed = new Set(versions.filter((version) => hasPlace(version, order)));
  const plain = [...new Set([...placed].map((version) => withoutLocalPart(ecosystem, version)))];
  const sorted = plain.sort((a, b) => order.compare(a, b));
  const rankOf = new Map(sorted.map((version, rank) => [version, rank]));
  const places = new Map<string, { readonly below: number; readonly upTo: number }>();
  const boundAt = (bound: string): { readonly below: number; readonly upTo: number } => {
    const known = places.get(bound);
    if (known !== undefined) return known;
    const below = countWhile(sorted, (version) => order.compare(version, bound) < 0);
    const upTo = countWhile(sorted, (version) => order.compare(version, bound) <= 0);
    const place = { below, upTo };
    places.set(bound, place);
    return place;
  };
  const keys = [...placed].map((version) => order.coarseKey(version)).sort();
  const [min, max] = [keys[0], keys.at(-1)];
  const isWhole = versions.every((version) => placed.has(version)) && min !== undefined && max !== undefined;
  const place = (version: string): VersionPlace => {
    const rank = rankOf.get(withoutLocalPart(ecosystem, version));
    if (rank === undefined || !placed.has(version)) return placeVersion(ecosystem, version, order);
    return {
      isPlaced: true,
      compareTo(bound) {
        if (bound.includes('+')) return order.compare(version, bound);
        const { below, upTo } = boundAt(bound);
        return rank < below ? -1 : rank < upTo ? 0 : 1;
      },
    };
  };
  return {
    ...(isWhole ? { coarse: { min, max } } : {}),
    places: new Map(versions.map((version) => [version, place(version)])),
  };
}

/** How many leading entries satisfy a condition that holds for a prefix only. */
function countWhile(sorted: readonly string[], holds: (version: string) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}
