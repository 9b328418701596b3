// Housekeeping that follows from use: alarms and purges after new evidence, last uses, eviction, orphaned bytes.

import type { Sha256 } from '../kernel/digest.ts';
import { MINUTE_MS, type Instant } from '../kernel/clock.ts';
import { messageOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { evictArtifacts } from '../registry/evict-artifacts.ts';
import { raiseAlarms, type AlarmDeps } from '../registry/raise-alarms.ts';
import type { OpenStorage } from './open-storage.ts';
import { startDailySweep } from './sweep-daily.ts';

export interface Housekeeping {
  /** New evidence touched these packages: what became blocked raises an alarm, one package after the other. */
  touched(refs: readonly PackageRef[]): void;
  /** An artifact was served. Synchronous and cheap. */
  used(sha256: Sha256, at: Instant): void;
  /** Resolves when everything that was handed over is done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export function startHousekeeping(
  deps: AlarmDeps,
  storage: Pick<OpenStorage, 'blobs' | 'blobNames' | 'work'>,
  quotaBytes: number,
  log: Logger,
): Housekeeping {
  const waiting = new Map<string, PackageRef>();
  const uses = new Map<Sha256, Instant>();
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  let isClosed = false;

  async function work(): Promise<void> {
    for (const [key, ref] of waiting) {
      if (isClosed) return;
      waiting.delete(key);
      await raiseAlarms(deps, ref).catch((error: unknown) => {
        // The package is still refused; only its alarm is missing, and the next evidence tries again.
        log.warn('a package could not be looked at for alarms', { package: key, error: messageOf(error) });
      });
    }
    isRunning = false;
  }

  async function keepUp(): Promise<void> {
    const batch = [...uses].map(([sha256, at]) => ({ sha256, at }));
    uses.clear();
    if (batch.length > 0) await storage.work.transact(({ artifacts }) => artifacts.touch(batch));
    const freedBytes = await evictArtifacts(deps, await storage.blobs.totalBytes(), quotaBytes);
    if (freedBytes > 0) log.info('artifacts were evicted', { freedBytes });
  }

  const sweep = startDailySweep(
    { blobs: storage.blobs, names: storage.blobNames, clock: deps.clock },
    deps.limits.documents.freshMs,
    log,
  );
  const timer = setInterval(() => {
    keepUp().catch((error: unknown) => log.error('housekeeping failed', { error }));
  }, MINUTE_MS).unref();

  return {
    touched(refs) {
      for (const ref of refs) waiting.set(packageKey(ref), ref);
      if (isRunning || isClosed) return;
      isRunning = true;
      running = work();
    },
    used: (sha256, at) => void uses.set(sha256, at),
    settle: () => running,
    async close() {
      isClosed = true;
      clearInterval(timer);
      await sweep.close();
      await running;
      await keepUp();
    },
  };
}
