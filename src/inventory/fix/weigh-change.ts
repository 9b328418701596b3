// What a change of a lock file does: flaws that went and came, packages that moved.

import type { Flaw, Holding, LockState, Move, Weight } from './fix-plan.ts';

/** A record that stays while the package moves to another version is neither fixed nor introduced. */
export function weighChange(before: LockState, after: LockState): Weight {
  return {
    fixed: surplus(before.flaws, after.flaws),
    introduced: surplus(after.flaws, before.flaws),
    moves: movesOf(before.holdings, after.holdings),
  };
}

/** Those of `some` beyond as many of the same record and package as `others` has; of several versions those that `others` lacks. */
function surplus(some: readonly Flaw[], others: readonly Flaw[]): readonly Flaw[] {
  const left = Map.groupBy(others, keyOf);
  return [...Map.groupBy(some, keyOf)].flatMap(([key, flaws]) => {
    const there = left.get(key) ?? [];
    const versions = new Set(there.map(({ version }) => version));
    const gone = flaws.filter(({ version }) => !versions.has(version));
    const kept = flaws.filter(({ version }) => versions.has(version));
    return [...gone, ...kept].slice(0, Math.max(0, flaws.length - there.length));
  });
}

function keyOf({ name, record }: Flaw): string {
  return `${name}\n${record}`;
}

function movesOf(before: readonly Holding[], after: readonly Holding[]): readonly Move[] {
  const then = versionsByName(before);
  const now = versionsByName(after);
  return [...new Set([...then.keys(), ...now.keys()])].sort().flatMap((name) => {
    const from = then.get(name) ?? new Set();
    const to = now.get(name) ?? new Set();
    const went = [...from].filter((version) => !to.has(version)).sort();
    const came = [...to].filter((version) => !from.has(version)).sort();
    const kept = [...from].filter((version) => to.has(version)).sort();
    return went.length + came.length === 0 ? [] : [{ name, from: went, to: came, kept }];
  });
}

function versionsByName(holdings: readonly Holding[]): ReadonlyMap<Holding['name'], ReadonlySet<string>> {
  return new Map(
    [...Map.groupBy(holdings, ({ name }) => name)].map(([name, all]) => [
      name,
      new Set(all.map(({ version }) => version)),
    ]),
  );
}
