// What is known against components, as far as it can be told now.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { packageKey, type PackageName } from '../kernel/package-ref.ts';
import { componentKeyOf } from './component-key.ts';
import { findClearing, type VexAsked, type VexSources } from './clear-by-vex.ts';
import type { ComponentKey, InventoryDeps, ScanDeps, UsedPackage } from './ports.ts';
import { clearanceOf, scanComponents, type Finding } from './scan-components.ts';
import type { FoundVex } from './vex-index.ts';

/** A record that a VEX statement clears: no finding, and told all the same. */
export interface ClearedRecord extends VexAsked {
  readonly said: FoundVex;
}

export interface Matched {
  readonly findings: readonly Finding[];
  readonly cleared: readonly ClearedRecord[];
  /** Nothing was ever loaded about these: their components are not clean, but unknown. */
  readonly unknownEcosystems: ReadonlySet<Ecosystem>;
  /** Why, in words; absent when everything was looked up. */
  readonly unmatched?: string;
}

/** What the components stand in. */
export type Surroundings = Pick<VexSources, 'files' | 'application'>;

/**
 * Looks all of them up, each once; what VEX statements clear where they stand is no finding, and judged as not said.
 * Throws `not-found` for a view that does not exist.
 */
export async function matchComponents(
  deps: ScanDeps & Pick<InventoryDeps, 'adapters' | 'vex'>,
  components: Iterable<ComponentKey>,
  view: string,
  within: Surroundings,
): Promise<Matched> {
  const matched = await matchAll(deps, components, view);
  const cleared = clearedOf(deps, matched.findings, within);
  if (cleared.length === 0) return { ...matched, cleared };
  const clearances = new Set(
    cleared.map(({ ref, version, ids: [id = ''] }) => clearanceOf(ref, version, id)),
  );
  const touched = new Set(cleared.map(({ ref }) => packageKey(ref)));
  const again = matched.findings.filter(({ ref }) => touched.has(packageKey(ref)));
  const used = usedIn(again.map(({ ref, version }) => ({ ...ref, version })));
  const judged = new Map(
    (await scanComponents(deps, used, view, clearances)).map((one) => [keyOfFinding(one), one]),
  );
  const findings = matched.findings.flatMap((one) =>
    touched.has(packageKey(one.ref)) ? (judged.get(keyOfFinding(one)) ?? []) : one,
  );
  return { ...matched, findings, cleared };
}

function keyOfFinding({ ref, version }: Finding): string {
  return componentKeyOf({ ...ref, version });
}

/** Of vulnerabilities; records of malware and what people hold back cannot be cleared. */
function clearedOf(
  deps: Pick<InventoryDeps, 'adapters' | 'vex'>,
  findings: readonly Finding[],
  within: Surroundings,
): readonly ClearedRecord[] {
  const asked = findings.flatMap(({ ref, version, evidence }) =>
    evidence.flatMap((one): readonly VexAsked[] =>
      one.kind === 'advisory' ? [{ ref, version, ids: [one.details.recordId, ...one.details.aliases] }] : [],
    ),
  );
  const sources = { rules: deps.adapters, index: deps.vex.index(), ...within };
  return findClearing(sources, asked).flatMap((said, at) => {
    const one = asked[at];
    return said === undefined || one === undefined ? [] : [{ ...one, said }];
  });
}

function usedIn(components: Iterable<ComponentKey>): ReadonlyMap<Ecosystem, readonly UsedPackage[]> {
  return new Map(
    [...groupByPackage(components)].map(([ecosystem, names]) => [
      ecosystem,
      [...names].map(([name, versions]) => ({ name, versions: [...versions] })),
    ]),
  );
}

async function matchAll(
  deps: ScanDeps,
  components: Iterable<ComponentKey>,
  view: string,
): Promise<Omit<Matched, 'cleared'>> {
  const findings: Finding[] = [];
  const unknownEcosystems = new Set<Ecosystem>();
  let unmatched: string | undefined;
  for (const [ecosystem, used] of usedIn(components)) {
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
