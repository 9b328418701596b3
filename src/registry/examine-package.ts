// Examines a package: gathers all evidence about it and decides it under a view's policy.

import { MINUTE_MS, type Instant } from '../kernel/clock.ts';
import type {
  ArtifactFacts,
  Evidence,
  Origin,
  PackageEvidence,
  Published,
  VersionFacts,
} from '../kernel/evidence.ts';
import { isGatehouseError, type GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { PackageDecision } from '../kernel/verdict.ts';
import { decideStepwise } from '../policy/decide-package.ts';
import { startTurn, type Turn } from '../evidence/turn.ts';
import { changedDigests } from './changed-digests.ts';
import type { RegistryDeps } from './deps.ts';
import type { AllowedArtifact } from './fetch-artifact.ts';
import { filesTell } from './files-tell.ts';
import { HOSTED } from './hosted/hosted-ports.ts';
import { loadHosted } from './hosted/load-hosted.ts';
import { loadPackage, type LoadedPackage } from './load-package.ts';
import { whileValid } from './package-caches.ts';
import type { ArtifactRecord } from './ports.ts';
import type { Revision } from './revisions.ts';

/** A package with all that is known about it, decided. */
export interface ExaminedPackage {
  readonly ref: PackageRef;
  /** Absent for a name that is never taken from an upstream, and for a refused one that no upstream has. */
  readonly loaded?: LoadedPackage;
  readonly evidence: PackageEvidence;
  readonly decision: PackageDecision;
  /** Files that were fetched before, by file name. Grows as files are fetched. */
  readonly artifacts: Map<string, ArtifactRecord>;
  /** What was answered for files that are here, by file name: while the examination is in force, so are they. */
  readonly answers: Map<string, AllowedArtifact>;
  /** The evidence that was read is at least this new; what is made of it is overtaken when this is. */
  readonly revision: Revision;
}

/** Without a time limit of its own, an examination is made anew after this long. */
const MAX_AGE_MS = 60 * 60 * 1000;
/** What one version costs in memory, roughly. */
const VERSION_BYTES = 600;

/** The examination that is cached and still in force; undefined when work is needed. Touches nothing but memory. */
export function findExamined(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  asked?: string,
): ExaminedPackage | undefined {
  const cached = deps.caches.examined.get(cacheKey(ref, view, asked));
  return whileValid(cached, deps.caches.revisions.of(ref), deps.clock.now());
}

/**
 * Evidence and decision of `ref` for `view`, from the cache while nothing that it hangs on has changed. A version that
 * is `asked` for is decided by its own facts even when the index does not list it. A package that no upstream has is
 * examined when its name is refused: who asks for malware that its registry has removed learns that it was malware.
 * Throws what `loadPackage` throws.
 */
export async function examinePackage(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  asked?: string,
): Promise<ExaminedPackage> {
  const examined = await examineOnce(deps, ref, view);
  if (asked === undefined || examined.decision.versions.has(asked)) return examined;
  return examineOnce(deps, ref, view, asked);
}

async function examineOnce(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  asked?: string,
): Promise<ExaminedPackage> {
  const cached = findExamined(deps, ref, view, asked);
  if (cached !== undefined) return cached;
  const key = cacheKey(ref, view, asked);
  // Who asks after a change does not join an examination that began before it, nor one of minutes ago: time decides, too.
  const flight = `${key}\n${deps.caches.revisions.of(ref)}\n${Math.floor(deps.clock.now() / MINUTE_MS)}`;
  return deps.caches.examinations.run(flight, () => examineAnew(deps, ref, view, key, asked));
}

function cacheKey(ref: PackageRef, view: string, asked: string | undefined): string {
  return `${packageKey(ref)}\n${view}${asked === undefined ? '' : `\n${asked}`}`;
}

async function examineAnew(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  key: string,
  asked: string | undefined,
): Promise<ExaminedPackage> {
  const start = await loadUnlessReserved(deps, ref);
  const { loaded, revision, absence } = start;
  const now = deps.clock.now();
  const turn = startTurn();
  const [artifacts, evidence] = await gather(deps, ref, start, asked, turn);
  const decision = await decide(deps, evidence, view, now, turn);
  if (absence !== undefined && decision.name.action !== 'block') throw absence;
  const examined: ExaminedPackage = {
    ref,
    ...(loaded === undefined ? {} : { loaded }),
    evidence,
    decision,
    artifacts: new Map(artifacts.map((record) => [record.file, record])),
    answers: new Map(),
    revision,
  };
  const validUntil = Math.min(
    decision.validUntil ?? Infinity,
    now + (absence === undefined ? MAX_AGE_MS : deps.limits.documents.absentMs),
    loaded?.validUntil ?? Infinity,
  );
  deps.caches.examined.set(
    key,
    { value: examined, revision, validUntil },
    (evidence.versions.length + 4) * VERSION_BYTES,
  );
  return examined;
}

/** What `view` would decide of the package if it were as `loaded` has it, or (without) not there at all. Nothing of it is kept. */
export async function decideLoaded(
  deps: RegistryDeps,
  ref: PackageRef,
  loaded: LoadedPackage | undefined,
  view: string,
): Promise<PackageDecision> {
  const turn = startTurn();
  const reservations = deps.knowledge.reservations(ref);
  const [, evidence] = await gather(deps, ref, { ...given('loaded', loaded), reservations }, undefined, turn);
  return decide(deps, evidence, view, deps.clock.now(), turn);
}

interface Start {
  /** Absent for a name of ours under which nothing is published, which no upstream is asked for, and where there is an `absence`. */
  readonly loaded?: LoadedPackage;
  /** That no upstream has the package. */
  readonly absence?: GatehouseError;
  readonly reservations: readonly Evidence[];
  readonly revision: Revision;
}

/** Loading takes time: a name that is reserved meanwhile is not taken from where it was being loaded. */
async function loadUnlessReserved(deps: RegistryDeps, ref: PackageRef): Promise<Start> {
  for (;;) {
    const before = deps.caches.revisions.of(ref);
    const reservations = deps.knowledge.reservations(ref);
    if (reservations.length > 0) {
      return { ...given('loaded', await loadHosted(deps, ref)), reservations, revision: before };
    }
    const found = await loadIfThere(deps, ref);
    const revision = deps.caches.revisions.of(ref);
    if (deps.knowledge.reservations(ref).length === 0) return { ...found, reservations, revision };
  }
}

async function loadIfThere(
  deps: RegistryDeps,
  ref: PackageRef,
): Promise<{ readonly loaded: LoadedPackage } | { readonly absence: GatehouseError }> {
  try {
    return { loaded: await loadPackage(deps, ref) };
  } catch (error) {
    if (isGatehouseError(error, 'not-found')) return { absence: error };
    throw error;
  }
}

async function decide(
  deps: RegistryDeps,
  evidence: PackageEvidence,
  view: string,
  now: Instant,
  turn: Turn,
): Promise<PackageDecision> {
  const { compare, lineOf } = deps.adapters[evidence.ref.ecosystem].versions;
  const steps = decideStepwise(evidence, deps.knowledge.policyOf(view), now, compare, lineOf);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) if (turn.isOver()) await turn.next();
  return step.value;
}

