// Housekeeping that follows from use: last uses, eviction, orphaned bytes.

import type { Sha256 } from '../kernel/digest.ts';
import { MINUTE_MS, type Instant } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { evictArtifacts } from '../registry/evict-artifacts.ts';
import type { OpenStorage } from './open-storage.ts';
import { startDailySweep } from './sweep-daily.ts';

export interface Housekeeping {
  /** An artifact was served. Synchronous and cheap. */
  used(sha256: Sha256, at: Instant): void;
  close(): Promise<void>;
}

export function startHousekeeping(
  deps: RegistryDeps,
  storage: Pick<OpenStorage, 'blobs' | 'blobNames' | 'work'>,
  quotaBytes: number,
  log: Logger,
): Housekeeping {
  const uses = new Map<Sha256, Instant>();

  async function keepUp(): Promise<void> {
    const batch = [...uses].map(([sha256, at]) => ({ sha256, at }));
    uses.clear();
    if (batch.length > 0) await storage.work.transact(({ artifacts }) => artifacts.touch(batch));
    const freedBytes = await evictArtifacts(deps, await storage.blobs.totalBytes(), quotaBytes);
    if (freedBytes > 0) log.info('artifacts were evicted', { freedBytes });
  }

  const sweep = startDailySweep(
    { blobs: storage.blobs, names: storage.blobNames, clock: deps.clock, work: deps.work },
    deps.limits.documents.freshMs,
    log,
  );
  const timer = setInterval(() => {
    keepUp().catch((error: unknown) => log.error('housekeeping failed', { error }));
  }, MINUTE_MS).unref();

  return {
    used: (sha256, at) => void uses.set(sha256, at),
    async close() {
      clearInterval(timer);
      await sweep.close();
      // Whatever else is open is closed all the same.
      await keepUp().catch((error: unknown) => log.error('last uses could not be kept', { error }));
    },
  };
}
