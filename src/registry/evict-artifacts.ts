// Keeps the artifacts within their quota: the least recently used leave first. Their digests stay known.

import type { RegistryDeps } from './deps.ts';

/** Down to this share of the quota, so that eviction does not run after every download. */
const LOW_WATER = 0.9;
const BATCH = 200;

/**
 * Deletes bytes of artifacts while more than `quotaBytes` are stored; answers how many bytes it freed.
 * What was evicted is fetched again when asked for, and must come back with the same digest.
 */
export async function evictArtifacts(
  deps: Pick<RegistryDeps, 'stores' | 'work' | 'blobs' | 'clock' | 'caches'>,
  storedBytes: number,
  quotaBytes: number,
): Promise<number> {
  if (storedBytes <= quotaBytes) return 0;
  const toFree = storedBytes - quotaBytes * LOW_WATER;
  let freed = 0;
  while (freed < toFree) {
    const candidates = await deps.stores.artifacts.leastRecentlyUsed(BATCH);
    if (candidates.length === 0) return freed;
    for (const record of candidates) {
      if (freed >= toFree) return freed;
      const { ecosystem, name, version, file, sha256 } = record;
      await deps.work.transact(async ({ artifacts, journal }) => {
        await artifacts.markAbsent(sha256);
        journal.record({
          kind: 'artifact-removed',
          actor: 'gatehouse',
          at: deps.clock.now(),
          ecosystem,
          name,
          data: { version, file, sha256, why: 'evicted' },
        });
      });
      deps.caches.revisions.raise(record);
      await deps.blobs.remove(sha256);
      freed += record.sizeBytes;
    }
  }
  return freed;
}
