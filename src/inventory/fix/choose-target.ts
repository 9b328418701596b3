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
  readonly order: Pick<VersionOrder, 'compare' | 'isPrerelease' | 'isBranch'>;
}

export type Target = { readonly version: string } | { readonly because: string };

/**
 * Of the versions that rid the project of something and bring nothing: those that leave the least, then the nearest.
 * Never a pre-release, unless the installed one is one.
 */
export function chooseTarget(question: TargetQuestion): Target {
  const { installed, max } = question;
  const all = betterVersions(question);
  const isNear = ({ version }: OfferedVersion): boolean =>
    compareBumps(bumpSize(installed, version), max) <= 0;
  const best = all.filter((one) => one.keptOut === undefined && isNear(one)).sort(byWorth(question))[0];
  if (best !== undefined) return { version: best.version };
  return { because: whyNone(question, all) };
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
