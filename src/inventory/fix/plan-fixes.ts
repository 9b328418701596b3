// Plans the upgrades of one lock file: what is tried is carried out by the real client in a copy, and counted before it is believed.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { given } from '../../kernel/given.ts';
import { namesAmong, type PackageName } from '../../kernel/package-ref.ts';
import type { Upgrade, UpgradeWay } from '../../ecosystems/adapter-fix.ts';
import { bumpSize, compareBumps } from './bump-size.ts';
import { choosePatches } from './choose-patches.ts';
import { aboveInstalled } from './choose-target.ts';
import {
  findTargets,
  fixedBy,
  groupFlaws,
  holdingKey,
  type FlawGroup,
  type VersionDeps,
} from './find-targets.ts';
import type { BumpSize, FixPlan, Flaw, Holding, LockState, Move, Patch, Trial, Unfixed } from './fix-plan.ts';
import { listAttempts, standingOf } from './list-attempts.ts';
import { weighChange } from './weigh-change.ts';

export interface FixDeps extends VersionDeps {
  /** The ways that the client knows; none: nothing can be tried. */
  readonly ways: readonly UpgradeWay[];
  /** Whether two packages come out together under one version, as the client's method says. */
  isReleasedWith?(one: PackageName, other: PackageName): boolean;
  /** Whether a rule over all moves what the project asks for itself, too. */
  readonly rulesDirect?: boolean;
  /** Has the client carry out the upgrades in a copy. */
  tryOut(upgrades: readonly Upgrade[]): Promise<Trial>;
  /** Told before each package. */
  progress(done: number, of: number, holding: Holding): void;
}

export interface FixQuestion {
  readonly ecosystem: Ecosystem;
  readonly graph: ComponentGraph;
  readonly state: LockState;
  readonly max: BumpSize;
}

/** Why a package stays. */
type Reason = Pick<Unfixed, 'because' | 'tried' | 'target'>;
type Resolved = Extract<Trial, { outcome: 'resolved' }>;
/** A patch with what the client left behind. */
interface Tried {
  readonly patch: Patch;
  readonly trial: Resolved;
}

/** Throws what the deps throw. */
export async function planFixes(deps: FixDeps, question: FixQuestion): Promise<FixPlan> {
  const { ecosystem, state } = question;
  const tried: Tried[] = [];
  const reasons = new Map<string, Reason>();
  const groups = groupFlaws(state.flaws);
  for (const [at, group] of groups.entries()) {
    deps.progress(at, groups.length, group.holding);
    if (tried.some(({ patch }) => group.flaws.every((flaw) => patch.fixed.includes(flaw)))) continue;
    const found = await planOne(deps, question, group);
    if ('patch' in found) tried.push(found);
    else reasons.set(holdingKey(group.holding), found);
  }
  const chosen = choosePatches(tried.map(({ patch }) => patch));
  const kept = await combine(deps, state, tried, chosen);
  const left = kept === undefined ? state : kept.whole.after;
  return {
    ecosystem,
    before: state,
    patches: kept?.patches ?? [],
    unfixed: await unfixedOf(deps, question, left, reasons),
    ...(kept === undefined ? {} : { whole: kept.whole }),
  };
}

async function planOne(
  deps: FixDeps,
  question: FixQuestion,
  { holding, flaws }: FlawGroup,
): Promise<Tried | Reason> {
  const { max } = question;
  const targets = await findTargets(deps, { holding, flaws }, max);
  if ('because' in targets) return { because: targets.because, tried: [] };
  const [best] = targets.versions;
  if (deps.ways.length === 0) {
    return { because: `${best} would fix it; not tried`, tried: [], ...given('target', best) };
  }
  const said: string[] = [];
  for (const version of targets.versions) {
    const expected = fixedBy(targets, flaws, version);
    const found = await bringIn(deps, question, { holding, version, expected }, said);
    if (found !== undefined) return found;
  }
  const because = `${targets.versions.join(', else ')} would fix it, and no way was found to bring it in`;
  return { because, tried: [...new Set(said)], ...given('target', best) };
}

