// Which versions many tags point at after some were kept out, by the rule of choose-latest.ts, looked up rather than searched.

import type { VersionOrder } from './adapter-version.ts';
import { chooseLatest } from './choose-latest.ts';

/** Answers what `chooseLatest` and `chooseTagged` answer for the same offered versions. */
export interface TagChooser {
  latest(intended: string): string | undefined;
  tagged(intended: string): string | undefined;
}

/** A package may have thousands of tags: each costs a search among sorted versions, whose sorting is shared. */
export function createTagChooser(offered: readonly string[], order: VersionOrder): TagChooser {
  const known = new Set(offered);
  let lines: ReadonlyMap<string, Line> | undefined;
  return {
    latest: (intended) => (known.has(intended) ? intended : chooseLatest(offered, order, intended)),
    tagged(intended) {
      if (known.has(intended)) return intended;
      lines ??= sortLines(offered, order);
      const line = lines.get(order.lineOf(intended));
      const candidates = order.isPrerelease(intended) ? line?.all : line?.stable;
      return candidates === undefined ? undefined : highestBelow(candidates, intended, order);
    },
  };
}

/** Versions of one release line, lowest first. */
interface Line {
  readonly all: readonly string[];
  readonly stable: readonly string[];
}

function sortLines(offered: readonly string[], order: VersionOrder): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  for (const [line, versions] of Map.groupBy(offered, (version) => order.lineOf(version))) {
    const all = versions.sort((a, b) => order.compare(a, b));
    lines.set(line, { all, stable: all.filter((version) => !order.isPrerelease(version)) });
  }
  return lines;
}

/** Of those that are equal in the order, the first offered. */
function highestBelow(sorted: readonly string[], bound: string, order: VersionOrder): string | undefined {
  const end = countBelow(sorted, bound, order);
  const highest = sorted[end - 1];
  return highest === undefined ? undefined : sorted[countBelow(sorted, highest, order)];
}

function countBelow(sorted: readonly string[], bound: string, order: VersionOrder): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order.compare(sorted[middle] ?? '', bound) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
