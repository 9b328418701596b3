// Records an index that was read: its documents, and as evidence what differs from the index before.

import { DAY_MS, type Instant } from '../kernel/clock.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { IndexContext, IndexFacts } from '../ecosystems/adapter-index-document.ts';
import { appendEvidence } from '../evidence/append-evidence.ts';
import type { EvidenceStores } from '../evidence/ports.ts';
import type { JournalWriter } from '../journal/journal.ts';
import { probeDates, statePublished } from './artifact-dates.ts';
import { changedDigests, replacedFiles } from './changed-digests.ts';
import type { RegistryDeps } from './deps.ts';
import type { FetchedDocuments } from './fetch-documents.ts';
import type { Upstream } from './upstreams.ts';

/** What changed last before this holds no version that a policy is likely to call young. */
const YOUNG_MS = 14 * DAY_MS;

interface IndexRead {
  readonly ref: PackageRef;
  readonly upstream: Upstream;
  readonly index: IndexFacts;
  readonly context: IndexContext;
  readonly fetched: FetchedDocuments;
  /** Whether the package was never recorded before. */
  readonly isFirstSight: boolean;
  readonly firstSeenAt: Instant;
}

/**
 * In one unit of work: saves the documents and the package's first sight, states which versions appeared without a
 * date (dated by this sight) and which were removed, takes back the removal of those that are listed again.
 */
export async function recordIndex(deps: RegistryDeps, read: IndexRead): Promise<void> {
  const { ref, upstream, fetched } = read;
  if (fetched.toSave.length === 0) return;
  const now = deps.clock.now();
  const before = await indexBefore(deps, read);
  const change = before === undefined ? undefined : compareIndexes(before, read.index, fetched);
  const evidence = [
    ...(change === undefined ? [] : stateChange(read, change, now)),
    ...(await dateNews(deps, read, change, now)),
  ];
  const changedFiles = change === undefined ? [] : await findChangedFiles(deps, read, now);
  await deps.work.transact(async (stores) => {
    await stores.packages.add({ ...ref, upstream: upstream.name, firstSeenAt: read.firstSeenAt });
    for (const record of fetched.toSave) await stores.documents.save(record);
    if (evidence.length > 0) await stores.statements.append(evidence);
    await appendEvidence(stores, changedFiles, `upstream:${upstream.name}`, now);
    await recordStatus(stores, read, before, now);
    const listed = [...(change?.added ?? []), ...(change?.returned ?? [])];
    const removed = change?.removed ?? [];
    if (listed.length === 0 && removed.length === 0) return;
    for (const { version } of listed) await stores.statements.withdraw(removalId(read, version), now);
    stores.journal.record({
      kind: 'index-changed',
      actor: `upstream:${upstream.name}`,
      at: now,
      ecosystem: ref.ecosystem,
      name: ref.name,
      data: {
        upstream: upstream.name,
        added: listed.map(({ version }) => version),
        removed: removed.map(({ version }) => version),
      },
    });
  });
}

/** Files kept here whose declared digest is another now, unless that is on record. It stays on record when the upstream takes it back. */
async function findChangedFiles(
  deps: RegistryDeps,
  { ref, upstream, index, context }: IndexRead,
  now: Instant,
): Promise<readonly Evidence[]> {
  const artifacts = await deps.stores.artifacts.ofPackage(ref);
  const loaded = { upstream, index, context, checkedAt: now };
  const changes = [
    ...changedDigests(loaded, artifacts),
    ...replacedFiles(deps.adapters[ref.ecosystem], loaded, artifacts),
  ];
  if (changes.length === 0) return [];
  const known = new Set((await deps.stores.statements.ofPackage(ref, now)).map(({ id }) => id));
  return changes.filter(({ id }) => !known.has(id));
}

