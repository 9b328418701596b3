// What would fix an application by what is known without its files: the versions, and what leads to them. Nothing is proven, since no client is asked.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { bumpSize } from './bump-size.ts';
import { comparePatches } from './choose-patches.ts';
import { findTargets, fixedBy, groupFlaws, type FlawGroup, type VersionDeps } from './find-targets.ts';
import type { BumpSize, Flaw, Holding, Patch } from './fix-plan.ts';
import { standingOf } from './list-attempts.ts';

export interface EstimateQuestion {
  readonly ecosystem: Ecosystem;
  readonly files: readonly { readonly path: string; readonly graph: ComponentGraph }[];
  readonly flaws: readonly Flaw[];
  readonly max: BumpSize;
}

/** One package that an upgrade might fix, or why none does. */
export interface FixEstimate extends FlawGroup {
  readonly ecosystem: Ecosystem;
  /** Files that have it. */
  readonly files: readonly string[];
  /** Whether one of the projects asks for it itself. */
  readonly isDirect: boolean;
  /** What the projects ask for that leads to it. */
  readonly direct: readonly Holding[];
  /** Where to move to, the best first, and what the first would fix; or why nowhere. */
  readonly outcome:
    | { readonly versions: readonly string[]; readonly bump: BumpSize; readonly fixed: readonly Flaw[] }
    | { readonly because: string };
}

export interface FixEstimates {
  /** Those with a version to move to first, ranked as plans are; then the others, the gravest first. */
  readonly estimates: readonly FixEstimate[];
  /** Packages that were not looked at, since there are more than were asked for. */
  readonly more: number;
}

/** The gravest `limit` packages of all ecosystems together. Throws what the deps throw. */
export async function estimateFixes(
  depsOf: (ecosystem: Ecosystem) => VersionDeps,
  questions: readonly EstimateQuestion[],
  limit: number,
): Promise<FixEstimates> {
  const groups = questions
    .flatMap((question) => groupFlaws(question.flaws).map((group) => ({ question, group })))
    .sort((a, b) => gravityOf(b.group) - gravityOf(a.group));
  const estimates: FixEstimate[] = [];
  for (const { question, group } of groups.slice(0, limit)) {
    estimates.push(await estimateOne(depsOf(question.ecosystem), question, group));
  }
  return { estimates: estimates.sort(compareEstimates), more: Math.max(0, groups.length - limit) };
}

async function estimateOne(
  deps: VersionDeps,
  { ecosystem, files, max }: EstimateQuestion,
  group: FlawGroup,
): Promise<FixEstimate> {
  const { holding, flaws } = group;
  const having = files.filter(({ graph }) =>
    graph.components.some(
      (one) =>
        one.ecosystem === ecosystem &&
        one.name === holding.name &&
        one.version === holding.version &&
        one.source !== 'project',
    ),
  );
  const standings = having.map(({ graph }) => standingOf(graph, holding));
  const direct = standings.flatMap((one) => one.direct);
  const targets = await findTargets(deps, group, max);
  const best = 'because' in targets ? undefined : targets.versions[0];
  return {
    ...group,
    ecosystem,
    files: having.map(({ path }) => path),
    isDirect: standings.some((one) => one.isDirect),
    direct: [...new Map(direct.map((one) => [`${one.name}\n${one.version}`, one])).values()],
    outcome:
      'because' in targets || best === undefined
        ? { because: 'because' in targets ? targets.because : 'no version is known to fix it' }
        : {
            versions: targets.versions,
            bump: bumpSize(holding.version, best),
            fixed: fixedBy(targets, flaws, best),
          },
  };
}

function gravityOf({ flaws }: FlawGroup): number {
  return Math.max(...flaws.map(({ gravity }) => gravity));
}

/** Each fixes what no other does, so that one comparison ranks them as `choosePatches` would. */
function compareEstimates(a: FixEstimate, b: FixEstimate): number {
  const [left, right] = [patchOf(a), patchOf(b)];
  if (left !== undefined && right !== undefined) return comparePatches(left, right);
  if (left === undefined && right === undefined) return gravityOf(b) - gravityOf(a);
  return left === undefined ? 1 : -1;
}

/** The upgrade of the one package, as far as it counts for its rank. */
function patchOf({ holding: { name, version }, outcome }: FixEstimate): Patch | undefined {
  if ('because' in outcome) return undefined;
  const { versions, bump, fixed } = outcome;
  return {
    upgrades: [{ name, from: version, way: 'lock' }],
    bump,
    commands: [],
    fixed,
    introduced: [],
    moves: [{ name, from: [version], to: versions.slice(0, 1), kept: [] }],
  };
}
