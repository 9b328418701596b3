// Counts once a day what is depended on and served, and looks every hour which letters about a deadline are due.

import { z } from 'zod';

import type { HighImpactDeps } from '../identity/high-impact/high-impact-unit.ts';
import { renewImpact, tellWhatIsDue } from '../identity/high-impact/renew-impact.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { DAY_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { countImpact, type CountImpactDeps } from './count-impact.ts';
import { openProgress, type KeptProgress } from './kept-progress.ts';
import { takeTurns, type Turns } from './take-turns.ts';

export interface HighImpactJobDeps {
  readonly impact: HighImpactDeps;
  readonly counting: CountImpactDeps;
  readonly jobs: JobProgressStore;
  readonly work: UnitOfWork<JobProgressStores>;
}

const FIRST_TURN_MS = 5 * MINUTE_MS;
const SHAPE = { job: 'high-impact', schema: z.object({ countedAt: z.number() }) };

type Progress = z.infer<(typeof SHAPE)['schema']>;

/** Counts where a day went by, and writes what is due. */
export function startHighImpactJob(deps: HighImpactJobDeps, log: Logger): Turns<void> {
  let progress: KeptProgress<Progress> | undefined;
  const take = async (signal: AbortSignal): Promise<void> => {
    progress ??= await openProgress({ jobs: deps.jobs, work: deps.work }, SHAPE);
    const now = deps.impact.clock.now();
    if (now - (progress.newest?.countedAt ?? 0) >= DAY_MS) {
      await countImpact(deps.counting, signal, (counted) => renewImpact(deps.impact, counted));
      await progress.save({ countedAt: now });
    }
    await tellWhatIsDue(deps.impact, signal);
  };
  const failed = 'what packages are depended on most could not be counted; it is tried again';
  return takeTurns({ firstAfterMs: FIRST_TURN_MS, take, failed }, log);
}
