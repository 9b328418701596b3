// The smallest set of patches that removes the most: the best one first, then the best of what is left to remove.

import { compareBumps } from './bump-size.ts';
import type { Flaw, Patch } from './fix-plan.ts';

/**
 * Below zero where `a` goes first: by (fixed - introduced) for each package that moves, then by what is fixed, then by how few
 * packages move, then by their names, then by the smaller upgrade.
 */
export function comparePatches(a: Patch, b: Patch): number {
  return (
    worthOf(b) - worthOf(a) ||
    b.fixed.length - a.fixed.length ||
    a.moves.length - b.moves.length ||
    compareText(namesOf(a), namesOf(b)) ||
    compareBumps(a.bump, b.bump)
  );
}

/** Those worth doing, in order; one that fixes nothing that an earlier one does not fix is left out. */
export function choosePatches(patches: readonly Patch[]): readonly Patch[] {
  const chosen: Patch[] = [];
  const done = new Set<string>();
  let waiting = [...patches];
  while (waiting.length > 0) {
    // What is fixed already counts for nothing any more.
    const left = waiting
      .map((patch) => ({
        patch,
        rest: { ...patch, fixed: patch.fixed.filter((flaw) => !done.has(keyOf(flaw))) },
      }))
      .filter(({ rest }) => rest.fixed.length > 0)
      .sort((a, b) => comparePatches(a.rest, b.rest));
    const [best] = left;
    if (best === undefined) break;
    chosen.push(best.patch);
    for (const flaw of best.patch.fixed) done.add(keyOf(flaw));
    waiting = left.slice(1).map(({ patch }) => patch);
  }
  return chosen;
}

function worthOf({ fixed, introduced, moves }: Patch): number {
  return (fixed.length - introduced.length) / Math.max(1, moves.length);
}

function namesOf({ upgrades }: Patch): string {
  return upgrades
    .map(({ name }) => name)
    .sort()
    .join('\n');
}

function keyOf({ name, version, record }: Flaw): string {
  return `${name}\n${version}\n${record}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
