// Loads a package: its documents from storage or the upstream, read by the adapter; what changed becomes evidence.

import type { Instant } from '../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { DocumentRequest, IndexContext } from '../ecosystems/adapter-index-document.ts';
import type { RegistryDeps } from './deps.ts';
import { fetchDocuments, type FetchedDocuments } from './fetch-documents.ts';
import { HOSTED } from './hosted/hosted-ports.ts';
import { loadHosted } from './hosted/load-hosted.ts';
import type { ReadIndex } from './index-engine.ts';
import { readKept, type KeptDocuments } from './kept-document.ts';
import { asUpstreamFault, readOrBlameUpstream } from './read-or-blame.ts';
import { recordIndex } from './record-index.ts';
import { upstreamKey, upstreamsFor, type Upstream } from './upstreams.ts';
import { whileValid } from './package-caches.ts';

/** A package as its upstream describes it now (or did, before the upstream went down), or as it is published here. */
export interface LoadedPackage {
  readonly ref: PackageRef;
  readonly upstream: Upstream;
  readonly index: ReadIndex;
  readonly context: IndexContext;
  /** The digests of the documents that the index was read from. */
  readonly readFrom: string;
  readonly firstSeenAt: Instant;
  /** When the upstream last confirmed the index. */
  readonly checkedAt: Instant;
  /** Why older documents serve, while the upstream cannot be asked. */
  readonly staleBecause?: string;
  /** Whether the upstream has the package no more; the index is its last one. */
  readonly vanished: boolean;
  /** When the upstream is to be asked again. */
  readonly validUntil: Instant;
  /** The documents of a package that is published here; nobody is asked for others. */
  readonly held?: KeptDocuments;
  /** What the index takes in memory, roughly. */
  readonly sizeBytes: number;
}

/** How soon an upstream that failed is asked again for the same package. */
const RETRY_MS = 5_000;
/** What an entry costs beside its documents. */
const OVERHEAD_BYTES = 2_048;

/**
 * The package from the first upstream that has it. `variant` brings documents that only this variant needs.
 * Throws `not-found` when no upstream has it, and what the upstream client throws when none could be asked.
 */
export async function loadPackage(
  deps: RegistryDeps,
  ref: PackageRef,
  variant?: string,
): Promise<LoadedPackage> {
  const extra = variant !== undefined && needsMore(deps, ref, variant) ? variant : '';
  const key = `${packageKey(ref)}\n${extra}`;
  const revision = deps.caches.revisions.of(ref);
  const cached = whileValid(deps.caches.loaded.get(key), revision, deps.clock.now());
  if (cached !== undefined) return cached;
  return deps.caches.loads.run(key, async () => {
    const last = deps.caches.loaded.get(key)?.value;
    const loaded = await loadFromUpstreams(deps, ref, extra === '' ? undefined : extra, last);
    deps.caches.loaded.set(
      key,
      { value: loaded, revision: deps.caches.revisions.of(ref), validUntil: loaded.validUntil },
      loaded.sizeBytes + OVERHEAD_BYTES,
    );
    return loaded;
  });
}

/** As `loadPackage`, unless `loaded` has every document that the variant needs. */
export async function loadVariant(
  deps: RegistryDeps,
  ref: PackageRef,
  variant: string,
  loaded: LoadedPackage | undefined,
): Promise<LoadedPackage> {
  if (loaded !== undefined && !needsMore(deps, ref, variant)) return loaded;
  return loadPackage(deps, ref, variant);
}

/** Whether the adapter fetches documents for this variant that others do without. */
function needsMore(deps: RegistryDeps, ref: PackageRef, variant: string): boolean {
  return deps.adapters[ref.ecosystem].index
    .packageDocuments(ref.name, new Map())
    .some(({ onlyFor }) => onlyFor?.includes(variant) ?? false);
}

