// What may be tried to move one package, the gentlest first: the lock file, the project's own words, what brings it in, a rule over all.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Upgrade, UpgradeWay } from '../../ecosystems/adapter-fix.ts';
import { BUMP_SIZES, type BumpSize, type Holding } from './fix-plan.ts';

/** More than these on the way to a package are not all moved for its sake. */
const MOST_ON_THE_WAY = 20;

export interface AttemptFacts {
  readonly ways: readonly UpgradeWay[];
  readonly max: BumpSize;
  /** The newest version of a package within `size` that may be moved to. */
  readonly newestWithin: (holding: Holding, size: BumpSize) => Promise<string | undefined>;
  /** What was released together with a holding, stands in the project as it does, and may be moved to `to` as well. */
  readonly releasedWith: (holding: Holding, to: string) => Promise<readonly Holding[]>;
  /** Whether a rule over all moves what the project asks for itself, too. */
  readonly rulesDirect: boolean;
}

/** How a package stands in its project. */
export interface Standing {
  /** Whether the project itself asks for it. */
  readonly isDirect: boolean;
  /** What leads to it from what the project asks for, those included; what lies above them is not. */
  readonly above: readonly Holding[];
  /** Those of them that the project asks for: moving these moves all. */
  readonly direct: readonly Holding[];
}

/** Where `name` in `version` stands. Time grows with the number of edges. */
export function standingOf(graph: ComponentGraph, { name, version }: Holding): Standing {
  const targets = graph.components.flatMap((one, at) =>
    one.name === name && one.version === version && one.source !== 'project' ? [at] : [],
  );
  const asked = new Set(
    graph.components.flatMap((one, at) => (one.source === 'project' ? (graph.needs[at] ?? []) : [])),
  );
  const above = positionsAbove(graph, targets, asked);
  const holdingsAt = (positions: readonly number[]): readonly Holding[] =>
    positions.flatMap((at) => {
      const found = graph.components[at];
      if (found?.version === undefined || found.source === 'project') return [];
      return [{ name: asPackageName(found.name), version: found.version }];
    });
  const near = above.length > MOST_ON_THE_WAY ? positionsBeside(graph, targets) : above;
  return {
    isDirect: targets.some((at) => asked.has(at)),
    above: holdingsAt(near),
    direct: holdingsAt(above.filter((at) => asked.has(at))),
  };
}

/** Whatever leads to the targets, up to what the project asks for. */
function positionsAbove(
  graph: ComponentGraph,
  targets: readonly number[],
  asked: ReadonlySet<number>,
): readonly number[] {
  const needers = needersIn(graph);
  const found = new Set<number>();
  const waiting = [...targets];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const needer of needers[at] ?? []) {
      if (found.has(needer) || targets.includes(needer)) continue;
      found.add(needer);
      if (!asked.has(needer)) waiting.push(needer);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** What needs the targets itself. */
function positionsBeside(graph: ComponentGraph, targets: readonly number[]): readonly number[] {
  const needers = needersIn(graph);
  return [...new Set(targets.flatMap((at) => needers[at] ?? []))].sort((a, b) => a - b);
}

function needersIn({ components, needs }: ComponentGraph): readonly (readonly number[])[] {
  const needers = components.map((): number[] => []);
  for (const [at, targets] of needs.entries()) for (const target of targets ?? []) needers[target]?.push(at);
  return needers;
}

/** Each a set of upgrades to be carried out together. */
export async function* listAttempts(
  facts: AttemptFacts,
  { name, version: from }: Holding,
  to: string,
  standing: Standing,
): AsyncGenerator<readonly Upgrade[], void, undefined> {
  const can = (way: UpgradeWay): boolean => facts.ways.includes(way);
  const own = (way: UpgradeWay): Upgrade => ({ name, from, to, way });
  if (can('lock')) yield [own('lock')];
  if (standing.isDirect && can('require')) yield [own('require')];
  const { above, direct } = standing;
  const newest: Upgrade = { name, from, way: 'lock' };
  if (can('lock') && above.length > 0 && above.length <= MOST_ON_THE_WAY) {
    yield [newest, ...above.map((one): Upgrade => ({ name: one.name, from: one.version, way: 'lock' }))];
  }
  if (can('require') && direct.length > 0 && direct.length <= MOST_ON_THE_WAY) {
    yield* raises(facts, newest, direct, standing.isDirect ? [own('require')] : []);
  }
  if (can('override')) yield* rules(facts, own('override'), standing.isDirect ? [own('require')] : []);
}

/** A rule over all: over what was released together, then over it alone. */
async function* rules(
  facts: AttemptFacts,
  own: Upgrade,
  required: readonly Upgrade[],
): AsyncGenerator<readonly Upgrade[], void, undefined> {
  const { name, from: version, to = '' } = own;
  const asked = facts.ways.includes('require') ? required : [];
  const together = (await facts.releasedWith({ name, version }, to)).map((one): Upgrade => ({
    ...own,
    name: one.name,
  }));
  const isRuled = asked.length === 0 || facts.rulesDirect;
  if (together.length > 0 && isRuled) yield [own, ...together];
  if (facts.rulesDirect && asked.length > 0) yield [own];
  yield [...asked, own];
}

/** What brings it in, moved as far as each size allows. */
async function* raises(
  facts: AttemptFacts,
  newest: Upgrade,
  direct: readonly Holding[],
  more: readonly Upgrade[],
): AsyncGenerator<readonly Upgrade[], void, undefined> {
  const tried = new Set<string>();
  for (const size of BUMP_SIZES.slice(0, BUMP_SIZES.indexOf(facts.max) + 1)) {
    const upgrades: Upgrade[] = [];
    for (const holding of direct) {
      const to = await facts.newestWithin(holding, size);
      if (to !== undefined) upgrades.push({ name: holding.name, from: holding.version, to, way: 'require' });
    }
    const key = JSON.stringify(upgrades);
    if (upgrades.length === 0 || tried.has(key)) continue;
    tried.add(key);
    yield [...upgrades, ...more, ...(facts.ways.includes('lock') ? [newest] : [])];
  }
}
