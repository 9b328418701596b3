// Says what is known against components, and what the gate's policy makes of it. Nothing is fetched: only what is known counts.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence, VersionFacts } from '../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { verdictOf, type Verdict } from '../kernel/verdict.ts';
import { decidePackage } from '../policy/decide-package.ts';
import type { ScanDeps, UsedPackage } from './ports.ts';

/** What stands against one version. */
export interface Finding {
  readonly ref: PackageRef;
  readonly version: string;
  /** Advisories, malware records, undecided records and quarantines that are about this version. */
  readonly evidence: readonly Evidence[];
  /**
   * What the policy makes of it. Its rules about age and the like, which take the upstream's index, say nothing here: they
   * hold when the package is installed.
   */
  readonly verdict: Verdict;
}

/** Advisories that somebody vouches for not to matter, by package and version: see `clearanceOf`. */
export type Clearances = ReadonlySet<string>;

/** The key under which an advisory is cleared for one version of a package. */
export function clearanceOf(ref: PackageRef, version: string, recordId: string): string {
  return `${packageKey(ref)}\n${version}\n${recordId}`;
}

/**
 * Findings about the packages, in their order; what is `cleared` counts as not said. Records of malware cannot be cleared. Throws `feed-unavailable` rather than answering that nothing is wrong, and
 * `not-found` for a view that does not exist.
 */
export async function scanComponents(
  deps: ScanDeps,
  used: ReadonlyMap<Ecosystem, readonly UsedPackage[]>,
  view: string,
  cleared: Clearances = new Set(),
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [ecosystem, packages] of used) {
    const records = await deps.knowledge.recordsAbout(ecosystem, packages);
    for (const [at, { name, versions }] of packages.entries()) {
      const ref = { ecosystem, name };
      const known = (records[at] ?? []).flatMap((one) => withoutCleared(one, ref, cleared));
      // A reserved name is ours: what is said of a public namesake does not condemn it.
      const isOurs = deps.knowledge.reservations(ref).length > 0;
      if (known.length > 0 && !isOurs) findings.push(...(await judge(deps, ref, versions, known, view)));
    }
  }
  return findings;
}

/** The statement without the versions for which it is cleared; nothing when none is left. */
function withoutCleared(statement: Evidence, ref: PackageRef, cleared: Clearances): readonly Evidence[] {
  if (statement.kind !== 'advisory' || cleared.size === 0) return [statement];
  const { recordId } = statement.details;
  const affected = statement.details.affected.filter(
    ({ version }) => !cleared.has(clearanceOf(ref, version, recordId)),
  );
  return affected.length === 0 ? [] : [{ ...statement, details: { ...statement.details, affected } }];
}

async function judge(
  deps: ScanDeps,
  ref: PackageRef,
  versions: readonly string[],
  known: readonly Evidence[],
  view: string,
): Promise<readonly Finding[]> {
  const { compare, lineOf } = deps.adapters[ref.ecosystem].versions;
  const now = deps.clock.now();
  const statements = [...known, ...(await deps.statements.ofPackage(ref, now))];
  const decision = decidePackage(
    {
      ref,
      origin: { kind: 'upstream', upstream: '' },
      versions: [...new Set([...versions, ...statements.flatMap(fixesIn)])].map(inUse),
      statements,
      feeds: deps.knowledge.feeds(),
    },
    deps.knowledge.policyOf(view),
    now,
    compare,
    lineOf,
  );
  return versions.flatMap((version) => {
    const evidence = statements.filter((statement) => isAgainst(statement, version));
    return evidence.length === 0 ? [] : [{ ref, version, evidence, verdict: verdictOf(decision, version) }];
  });
}

/** A version that is in use: the question is not whether it may come in. A fix is taken to be there to move to. */
function inUse(version: string): VersionFacts {
  return { version, published: { how: 'pre-existing' }, listed: true, servedHere: true, artifacts: [] };
}

function fixesIn(statement: Evidence): readonly string[] {
  if (statement.kind !== 'advisory') return [];
  return statement.details.affected.flatMap(({ fixedIn }) => fixedIn ?? []);
}

/** Whether the statement speaks against this version. */
export function isAgainst(statement: Evidence, version: string): boolean {
  switch (statement.kind) {
    case 'advisory':
      return statement.details.affected.some((one) => one.version === version);
    case 'malware':
      return statement.details.scope === 'all' || statement.details.versions.includes(version);
    case 'undecided-record':
      return statement.details.versions.includes(version);
    case 'quarantine':
      return statement.details.versions?.includes(version) ?? true;
    case 'reservation':
    case 'upstream-status':
    case 'removed-upstream':
    case 'published':
    case 'digest-changed':
    case 'waiver':
      return false;
  }
}
