// Keeps findings going beside the server: as the journal tells what changed, and as the clock goes on.

import type { JournalFeed } from '../journal/journal-feed.ts';
import { DAY_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { endQuarantines } from '../inventory/findings/end-quarantines.ts';
import { pruneSnapshots } from '../inventory/applications/prune-snapshots.ts';
import { restateDeadlines } from '../inventory/findings/restate-deadlines.ts';
import { tickFindings } from '../inventory/findings/tick-findings.ts';
import { FINDING_CHANGES, openFindingJob, type FindingJobDeps } from './finding-job.ts';
import { followJob, type JobFollower } from './follow-job.ts';

export interface FindingKeepers extends FindingJobDeps {
  readonly keepSnapshotsMs: number;
}

/** Starts with what changed while no server ran; returns at once. */
export function followFindings(deps: FindingKeepers, feed: JournalFeed, log: Logger): JobFollower {
  const end = new AbortController();
  const follower = followJob({
    what: 'findings',
    kinds: FINDING_CHANGES,
    feed,
    log,
    open: (signal) => openFindingJob(deps, signal),
  });
  let prunedAt = 0;
  const keepUp = async (): Promise<void> => {
    await keepDeadlines(deps, end.signal);
    await tickFindings(deps.inventory);
    await endQuarantines(deps.inventory);
    const now = deps.inventory.clock.now();
    if (now - prunedAt < DAY_MS) return;
    prunedAt = now;
    await pruneSnapshots(deps.inventory, now - deps.keepSnapshotsMs, end.signal);
  };
  let running = Promise.resolve();
  const next = (): void => {
    running = running.then(keepUp).catch((error: unknown) => {
      // It is tried again in a minute.
      if (!end.signal.aborted) log.error('findings could not be kept up with the clock', { error });
    });
  };
  next();
  const timer = setInterval(next, MINUTE_MS).unref();
  return {
    settle: () => follower.settle(),
    async close() {
      clearInterval(timer);
      end.abort();
      await running;
      await follower.close();
    },
  };
}

const JOB = 'finding-deadlines';

/** Sets all dates anew when other deadlines were configured than last time. */
export async function keepDeadlines(deps: FindingJobDeps, signal: AbortSignal): Promise<void> {
  const { inventory, stores, work } = deps;
  const configured = JSON.stringify(inventory.deadlines);
  const saved = await stores.jobs.read(JOB);
  if (saved === configured) return;
  if (saved !== undefined) await restateDeadlines(inventory, signal);
  await work.transact(({ jobs }) => jobs.save(JOB, configured));
}

/** Looks at what was learnt, and at the clock: for a command, beside which no server looks. */
export function createFindingLook(deps: FindingJobDeps): () => Promise<void> {
  const { signal } = new AbortController();
  return async () => {
    const job = await openFindingJob(deps, signal);
    while (await job.readOn());
    if (job.isSweeping) await job.sweepOn(() => false);
    await job.save();
    await keepDeadlines(deps, signal);
    await tickFindings(deps.inventory);
    await endQuarantines(deps.inventory);
  };
}
