// The version to move to: one that the registry has, the policy lets in and nothing new is known against.

import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import { bumpSize, compareBumps } from './bump-size.ts';
import type { BumpSize, Flaw, OfferedVersion } from './fix-plan.ts';

export interface TargetQuestion {
  readonly installed: string;
  readonly flaws: readonly Flaw[];
  readonly offered: readonly OfferedVersion[];
  /** What is known against offered versions, by version. */
  readonly flawsOf: (version: string) => readonly Flaw[];
  readonly max: BumpSize;
  readonly order: Pick<VersionOrder, 'compare' | 'isPrerelease' | 'isBranch' | 'lineOf'>;
}

export type Targets = { readonly versions: readonly string[] } | { readonly because: string };

/** Versions that are tried one after the other, where the first cannot be brought in. */
const MOST_TARGETS = 4;

/**
 * Of the versions that rid the project of something and bring nothing: those that leave the least, then the nearest; then,
 * in case that it cannot be brought in, the same of those below it, and of the lines below. Never a pre-release, unless
 * the installed one is one.
 */
export function chooseTargets(question: TargetQuestion): Targets {
  const { installed, max, order, flawsOf } = question;
  const all = betterVersions(question);
  const isNear = ({ version }: OfferedVersion): boolean =>
    compareBumps(bumpSize(installed, version), max) <= 0;
  let left = all.filter((one) => one.keptOut === undefined && isNear(one)).sort(byWorth(question));
  const chosen: string[] = [];
  while (chosen.length < MOST_TARGETS) {
    const best = left[0]?.version;
    if (best === undefined) break;
    chosen.push(best);
    // Once another one of the same line is tried; then what keeps the first out (an old Python) keeps out its whole line.
    const isOther = (version: string): boolean =>
      chosen.length === 1
        ? flawsOf(version).length > flawsOf(best).length
        : order.lineOf(version) !== order.lineOf(best);
    left = left.filter(({ version }) => order.compare(version, best) < 0 && isOther(version));
  }
  return chosen.length > 0 ? { versions: chosen } : { because: whyNone(question, all) };
}

/** Versions above the installed one that could be moved to, if policy and distance allowed it. */
export function aboveInstalled({
  installed,
  offered,
  order,
}: Pick<TargetQuestion, 'installed' | 'offered' | 'order'>): readonly OfferedVersion[] {
  const takesPrereleases = order.isPrerelease(installed);
  return offered.filter(
    ({ version, isPrerelease }) =>
      order.compare(version, installed) > 0 &&
      !order.isBranch(version) &&
      (takesPrereleases || !isPrerelease),
  );
}

function betterVersions(question: TargetQuestion): readonly OfferedVersion[] {
  const known = new Set(question.flaws.map(({ record }) => record));
  return aboveInstalled(question).filter(({ version }) => {
    const left = question.flawsOf(version);
    return left.length < question.flaws.length && left.every(({ record }) => known.has(record));
  });
}

function byWorth({
  installed,
  flawsOf,
  order,
}: TargetQuestion): (a: OfferedVersion, b: OfferedVersion) => number {
  return (a, b) =>
    flawsOf(a.version).length - flawsOf(b.version).length ||
    compareBumps(bumpSize(installed, a.version), bumpSize(installed, b.version)) ||
    Number(a.isWarned) - Number(b.isWarned) ||
    order.compare(a.version, b.version);
}

function whyNone(question: TargetQuestion, better: readonly OfferedVersion[]): string {
  const { installed, flaws, max, order } = question;
  const inOrder = [...better].sort((a, b) => order.compare(a.version, b.version));
  const near = inOrder.filter(({ version }) => compareBumps(bumpSize(installed, version), max) <= 0);
  const [heldBack] = near;
  if (heldBack !== undefined)
    return `the policy keeps ${heldBack.version} out, which would fix it: ${heldBack.keptOut}`;
  const far = inOrder.find(({ keptOut }) => keptOut === undefined);
  if (far !== undefined) {
    const size = bumpSize(installed, far.version);
    return `${far.version} would fix it, a ${size} upgrade: allow it with --max ${size}`;
  }
  const [farAndHeldBack] = inOrder;
  if (farAndHeldBack !== undefined)
    return `${farAndHeldBack.version} would fix it, and the policy keeps it out: ${farAndHeldBack.keptOut}`;
  const fix = flaws.find(({ fixedIn }) => fixedIn !== undefined)?.fixedIn;
  if (fix === undefined) return 'no version is known to fix it';
  const known = new Set(flaws.map(({ record }) => record));
  const others = aboveInstalled(question).filter(({ version }) => {
    const left = question.flawsOf(version);
    return (
      left.some(({ record }) => !known.has(record)) &&
      flaws.some(({ record }) => !left.some((one) => one.record === record))
    );
  });
  return others.length > 0
    ? `every version on offer that fixes it brings something else; the records name ${fix}`
    : `no version on offer fixes it; the records name ${fix}`;
}
