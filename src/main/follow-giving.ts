// Keeps the count of what is depended on going beside the server, for a small part of its time.

import type { JournalFeed } from '../journal/journal-feed.ts';
import type { Logger } from '../kernel/logger.ts';
import { followCatchUp, type CatchUpFollower } from './follow-catch-up.ts';
import { GIVING_CHANGES, openGivingJob, touchesGiving, type GivingJobDeps } from './giving-job.ts';

/** It is all counted anew: afterwards it rests for so many times as long as that took. */
const REST = 20;

/** Starts with what changed while no server ran; returns at once. */
export function followGiving(
  deps: GivingJobDeps,
  feed: Pick<JournalFeed, 'subscribe'>,
  log: Logger,
): CatchUpFollower {
  return followCatchUp({
    fault: 'what is depended on could not be counted',
    kinds: GIVING_CHANGES,
    isMeant: touchesGiving,
    rest: REST,
    feed,
    log,
    open: (signal) => openGivingJob(deps, signal),
  });
}

/** Counts what changed: for a command, beside which no server does. */
export function createGivingLook(deps: GivingJobDeps): () => Promise<void> {
  return async () => (await openGivingJob(deps, new AbortController().signal)).catchUp();
}
