// Says what is known against components, and what the gate's policy makes of it. Nothing is fetched: only what is known counts.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Evidence, VersionFacts } from '../../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import { verdictOf, type Verdict } from '../../kernel/verdict.ts';
import { decidePackage } from '../../policy/decide-package.ts';
import { knownAgainst, type KnownVersion } from '../findings/known-against.ts';
import type { ScanDeps, UsedPackage } from '../ports.ts';

/** What stands against one version. */
export interface Finding extends KnownVersion {
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
  const known = await knownAgainst(deps, used);
  const said = known.flatMap((one) => withoutCleared(one, cleared));
  return judgeVersions(deps, said, view);
}

/** What is said of the version but for what is cleared; nothing when none is left. */
function withoutCleared(known: KnownVersion, cleared: Clearances): readonly KnownVersion[] {
  if (cleared.size === 0) return [known];
  const { ref, version } = known;
  const evidence = known.evidence.filter(
    (one) => one.kind !== 'advisory' || !cleared.has(clearanceOf(ref, version, one.details.recordId)),
  );
  return evidence.length === 0 ? [] : [{ ...known, evidence }];
}

/** What the policy of `view` makes of what is known against versions, each package's together. Throws `not-found` for a view that does not exist. */
export async function judgeVersions(
  deps: ScanDeps,
  known: readonly KnownVersion[],
  view: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const versions of Map.groupBy(known, ({ ref }) => packageKey(ref)).values()) {
    findings.push(...(await judge(deps, versions, view)));
  }
  return findings;
}

async function judge(
  deps: ScanDeps,
  known: readonly KnownVersion[],
  view: string,
): Promise<readonly Finding[]> {
  const [first] = known;
  if (first === undefined) return [];
  const { ref } = first;
  const { compare, lineOf } = deps.adapters[ref.ecosystem].versions;
  const now = deps.clock.now();
  // Waivers, and quarantines of these and other versions.
  const statements = [...recordsOf(known), ...(await deps.statements.ofPackage(ref, now))];
  const versions = known.map(({ version }) => version);
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
  return known.map((one) => ({ ...one, verdict: verdictOf(decision, one.version) }));
}

/** What is said of several versions, once for all of them. */
function recordsOf(known: readonly KnownVersion[]): readonly Evidence[] {
  const records = new Map<string, Evidence>();
  for (const one of known.flatMap(({ evidence }) => evidence)) {
    const before = records.get(one.id);
    if (one.kind !== 'quarantine') records.set(one.id, before === undefined ? one : join(before, one));
  }
  return [...records.values()];
}

function join(one: Evidence, other: Evidence): Evidence {
  if (one.kind === 'advisory' && other.kind === 'advisory') {
    const affected = [...one.details.affected, ...other.details.affected];
    return { ...one, details: { ...one.details, affected } };
  }
  if (one.kind === 'malware' && other.kind === 'malware') {
    const versions = [...one.details.versions, ...other.details.versions];
    return { ...one, details: { ...one.details, versions } };
  }
  if (one.kind === 'undecided-record' && other.kind === 'undecided-record') {
    const versions = [...one.details.versions, ...other.details.versions];
    return { ...one, details: { ...one.details, versions } };
  }
  return one;
}

/** A version that is in use: the question is not whether it may come in. A fix is taken to be there to move to. */
function inUse(version: string): VersionFacts {
  return { version, published: { how: 'pre-existing' }, listed: true, servedHere: true, artifacts: [] };
}

function fixesIn(statement: Evidence): readonly string[] {
  if (statement.kind !== 'advisory') return [];
  return statement.details.affected.flatMap(({ fixedIn }) => fixedIn ?? []);
}
