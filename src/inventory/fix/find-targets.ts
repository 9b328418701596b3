// The versions that would rid a project of what is known against one package, by what registry, policy and records say.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import { aboveInstalled, chooseTargets } from './choose-target.ts';
import type { BumpSize, Flaw, Holding, Offers } from './fix-plan.ts';

export interface VersionDeps {
  readonly order: VersionOrder;
  /** What the registry has, as the policy sees it. */
  offers(name: PackageName): Promise<Offers>;
  /** What is known against versions of a package. */
  flawsOf(name: PackageName, versions: readonly string[]): Promise<readonly Flaw[]>;
}

/** What is known against one version of a package. */
export interface FlawGroup {
  readonly holding: Holding;
  readonly flaws: readonly Flaw[];
}

export interface FoundTargets {
  /** The best first, never none. */
  readonly versions: readonly string[];
  readonly flawsOf: (version: string) => readonly Flaw[];
}

/** By package and version, the gravest first. */
export function groupFlaws(flaws: readonly Flaw[]): readonly FlawGroup[] {
  return [...Map.groupBy(flaws, holdingKey).values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined
        ? []
        : [{ holding: { name: first.name, version: first.version }, flaws: group }];
    })
    .sort((a, b) => gravest(b.flaws) - gravest(a.flaws));
}

function gravest(flaws: readonly Flaw[]): number {
  return Math.max(...flaws.map(({ gravity }) => gravity));
}

/** Under which it stands in maps. No name holds a line break. */
export function holdingKey({ name, version }: Holding): string {
  return `${name}\n${version}`;
}

/** Where to move to; or why nowhere. Throws what the deps throw. */
export async function findTargets(
  deps: VersionDeps,
  { holding, flaws }: FlawGroup,
  max: BumpSize,
): Promise<FoundTargets | { readonly because: string }> {
  const offers = await deps.offers(holding.name);
  if ('because' in offers) return offers;
  const range = { installed: holding.version, offered: offers.versions, order: deps.order };
  const above = aboveInstalled(range).map(({ version }) => version);
  const known = Map.groupBy(await deps.flawsOf(holding.name, above), ({ version }) => version);
  const flawsOf = (version: string): readonly Flaw[] => known.get(version) ?? [];
  const targets = chooseTargets({ ...range, flaws, max, flawsOf });
  return 'because' in targets ? targets : { versions: targets.versions, flawsOf };
}

/** Those of `flaws` that `version` does not have. */
export function fixedBy({ flawsOf }: FoundTargets, flaws: readonly Flaw[], version: string): readonly Flaw[] {
  const left = new Set(flawsOf(version).map(({ record }) => record));
  return flaws.filter(({ record }) => !left.has(record));
}