async function gather(
  deps: RegistryDeps,
  ref: PackageRef,
  { loaded, absence, reservations }: Omit<Start, 'revision'>,
  asked: string | undefined,
  turn: Turn,
): Promise<readonly [readonly ArtifactRecord[], PackageEvidence]> {
  const [all, rows] = await Promise.all([
    deps.stores.artifacts.ofPackage(ref),
    deps.stores.statements.ofPackage(ref, deps.clock.now()),
  ]);
  const isHosted = loaded?.upstream.name === HOSTED;
  // What a namesake's upstream once sent is no file of ours.
  const artifacts = all.filter(({ upstream }) => (upstream === HOSTED) === isHosted);
  const kept = { artifacts, telling: filesTell(deps.adapters[ref.ecosystem]) ? artifacts : [] };
  const versions = await describeVersions(loaded, kept, rows, asked, turn);
  const advisories = await deps.knowledge.advisories(
    ref,
    versions.map(({ version }) => version),
    deps.adapters[ref.ecosystem].versions,
  );
  const statements = [
    ...rows,
    ...reservations,
    ...advisories,
    ...(loaded === undefined ? [] : newlyChanged(changedDigests(loaded, artifacts), rows)),
  ];
  const origin: Origin =
    isHosted || (loaded === undefined && absence === undefined)
      ? { kind: 'hosted' }
      : { kind: 'upstream', upstream: loaded?.upstream.name ?? '' };
  return [artifacts, { ref, origin, versions, statements, feeds: deps.knowledge.feeds() }];
}

/** Those that are not on record yet. */
function newlyChanged(changes: readonly Evidence[], rows: readonly Evidence[]): readonly Evidence[] {
  return changes.filter(({ id }) => !rows.some((row) => row.id === id));
}

/**
 * The versions that the index lists, and those that only an earlier fetch or this question knows. The files of the former
 * are the index's, those of the latter the `telling` ones that were kept: the same bytes may be listed under another version.
 */
async function describeVersions(
  loaded: LoadedPackage | undefined,
  { artifacts, telling }: Readonly<Record<'artifacts' | 'telling', readonly ArtifactRecord[]>>,
  rows: readonly Evidence[],
  asked: string | undefined,
  turn: Turn,
): Promise<readonly VersionFacts[]> {
  const dates = learntDates(rows);
  const served = new Set(artifacts.map(({ version }) => version));
  const listed = loaded?.vanished !== true;
  const files = Map.groupBy(telling, (record) => record.version);
  const unlisted = new Set(asked === undefined ? served : [...served, asked]);
  const versions: VersionFacts[] = [];
  for (const facts of loaded?.index.versions ?? []) {
    const { version } = facts;
    const published = datePublished(facts.published, dates.get(version));
    versions.push({ ...facts, published, listed, servedHere: served.has(version) });
    unlisted.delete(version);
    if (turn.isOver()) await turn.next();
  }
  for (const version of unlisted) {
    const published = datePublished({ how: 'unknown' }, dates.get(version));
    versions.push({
      version,
      published,
      listed: false,
      servedHere: served.has(version),
      artifacts: (files.get(version) ?? []).map(factsOf),
    });
  }
  return versions;
}

function factsOf({ file, url, digests, sizeBytes }: ArtifactRecord): ArtifactFacts {
  return { file, url, digests, sizeBytes };
}

/** The artifact's own date, or that of another registry it was moved in from, before the first sight of it here. */
export function learntDates(rows: readonly Evidence[]): ReadonlyMap<string, Published> {
  const dates = new Map<string, Published>();
  for (const row of rows) {
    if (row.kind !== 'published') continue;
    const { version, at, how } = row.details;
    if (how !== 'first-seen' || !dates.has(version)) dates.set(version, { how, at });
  }
  return dates;
}

/** An undated version for which no first sight was stated was there when the package was first seen. */
export function datePublished(indexed: Published, learnt: Published | undefined): Published {
  // Our index says the same date as the other registry's, but not that it is another's word.
  if (learnt?.how === 'imported') return learnt;
  if (indexed.how !== 'unknown') return indexed;
  return learnt ?? { how: 'pre-existing' };
}
