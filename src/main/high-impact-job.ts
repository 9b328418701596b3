// Counts once a day what is depended on and served, and looks every hour which letters about a deadline are due.

import { z } from 'zod';

import type { HighImpactDeps } from '../identity/high-impact/high-impact-unit.ts';
import { renewImpact, tellWhatIsDue } from '../identity/high-impact/renew-impact.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { countImpact, type CountImpactDeps } from './count-impact.ts';
import { openProgress, type KeptProgress } from './kept-progress.ts';

export interface HighImpactJobDeps {
  readonly impact: HighImpactDeps;
  readonly counting: CountImpactDeps;
  readonly jobs: JobProgressStore;
  readonly work: UnitOfWork<JobProgressStores>;
}

export interface HighImpactJob {
  /** Counts where a day went by, and writes what is due. Never rejects. */
  turn(): Promise<void>;
  close(): Promise<void>;
}

const FIRST_TURN_MS = 5 * MINUTE_MS;
const SHAPE = { job: 'high-impact', schema: z.object({ countedAt: z.number() }) };

type Progress = z.infer<(typeof SHAPE)['schema']>;

/** Takes a turn some minutes after the start, and every hour. */
export function startHighImpactJob(deps: HighImpactJobDeps, log: Logger): HighImpactJob {
  const end = new AbortController();
  let progress: KeptProgress<Progress> | undefined;
  let running: Promise<void> = Promise.resolve();
  const take = async (): Promise<void> => {
    try {
      progress ??= await openProgress({ jobs: deps.jobs, work: deps.work }, SHAPE);
      const now = deps.impact.clock.now();
      if (now - (progress.newest?.countedAt ?? 0) >= DAY_MS) {
        await countImpact(deps.counting, end.signal, (counted) => renewImpact(deps.impact, counted));
        await progress.save({ countedAt: now });
      }
      await tellWhatIsDue(deps.impact, end.signal);
    } catch (error) {
      if (end.signal.aborted) return;
      log.warn('what packages are depended on most could not be counted; it is tried again', { error });
    }
  };
  const turn = () => {
    running = running.then(take);
    return running;
  };
  const first = setTimeout(() => void turn(), FIRST_TURN_MS).unref();
  const hourly = setInterval(() => void turn(), HOUR_MS).unref();
  return {
    turn,
    async close() {
      clearTimeout(first);
      clearInterval(hourly);
      end.abort();
      await running;
    },
  };
}
