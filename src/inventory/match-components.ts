// What is known against components, as far as it can be told now.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { ComponentKey, ScanDeps } from './ports.ts';
import { scanComponents, type Finding } from './scan-components.ts';

export interface Matched {
  readonly findings: readonly Finding[];
  /** Nothing was ever loaded about these: their components are not clean, but unknown. */
  readonly unknownEcosystems: ReadonlySet<Ecosystem>;
  /** Why, in words; absent when everything was looked up. */
  readonly unmatched?: string;
}

/** Looks all of them up, each once. Throws `not-found` for a view that does not exist. */
export async function matchComponents(
  deps: ScanDeps,
  components: Iterable<ComponentKey>,
  view: string,
): Promise<Matched> {
  const findings: Finding[] = [];
  const unknownEcosystems = new Set<Ecosystem>();
  let unmatched: string | undefined;
  for (const [ecosystem, names] of groupByPackage(components)) {
    const used = [...names].map(([name, versions]) => ({ name, versions: [...versions] }));
    try {
      findings.push(...(await scanComponents(deps, new Map([[ecosystem, used]]), view)));
    } catch (error) {
      // What a push brings is kept all the same, and said to be not looked up.
      if (!isGatehouseError(error, 'feed-unavailable')) throw error;
      unknownEcosystems.add(ecosystem);
      unmatched = error.message;
    }
  }
  return { findings, unknownEcosystems, ...(unmatched === undefined ? {} : { unmatched }) };
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