/** The upstream's word about the whole package, dated when it was first heard. */
async function recordStatus(
  stores: EvidenceStores & { readonly journal: JournalWriter },
  { ref, upstream, index }: IndexRead,
  before: IndexFacts | undefined,
  now: Instant,
): Promise<void> {
  const id = `status/${ref.ecosystem}/${ref.name}`;
  if (index.status === undefined) {
    if (before?.status !== undefined) await stores.statements.withdraw(id, now);
    return;
  }
  const known = await stores.statements.find(id);
  const isKnown =
    known?.kind === 'upstream-status' &&
    known.withdrawnAt === undefined &&
    known.details.status === index.status.status &&
    known.details.reason === index.status.reason;
  if (isKnown) return;
  const statement: Evidence<'upstream-status'> = {
    id,
    kind: 'upstream-status',
    subject: ref,
    source: upstream.name,
    observedAt: now,
    confidence: 1,
    details: index.status,
  };
  await appendEvidence(stores, [statement], `upstream:${upstream.name}`, now);
}

type ListedVersion = IndexFacts['versions'][number];

interface IndexChange {
  readonly added: readonly ListedVersion[];
  /** Those that a package had before it vanished, and has again. */
  readonly returned: readonly ListedVersion[];
  readonly removed: readonly ListedVersion[];
}

/** The index before, when its documents changed (or vanished, or came back) and it can still be read. */
async function indexBefore(deps: RegistryDeps, read: IndexRead): Promise<IndexFacts | undefined> {
  const { vanished, wasVanished } = read.fetched;
  // What is still gone was told when it went: that day counts.
  if (vanished) return wasVanished ? undefined : read.index;
  if (read.fetched.before.size === 0) return wasVanished ? read.index : undefined;
  const documents = new Map([...read.fetched.documents, ...read.fetched.before]);
  try {
    const before = await deps.engine.read(read.ref.ecosystem, documents, read.context);
    before.release();
    return before;
  } catch {
    // An older release kept what this one cannot read: nothing can be said about what changed.
    return undefined;
  }
}

function compareIndexes(
  before: IndexFacts,
  after: IndexFacts,
  { vanished, wasVanished }: Pick<FetchedDocuments, 'vanished' | 'wasVanished'>,
): IndexChange {
  if (vanished) return { added: [], returned: [], removed: before.versions };
  const then = new Set(before.versions.map(({ version }) => version));
  const now = new Set(after.versions.map(({ version }) => version));
  const added = after.versions.filter(({ version }) => !then.has(version));
  if (wasVanished) {
    // All that was there before is on record as removed: what is listed again is so no more.
    return { added, returned: after.versions.filter(({ version }) => then.has(version)), removed: [] };
  }
  return { added, returned: [], removed: before.versions.filter(({ version }) => !now.has(version)) };
}

function stateChange(read: IndexRead, change: IndexChange, now: Instant): readonly Evidence[] {
  const base = {
    subject: read.ref,
    source: read.upstream.name,
    observedAt: now,
    confidence: 1,
  };
  const key = `${read.ref.ecosystem}/${read.ref.name}`;
  return [
    ...change.added
      .filter(({ published }) => published.how === 'unknown')
      .map(({ version }): Evidence => ({
        ...base,
        id: `first-seen/${key}/${version}`,
        kind: 'published',
        details: { version, at: now, how: 'first-seen' },
      })),
    ...change.removed.map(({ version, published }): Evidence => ({
      ...base,
      id: removalId(read, version),
      kind: 'removed-upstream',
      details: { version, ...('at' in published ? { publishedAt: published.at } : {}) },
    })),
  ];
}

/** The artifacts' own dates of undated versions that appeared, or that may be young though they were there before. */
async function dateNews(
  deps: RegistryDeps,
  { ref, upstream, index, context, isFirstSight }: IndexRead,
  change: IndexChange | undefined,
  now: Instant,
): Promise<readonly Evidence[]> {
  const versions = isFirstSight ? perhapsYoung(index, now) : (change?.added ?? []);
  const undated = versions.filter(({ published }) => published.how === 'unknown');
  const dates = await probeDates(
    deps,
    { ref, upstream, index, context },
    undated.map(({ version }) => version),
  );
  return dates.map((date) => statePublished(ref, upstream.name, date, now));
}

function perhapsYoung({ versions, updatedAt }: IndexFacts, now: Instant): readonly ListedVersion[] {
  return updatedAt !== undefined && now - updatedAt > YOUNG_MS ? [] : versions;
}

function removalId({ ref }: IndexRead, version: string): string {
  return `removed/${ref.ecosystem}/${ref.name}/${version}`;
}