async function loadFromUpstreams(
  deps: RegistryDeps,
  ref: PackageRef,
  variant: string | undefined,
  last: LoadedPackage | undefined,
): Promise<LoadedPackage> {
  const known = await deps.stores.packages.find(ref);
  const hosted = known?.upstream === HOSTED ? await loadHosted(deps, ref) : undefined;
  if (hosted !== undefined) return hosted;
  const firstSeenAt = known?.firstSeenAt;
  const candidates = upstreamsFor(deps.upstreams, ref);
  const home = candidates.find(({ name }) => name === known?.upstream);
  // A package has one origin: once seen, it is never taken from another upstream.
  for (const upstream of home === undefined ? candidates : [home]) {
    const loaded = await loadFrom(deps, ref, upstream, variant, { firstSeenAt, last });
    if (loaded !== undefined) return loaded;
  }
  const first = home ?? candidates[0];
  if (first !== undefined && deps.adapters[ref.ecosystem].index.servesUnlisted === true) {
    const loaded = await loadFrom(deps, ref, first, variant, { firstSeenAt, last }, 'without-index');
    if (loaded !== undefined) return loaded;
  }
  throw absenceOf(deps, ref);
}

/** That no upstream has the package. */
export function absenceOf({ upstreams }: Pick<RegistryDeps, 'upstreams'>, ref: PackageRef): GatehouseError {
  const asked = upstreamsFor(upstreams, ref).map(({ name }) => name);
  const who = asked.length === 1 ? 'upstream' : 'none of the upstreams';
  return new GatehouseError(
    'not-found',
    asked.length === 0
      ? `Cannot find ${ref.name}: no ${ref.ecosystem} upstream is configured for this name`
      : `Cannot find ${ref.name}: ${who} ${asked.join(', ')} ${asked.length === 1 ? 'does not have it' : 'has it'}`,
  );
}

interface Before {
  readonly firstSeenAt: Instant | undefined;
  /** The package as it was loaded last, if that is still in memory. */
  readonly last: LoadedPackage | undefined;
}

/**
 * The package from one upstream. When it answers what cannot be read, the documents from before keep serving, nothing of
 * the answer is kept, and it is soon asked again.
 */
async function loadFrom(
  deps: RegistryDeps,
  ref: PackageRef,
  upstream: Upstream,
  variant: string | undefined,
  before: Before,
  needs: 'index' | 'without-index' = 'index',
): Promise<LoadedPackage | undefined> {
  const own = await fetchUpstreamDocuments(deps, upstream);
  const question = { ref, upstream, variant, before, needs };
  try {
    const loaded = await loadWith(deps, question, own.documents, own.staleBecause);
    await saveDocuments(deps, own);
    return loaded;
  } catch (error) {
    if (own.before.size === 0 || !isGatehouseError(error, 'upstream-invalid')) throw error;
    return loadWith(deps, question, new Map([...own.documents, ...own.before]), error.message);
  }
}

interface Question {
  readonly ref: PackageRef;
  readonly upstream: Upstream;
  readonly variant: string | undefined;
  readonly before: Before;
  readonly needs: 'index' | 'without-index';
}

/** The package, as the upstream's own documents lead to it. */
async function loadWith(
  deps: RegistryDeps,
  { ref, upstream, variant, before, needs }: Question,
  ownDocuments: KeptDocuments,
  ownStaleBecause: string | undefined,
): Promise<LoadedPackage | undefined> {
  const upstreamDocuments = await readKept(ownDocuments);
  const context = { name: ref.name, upstreamUrl: upstream.url, upstreamDocuments };
  const fetched = await fetchDocuments(
    fetchDeps(deps),
    upstream,
    { ecosystem: ref.ecosystem, upstream: upstream.name, name: ref.name },
    documentsFor(deps, context, ref, upstream, variant),
  );
  if (fetched.missing) {
    await saveDocuments(deps, fetched);
    if (needs === 'index') return undefined;
  }
  const read = await readFetched(deps, ref, { upstream, context, ownDocuments, fetched, last: before.last });
  const firstSeenAt = before.firstSeenAt ?? deps.clock.now();
  if (!fetched.missing && read.staleBecause === undefined) {
    const isFirstSight = before.firstSeenAt === undefined;
    const { index } = read;
    await recordIndex(deps, { ref, upstream, index, context, fetched, isFirstSight, firstSeenAt });
  }
  const staleBecause = read.staleBecause ?? fetched.staleBecause ?? ownStaleBecause;
  return {
    ref,
    upstream,
    index: read.index,
    context,
    readFrom: read.readFrom,
    firstSeenAt,
    checkedAt: fetched.checkedAt,
    ...(staleBecause === undefined ? {} : { staleBecause }),
    vanished: fetched.vanished,
    validUntil: nextCheck(deps, fetched, staleBecause !== undefined),
    sizeBytes: read.index.heldBytes,
  };
}