interface Goal {
  readonly holding: Holding;
  readonly version: string;
  /** What has to be gone then. */
  readonly expected: readonly Flaw[];
}

/** Tries one way after the other; `said` gets what became of those that led nowhere. */
async function bringIn(
  deps: FixDeps,
  { graph, state, max }: FixQuestion,
  { holding, version, expected }: Goal,
  said: string[],
): Promise<Tried | undefined> {
  const facts = {
    ways: deps.ways,
    max,
    newestWithin: newestWithin(deps),
    releasedWith: releasedWith(deps, state),
    rulesDirect: deps.rulesDirect === true,
  };
  for await (const upgrades of listAttempts(facts, holding, version, standingOf(graph, holding))) {
    const trial = await deps.tryOut(upgrades);
    const judged = judge(state, upgrades, trial, expected, max);
    if (typeof judged !== 'string') return { patch: judged, trial: trial as Resolved };
    said.push(`${describe(upgrades)}: ${judged}`);
  }
  return undefined;
}

/** The patch that upgrades make, or why they make none. */
function judge(
  before: LockState,
  upgrades: readonly Upgrade[],
  trial: Trial,
  expected: readonly Flaw[],
  max: BumpSize,
): Patch | string {
  if (trial.outcome === 'failed') return trial.because;
  const weight = weighChange(before, trial.state);
  const [came] = weight.introduced;
  if (came !== undefined) return `it would bring ${came.record} with ${came.name} ${came.version}`;
  const left = expected.filter((flaw) => !weight.fixed.includes(flaw));
  if (left.length > 0) return 'the version stays in the lock file, since what asks for it admits no other';
  const names = namesAmong(upgrades);
  const own = weight.moves.filter(({ name }) => names.has(name));
  // What gives way to a version that was there before brings nothing new.
  const far = own.find((move) => move.to.length > 0 && compareBumps(sizeOf(move), max) > 0);
  if (far !== undefined)
    return `${far.name} would come in ${far.to.join(' and ')}, more than a ${max} upgrade`;
  const sizes = own.map(sizeOf).sort(compareBumps);
  return { ...weight, upgrades, bump: sizes.at(-1) ?? 'patch', commands: trial.commands };
}

/** How far the nearest of its old versions and the farthest of its new ones are apart. */
function sizeOf({ from, to, kept }: Move): BumpSize {
  const nearest = (versions: readonly string[], version: string): BumpSize =>
    versions.map((old) => bumpSize(old, version)).sort(compareBumps)[0] ?? 'patch';
  // What gives way to a version that was there before goes no farther than to the nearest of those.
  if (to.length === 0) return kept.map((version) => nearest(from, version)).sort(compareBumps)[0] ?? 'patch';
  return (
    to
      .map((version) => nearest([...from, ...kept], version))
      .sort(compareBumps)
      .at(-1) ?? 'patch'
  );
}

function describe(upgrades: readonly Upgrade[]): string {
  const words = { lock: 'in the lock file', require: 'asked for', override: 'by a rule over all' };
  const told = upgrades
    .slice(0, 3)
    .map(({ name, to, way }) => `${name}${to === undefined ? '' : ` ${to}`} ${words[way]}`);
  const more = upgrades.length > 3 ? [`${upgrades.length - 3} more`] : [];
  return [...told, ...more].join(', ');
}

function newestWithin(deps: FixDeps) {
  return async (holding: Holding, size: BumpSize): Promise<string | undefined> => {
    const offers = await deps.offers(holding.name);
    if ('because' in offers) return undefined;
    const near = aboveInstalled({ installed: holding.version, offered: offers.versions, order: deps.order })
      .filter((one) => one.keptOut === undefined)
      .map(({ version }) => version)
      .filter((version) => compareBumps(bumpSize(holding.version, version), size) <= 0)
      .sort((a, b) => deps.order.compare(b, a));
    const flawed = new Set((await deps.flawsOf(holding.name, near)).map(({ version }) => version));
    return near.find((version) => !flawed.has(version));
  };
}

