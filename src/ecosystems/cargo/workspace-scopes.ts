// What each crate of a Cargo.lock is needed for, by the Cargo.toml files of the projects.

import {
  scopesByReach,
  type ComponentGraph,
  type ComponentScope,
  type GraphEntry,
} from '../../kernel/component-graph.ts';
import { foldName, type CargoManifest } from './cargo-manifest.ts';
import type { LockedCrate } from './locked-crate.ts';

/**
 * A project is runtime. What a project of which there is no Cargo.toml needs is unknown, unless a known one needs it at
 * run time.
 */
export function scopesOfWorkspace(
  crates: readonly LockedCrate[],
  needs: readonly (readonly number[])[],
  roots: readonly number[],
  manifests: ReadonlyMap<string, CargoManifest>,
): readonly ComponentScope[] {
  const entries: GraphEntry[] = [];
  const doubts: GraphEntry[] = [];
  const atRuntime: (readonly number[] | undefined)[] = [...needs];
  for (const root of roots) {
    const manifest = manifests.get(foldName(crates[root]?.name ?? ''));
    entries.push({ component: root, scope: 'runtime' });
    atRuntime[root] = [];
    for (const component of needs[root] ?? []) {
      const scope = scopeIn(manifest, crates[component]?.name ?? '');
      if (scope === 'unknown') doubts.push({ component, scope: 'runtime' });
      else entries.push({ component, scope });
    }
  }
  return settle(atRuntime, entries, doubts);
}

/** Two versions of a crate, one of them for tests alone, cannot be told apart here: both count as runtime. */
function scopeIn(manifest: CargoManifest | undefined, name: string): ComponentScope {
  const folded = foldName(name);
  if (manifest?.runtime.has(folded) === true) return 'runtime';
  return manifest?.development.has(folded) === true ? 'development' : 'unknown';
}

function settle(
  needs: ComponentGraph['needs'],
  entries: readonly GraphEntry[],
  doubts: readonly GraphEntry[],
): readonly ComponentScope[] {
  const scopes = scopesByReach(needs, entries);
  const doubtful = scopesByReach(needs, doubts);
  return scopes.map((scope, at) =>
    scope === 'development' && doubtful[at] === 'runtime' ? 'unknown' : scope,
  );
}
