// What Cargo.lock says about one crate, and which crates its dependencies are.

import type { ComponentGraph, GraphGap } from '../../kernel/component-graph.ts';

export interface LockedCrate {
  readonly name: string;
  readonly version: string;
  /** `registry+…`, `sparse+…`, `git+…#revision`; absent for what lies in a folder. */
  readonly source?: string;
  readonly checksum?: string;
  /** `name`, `name version`, `name version (source)`: as much as it takes to tell it from the others. */
  readonly asks: readonly string[];
  readonly line?: number;
}

/** The positions that each crate needs. What is not there, or could be several, is a gap. */
export function connectLocked(
  crates: readonly LockedCrate[],
  gaps: GraphGap[],
): readonly NonNullable<ComponentGraph['needs'][number]>[] {
  const known = indexCrates(crates);
  return crates.map((crate) => {
    const needs = new Set<number>();
    for (const ask of crate.asks) {
      const found = findCrate(ask, known, crates);
      if (typeof found === 'number') needs.add(found);
      else gaps.push(missing(crate, ask, found));
    }
    return [...needs];
  });
}

const ASK = /^(\S+)(?: (\S+)(?: \(([^()]*)\))?)?$/;

function indexCrates(crates: readonly LockedCrate[]): ReadonlyMap<string, readonly number[]> {
  const known = new Map<string, number[]>();
  for (const [at, { name, version, source }] of crates.entries()) {
    const keys = [name, `${name} ${version}`];
    if (source !== undefined) keys.push(`${name} ${version} (${withoutRevision(source)})`);
    for (const key of keys) {
      const positions = known.get(key) ?? [];
      known.set(key, positions);
      positions.push(at);
    }
  }
  return known;
}

/** A crate's own entry has the commit that a branch stood for; from version 2 on, what asks for it has not. */
function withoutRevision(source: string): string {
  const hash = source.indexOf('#');
  return hash < 0 ? source : source.slice(0, hash);
}

function findCrate(
  ask: string,
  known: ReadonlyMap<string, readonly number[]>,
  crates: readonly LockedCrate[],
): number | 'none' | 'several' {
  const [, name = '', version, source] = ASK.exec(ask) ?? [];
  const exact = version === undefined ? name : `${name} ${version}`;
  const key = source === undefined ? exact : `${exact} (${withoutRevision(source)})`;
  // `[patch]` may have taken the crate from elsewhere.
  const found = known.get(key) ?? known.get(exact) ?? [];
  if (found.length <= 1) return found[0] ?? 'none';
  // A folder's crate has no source that could be written down.
  const inFolders = found.filter((at) => crates[at]?.source === undefined);
  return inFolders.length === 1 ? (inFolders[0] ?? 'none') : 'several';
}

function missing({ name, line }: LockedCrate, ask: string, why: 'none' | 'several'): GraphGap {
  const found = why === 'none' ? 'no' : 'more than one';
  return {
    message: `Cannot find what ${name} needs: found ${found} ${ask.slice(0, 200)} in Cargo.lock`,
    ...(line === undefined ? {} : { line }),
  };
}
