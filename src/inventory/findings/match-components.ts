// What is known against components, as far as it can be told now.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { componentKeyOf } from '../component-key.ts';
import { knownAgainst, type KnownVersion } from './known-against.ts';
import type { ComponentKey, ScanDeps } from '../ports.ts';

export interface Matched {
  /** By `componentKeyOf`; those without anything are left out. */
  readonly known: ReadonlyMap<string, KnownVersion>;
  /** Nothing was ever loaded about these: their components are not clean, but unknown. */
  readonly unknownEcosystems: ReadonlySet<Ecosystem>;
}

/** Looks all of them up, each once. */
export async function matchComponents(
  deps: Pick<ScanDeps, 'clock' | 'knowledge' | 'statements'>,
  components: Iterable<ComponentKey>,
): Promise<Matched> {
  const known = new Map<string, KnownVersion>();
  const unknownEcosystems = new Set<Ecosystem>();
  for (const [ecosystem, names] of groupByPackage(components)) {
    const used = [...names].map(([name, versions]) => ({ name, versions: [...versions] }));
    try {
      for (const one of await knownAgainst(deps, new Map([[ecosystem, used]]))) {
        known.set(componentKeyOf({ ...one.ref, version: one.version }), one);
      }
    } catch (error) {
      // What a push brings is kept all the same, and said to be not looked up.
      if (!isGatehouseError(error, 'feed-unavailable')) throw error;
      unknownEcosystems.add(ecosystem);
    }
  }
  return { known, unknownEcosystems };
}

/** Why nothing can be told about some of these ecosystems, in words; undefined when something can about all. */
export async function whyUnmatched(
  { knowledge }: Pick<ScanDeps, 'knowledge'>,
  ecosystems: Iterable<Ecosystem>,
): Promise<string | undefined> {
  for (const ecosystem of ecosystems) {
    try {
      await knowledge.recordsAbout(ecosystem, []);
    } catch (error) {
      if (!isGatehouseError(error, 'feed-unavailable')) throw error;
      return error.message;
    }
  }
  return undefined;
}

function groupByPackage(
  components: Iterable<ComponentKey>,
): ReadonlyMap<Ecosystem, ReadonlyMap<PackageName, ReadonlySet<string>>> {
  const grouped = new Map<Ecosystem, Map<PackageName, Set<string>>>();
  for (const { ecosystem, name, version } of components) {
    const names = grouped.get(ecosystem) ?? new Map<PackageName, Set<string>>();
    grouped.set(ecosystem, names);
    names.set(name, (names.get(name) ?? new Set()).add(version));
  }
  return grouped;
}
