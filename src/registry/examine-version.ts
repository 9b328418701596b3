// Examines one version of a package, also one that no index lists: what would be decided if it were asked for.

import { isGatehouseError } from '../kernel/errors.ts';
import type { Evidence, PackageEvidence, VersionFacts } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { isOffered, verdictOf, type PackageDecision } from '../kernel/verdict.ts';
import { decidePackage } from '../policy/decide-package.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage, type ExaminedPackage } from './examine-package.ts';

/** What is known about one version, or about the name alone. */
export interface ExaminedVersion {
  /** Absent when no upstream has the package: then statements about it are all there is. */
  readonly examined?: ExaminedPackage;
  readonly evidence: PackageEvidence;
  readonly decision: PackageDecision;
  /** In the index's spelling where it lists the version. */
  readonly version?: string;
  /** Whether the index, or an earlier fetch, knows the version (or, without one, the package). */
  readonly isKnown: boolean;
}

/**
 * Decides `version` of `ref` for `view`; for a version that is not known, by what advisories and people say of it.
 * Throws what `examinePackage` throws; `not-found` only when nobody says anything about the package.
 */
export async function examineVersion(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  version?: string,
): Promise<ExaminedVersion> {
  const examined = await examineIfThere(deps, ref, view);
  if (examined instanceof Error) return examineAbsent(deps, ref, view, version, examined);
  if (isInNoUpstream(examined)) return examineAbsent(deps, ref, view, version);
  const { evidence, decision } = examined;
  if (version === undefined) return { examined, evidence, decision, isKnown: true };
  const known = findVersion(deps, evidence, version) ?? findBuild(deps, evidence, decision, version);
  if (known !== undefined) return { examined, evidence, decision, version: known, isKnown: true };
  const more = await addVersion(deps, evidence, version);
  return { examined, evidence: more, decision: decide(deps, more, view), version, isKnown: false };
}

async function examineIfThere(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
): Promise<ExaminedPackage | Error> {
  try {
    return await examinePackage(deps, ref, view);
  } catch (error) {
    if (isGatehouseError(error, 'not-found')) return error;
    throw error;
  }
}

/** Examined all the same, since its name is refused. */
function isInNoUpstream({ loaded, evidence }: ExaminedPackage): boolean {
  return loaded === undefined && evidence.origin.kind === 'upstream';
}

/** Throws `absence`, where there is one, when nobody says anything about the package. */
async function examineAbsent(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  version: string | undefined,
  absence?: Error,
): Promise<ExaminedVersion> {
  const said = await deps.stores.statements.ofPackage(ref, deps.clock.now());
  const { versions: order } = deps.adapters[ref.ecosystem];
  const condemning = version === undefined ? await deps.knowledge.advisories(ref, [], order) : [];
  const statements = [...said, ...condemning];
  const bare: PackageEvidence = {
    ref,
    origin: { kind: 'upstream', upstream: '' },
    versions: [],
    statements,
    feeds: deps.knowledge.feeds(),
  };
  const evidence = version === undefined ? bare : await addVersion(deps, bare, version);
  if (absence !== undefined && evidence.statements.length === 0) throw absence;
  return {
    evidence,
    decision: decide(deps, evidence, view),
    ...(version === undefined ? {} : { version }),
    isKnown: false,
  };
}

/** The version as the index spells it: `1.0` finds `1.0.0` where the ecosystem says that they are the same. */
function findVersion(deps: RegistryDeps, evidence: PackageEvidence, version: string): string | undefined {
  const { compare } = deps.adapters[evidence.ref.ecosystem].versions;
  const found =
    evidence.versions.find((facts) => facts.version === version) ??
    evidence.versions.find((facts) => compare(facts.version, version) === 0);
  return found?.version;
}

/** What clients get who ask for the newest build of a version still to come: that, or the last of those that are all held back. */
function findBuild(
  { adapters }: Pick<RegistryDeps, 'adapters'>,
  { ref, origin, versions }: PackageEvidence,
  decision: PackageDecision,
  series: string,
): string | undefined {
  const seriesOf = adapters[ref.ecosystem].publish?.seriesOf;
  if (seriesOf === undefined || origin.kind !== 'hosted') return undefined;
  const builds = versions.filter(({ version }) => seriesOf(version) === series);
  const offered = builds.findLast(
    ({ version, listed, yanked }) =>
      listed && yanked === undefined && isOffered(verdictOf(decision, version)),
  );
  return (offered ?? builds.at(-1))?.version;
}

async function addVersion(
  deps: RegistryDeps,
  evidence: PackageEvidence,
  version: string,
): Promise<PackageEvidence> {
  const { ref } = evidence;
  const advisories = await deps.knowledge.advisories(ref, [version], deps.adapters[ref.ecosystem].versions);
  const facts: VersionFacts = {
    version,
    published: { how: 'unknown' },
    listed: false,
    servedHere: false,
    artifacts: [],
  };
  return {
    ...evidence,
    versions: [...evidence.versions, facts],
    statements: [...evidence.statements, ...advisories.map(asOneMore)],
  };
}

/** Says the same record about one more version, beside what it says about the others. */
function asOneMore(evidence: Evidence): Evidence {
  return { ...evidence, id: `${evidence.id}#asked` };
}

function decide(deps: RegistryDeps, evidence: PackageEvidence, view: string): PackageDecision {
  const { compare, lineOf } = deps.adapters[evidence.ref.ecosystem].versions;
  return decidePackage(evidence, deps.knowledge.policyOf(view), deps.clock.now(), compare, lineOf);
}
