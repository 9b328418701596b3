// Sweeps orphaned bytes, rows of what upstreams do not have, deployments that nobody finished and staged versions that nobody approved, soon after the start and once a day.

import { setTimeout as sleep } from 'node:timers/promises';

import { DAY_MS, HOUR_MS, MINUTE_MS, type Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { RegistryWork } from '../registry/deps.ts';
import { forgetAbsences } from '../registry/forget-absences.ts';
import { sweepDeployments } from '../registry/deployments/sweep-deployments.ts';
import { sweepStaged } from '../registry/staged/sweep-staged.ts';
import { findOrphans, removeOrphans, type SweepDeps } from '../registry/sweep-orphans.ts';

export interface DailySweep {
  /** Resolves when nothing is being deleted any more. */
  close(): Promise<void>;
}

/** How old bytes are at least that are swept. */
const MIN_AGE_MS = HOUR_MS;
const MAX_GRACE_MS = 7 * DAY_MS;

/** Waits; rejects when the signal ends it. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<unknown>;

/**
 * Looks a minute after the start and daily, and deletes what was an orphan both then and after the grace: an hour, or longer where
 * indexes stay in memory for longer (`freshMs`), since one that is in memory reads its document again when it needs it.
 */
export function startDailySweep(
  deps: SweepDeps & { readonly clock: Clock; readonly work: RegistryWork },
  freshMs: number,
  log: Logger,
  wait: Wait = waitUnnoticed,
): DailySweep {
  const graceMs = Math.min(Math.max(MIN_AGE_MS, 2 * freshMs), MAX_GRACE_MS);
  const closing = new AbortController();
  const { signal } = closing;

  async function sweep(): Promise<void> {
    await forgetAbsences(deps, deps.clock.now() - DAY_MS, signal);
    const forgotten = await sweepDeployments(deps.work, deps.clock.now());
    if (forgotten > 0) log.info('deployments were forgotten', { deployments: forgotten });
    const expired = await sweepStaged(deps.work, deps.clock.now());
    if (expired > 0) log.info('staged versions expired', { versions: expired });
    const suspects = await findOrphans(deps, deps.clock.now() - MIN_AGE_MS, signal);
    if (suspects.length === 0) return;
    await wait(graceMs, signal);
    const { blobs, freedBytes } = await removeOrphans(deps, suspects, deps.clock.now() - graceMs, signal);
    if (blobs > 0) log.info('orphaned bytes were deleted', { blobs, freedBytes });
  }

  async function run(): Promise<void> {
    await wait(MINUTE_MS, signal);
    for (;;) {
      await sweep().catch((error: unknown) => {
        // What stays is swept the next day.
        if (!signal.aborted) log.error('the daily sweep failed', { error });
      });
      await wait(DAY_MS, signal);
    }
  }

  const running = run().catch((error: unknown) => {
    if (!signal.aborted) log.error('nothing is swept any more', { error });
  });
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** Does not keep the process alive. */
const waitUnnoticed: Wait = (ms, signal) => sleep(ms, undefined, { signal, ref: false });