function documentsFor(
  deps: RegistryDeps,
  context: IndexContext,
  ref: PackageRef,
  upstream: Upstream,
  variant: string | undefined,
): readonly DocumentRequest[] {
  const reader = deps.adapters[ref.ecosystem].index;
  try {
    return reader
      .packageDocuments(ref.name, context.upstreamDocuments)
      .filter(({ onlyFor }) => onlyFor === undefined || (variant !== undefined && onlyFor.includes(variant)));
  } catch (cause) {
    throw asUpstreamFault(cause, ref, upstream);
  }
}

interface Reading {
  readonly index: ReadIndex;
  readonly readFrom: string;
  /** Why the documents from before were read: those that the upstream sends now cannot be. */
  readonly staleBecause?: string;
}

async function readFetched(
  deps: RegistryDeps,
  ref: PackageRef,
  from: {
    readonly upstream: Upstream;
    readonly context: IndexContext;
    readonly ownDocuments: KeptDocuments;
    readonly fetched: FetchedDocuments;
    readonly last: LoadedPackage | undefined;
  },
): Promise<Reading> {
  const { upstream, context, ownDocuments, fetched, last } = from;
  const read = async (documents: KeptDocuments): Promise<Reading> => {
    const readFrom = digestsOf(upstream, ownDocuments, documents);
    if (last?.readFrom === readFrom) return { index: last.index, readFrom };
    return { index: await readOrBlameUpstream(deps, ref, upstream, documents, context), readFrom };
  };
  try {
    return await read(fetched.documents);
  } catch (error) {
    if (fetched.before.size === 0 || !isGatehouseError(error, 'upstream-invalid')) throw error;
    const older = await read(new Map([...fetched.documents, ...fetched.before]));
    return { ...older, staleBecause: error.message };
  }
}

function nextCheck(deps: RegistryDeps, fetched: FetchedDocuments, isStale: boolean): Instant {
  if (isStale) return deps.clock.now() + RETRY_MS;
  const { freshMs, absentMs } = deps.limits.documents;
  return fetched.checkedAt + (fetched.vanished || fetched.missing ? absentMs : freshMs);
}

/** The documents that an upstream keeps about itself. They are saved once a package could be read with them. */
function fetchUpstreamDocuments(deps: RegistryDeps, upstream: Upstream): Promise<FetchedDocuments> {
  return deps.caches.ownDocuments.run(upstreamKey(upstream), async () => {
    const fetched = await fetchDocuments(
      fetchDeps(deps),
      upstream,
      { ecosystem: upstream.ecosystem, upstream: upstream.name, name: '' },
      deps.adapters[upstream.ecosystem].index.upstreamDocuments(),
    );
    if (!fetched.missing) return fetched;
    await saveDocuments(deps, fetched);
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot use upstream ${upstream.name}: a document that every ${upstream.ecosystem} registry has is missing there`,
      { facts: { upstream: upstream.name } },
    );
  });
}

export async function saveDocuments(deps: RegistryDeps, fetched: FetchedDocuments): Promise<void> {
  if (fetched.toSave.length === 0) return;
  await deps.work.transact(async ({ documents }) => {
    for (const record of fetched.toSave) await documents.save(record);
  });
}

export function fetchDeps(deps: RegistryDeps): Parameters<typeof fetchDocuments>[0] {
  return {
    clock: deps.clock,
    blobs: deps.blobs,
    client: deps.client,
    documents: deps.stores.documents,
    limits: deps.limits.documents,
  };
}

/** Equal for the same upstream and the same bytes of every document. */
function digestsOf(upstream: Upstream, ...documents: readonly KeptDocuments[]): string {
  const digests = documents.flatMap((some) => [...some].map(([key, { sha256 }]) => `${key} ${sha256}`));
  return [upstream.name, ...digests].join('\n');
}