function releasedWith(deps: FixDeps, { holdings }: LockState) {
  return async ({ name, version }: Holding, to: string): Promise<readonly Holding[]> => {
    const found: Holding[] = [];
    for (const one of holdings) {
      if (one.version !== version || deps.isReleasedWith?.(name, one.name) !== true) continue;
      const offers = await deps.offers(one.name);
      const isOffered =
        'versions' in offers &&
        offers.versions.some((offered) => offered.version === to && offered.keptOut === undefined);
      if (isOffered) found.push(one);
    }
    return found;
  };
}

interface Combined {
  readonly patches: readonly Patch[];
  readonly whole: NonNullable<FixPlan['whole']>;
}

/**
 * All of them at once; where they do not go together, as many as do, the first of them first. One that goes with none of
 * those before it is found by halves, and keeps none of those behind it out.
 */
async function combine(
  deps: FixDeps,
  before: LockState,
  tried: readonly Tried[],
  chosen: readonly Patch[],
): Promise<Combined | undefined> {
  let kept: Combined | undefined;
  const waiting = chosen.length === 0 ? [] : [chosen];
  for (let more = waiting.pop(); more !== undefined; more = waiting.pop()) {
    const patches = [...(kept?.patches ?? []), ...more];
    const whole = await carryOut(deps, before, tried, patches);
    const half = Math.ceil(more.length / 2);
    if (whole !== undefined) kept = { patches, whole };
    else if (more.length > 1) waiting.push(more.slice(half), more.slice(0, half));
  }
  return kept;
}

/** What patches come to together; undefined where they do not go together. */
async function carryOut(
  deps: FixDeps,
  before: LockState,
  tried: readonly Tried[],
  patches: readonly Patch[],
): Promise<Combined['whole'] | undefined> {
  const [first] = patches;
  const trial =
    patches.length === 1
      ? tried.find(({ patch }) => patch === first)?.trial
      : await deps.tryOut(
          mergeUpgrades(
            deps,
            patches.flatMap(({ upgrades }) => upgrades),
          ),
        );
  if (trial === undefined || trial.outcome === 'failed') return undefined;
  const weight = weighChange(before, trial.state);
  const expected = patches.flatMap(({ fixed }) => fixed);
  if (weight.introduced.length > 0 || expected.some((flaw) => !weight.fixed.includes(flaw))) return undefined;
  const { state: after, files, commands } = trial;
  return { ...weight, after, files, commands };
}

/** Each once; of several versions of one the highest, which those who move together take as well. */
function mergeUpgrades({ order }: FixDeps, upgrades: readonly Upgrade[]): readonly Upgrade[] {
  const merged = new Map<string, Upgrade>();
  for (const one of upgrades) {
    const key = `${one.name}\n${one.from}\n${one.way}`;
    const { to: before } = merged.get(key) ?? {};
    if (before === undefined || one.to === undefined || order.compare(one.to, before) > 0)
      merged.set(key, one);
  }
  return [...merged.values()];
}

async function unfixedOf(
  deps: FixDeps,
  { graph, state, max }: FixQuestion,
  left: LockState,
  reasons: ReadonlyMap<string, Reason>,
): Promise<readonly Unfixed[]> {
  const before = new Set(state.holdings.map(holdingKey));
  const unfixed: Unfixed[] = [];
  for (const group of groupFlaws(left.flaws)) {
    const { holding, flaws } = group;
    const reason =
      reasons.get(holdingKey(holding)) ??
      (before.has(holdingKey(holding))
        ? { because: 'its fix does not go together with the others; try again when they are applied' }
        : { because: await whyLeft(deps, group, max) });
    unfixed.push({
      ...holding,
      flaws,
      isDirect: standingOf(graph, holding).isDirect,
      tried: [],
      ...reason,
    });
  }
  return unfixed;
}

/** Why the version that an upgrade comes to keeps something: what would be rid of it is told, where there is such a one. */
async function whyLeft(deps: FixDeps, group: FlawGroup, max: BumpSize): Promise<string> {
  const targets = await findTargets(deps, group, max);
  return 'because' in targets
    ? targets.because
    : 'the upgrade leaves it: no version without it could be brought in';
}
