// Versions among their neighbours: the releases of one line in the order in which they came out.

import type { VersionFacts } from '../kernel/evidence.ts';

/** Releases of each line, oldest first. */
export interface LineHistory {
  readonly lines: readonly (readonly VersionFacts[])[];
  /** The releases of the same line that came out before `version`, the newest of them last. Empty when there are none. */
  before(version: string): readonly VersionFacts[];
  /** The release just before `version` on its line. */
  previous(version: string): VersionFacts | undefined;
}

/**
 * Orders `versions` by publication within each line. Undated versions that were there at first sight come first,
 * those about which nothing is known last, so that they are nobody's predecessor.
 */
export function orderHistory(
  versions: readonly VersionFacts[],
  lineOf: (version: string) => string,
): LineHistory {
  const lines = Map.groupBy(versions, (facts) => lineOf(facts.version));
  const places = new Map<string, { readonly line: readonly VersionFacts[]; readonly position: number }>();
  for (const line of lines.values()) {
    line.sort((a, b) => compareNumbers(orderKey(a), orderKey(b)));
    for (const [position, facts] of line.entries()) places.set(facts.version, { line, position });
  }
  return {
    lines: [...lines.values()],
    before(version) {
      const place = places.get(version);
      return place === undefined ? [] : place.line.slice(0, place.position);
    },
    previous(version) {
      const place = places.get(version);
      return place?.line[place.position - 1];
    },
  };
}

function orderKey({ published }: VersionFacts): number {
  if ('at' in published) return published.at;
  return published.how === 'pre-existing' ? -Infinity : Infinity;
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
