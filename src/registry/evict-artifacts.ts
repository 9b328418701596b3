// Keeps the artifacts within their quota: the least recently used leave first. Their digests stay known.

import type { RegistryDeps } from './deps.ts';
import type { ArtifactRecord } from './ports.ts';
import { recordRemoval } from './record-removal.ts';

type EvictDeps = Pick<RegistryDeps, 'stores' | 'work' | 'blobs' | 'clock' | 'caches'>;

/** Down to this share of the quota, so that eviction does not run after every download. */
const LOW_WATER = 0.9;
const BATCH = 200;

/**
 * Deletes bytes of artifacts while more than `quotaBytes` are stored; answers how many bytes it freed.
 * What was evicted is fetched again when asked for, and must come back with the same digest; what its upstream has no
 * more stays, and counts as used just now.
 */
export async function evictArtifacts(
  deps: EvictDeps,
  storedBytes: number,
  quotaBytes: number,
): Promise<number> {
  if (storedBytes <= quotaBytes) return 0;
  const toFree = storedBytes - quotaBytes * LOW_WATER;
  const kept = new Set<string>();
  let freed = 0;
  while (freed < toFree) {
    const candidates = (await deps.stores.artifacts.leastRecentlyUsed(BATCH)).filter(
      ({ sha256 }) => !kept.has(sha256),
    );
    if (candidates.length === 0) return freed;
    for (const record of candidates) {
      if (freed >= toFree) return freed;
      if (await isLastCopy(deps, record)) {
        kept.add(record.sha256);
        const use = { sha256: record.sha256, at: deps.clock.now() };
        await deps.work.transact(({ artifacts }) => artifacts.touch([use]));
        continue;
      }
      await deps.work.transact((stores) => recordRemoval(stores, record, 'evicted', deps.clock.now()));
      deps.caches.revisions.raise(record);
      await deps.blobs.remove(record.sha256);
      freed += record.sizeBytes;
    }
  }
  return freed;
}

/** Whether the upstream took the version, or the whole package, away. */
async function isLastCopy(deps: EvictDeps, record: ArtifactRecord): Promise<boolean> {
  const { ecosystem, name, upstream, version } = record;
  const statements = await deps.stores.statements.ofPackage(record, deps.clock.now());
  const isRemoved = statements.some(
    (one) => one.kind === 'removed-upstream' && one.details.version === version,
  );
  if (isRemoved) return true;
  const documents = await deps.stores.documents.list({ ecosystem, upstream, name });
  return documents.some(({ sha256, absentSince }) => sha256 !== undefined && absentSince !== undefined);
}
