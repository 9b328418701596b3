// How far a job has come that keeps that in a shape of its own: read when it opens, saved when it got further.

import type { z } from 'zod';

import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { GatehouseError } from '../kernel/errors.ts';

/** What a job's progress is kept under, and how it looks. */
export interface ProgressShape<P> {
  readonly job: string;
  readonly schema: z.ZodType<P>;
}

export interface ProgressDeps {
  readonly jobs: Pick<JobProgressStore, 'read'>;
  readonly work: UnitOfWork<JobProgressStores>;
}

export class KeptProgress<P> {
  readonly #job: string;
  readonly #work: ProgressDeps['work'];
  #newest: P | undefined;

  /** Made by `openProgress`. */
  constructor(job: string, work: ProgressDeps['work'], newest: P | undefined) {
    this.#job = job;
    this.#work = work;
    this.#newest = newest;
  }

  /** Undefined where the job never ran. */
  get newest(): P | undefined {
    return this.#newest;
  }

  async save(progress: P): Promise<void> {
    await this.#work.transact(({ jobs }) => jobs.save(this.#job, JSON.stringify(progress)));
    this.#newest = progress;
  }
}

/** What was saved last. Throws `storage-failed` for what it cannot read. */
export async function openProgress<P>(
  { jobs, work }: ProgressDeps,
  shape: ProgressShape<P>,
): Promise<KeptProgress<P>> {
  return new KeptProgress(shape.job, work, await readProgress(jobs, shape));
}

/** As `openProgress`, for one who looks once; undefined where nothing was saved. */
export async function readProgress<P>(
  jobs: Pick<JobProgressStore, 'read'>,
  { job, schema }: ProgressShape<P>,
): Promise<P | undefined> {
  const state = await jobs.read(job);
  try {
    return state === undefined ? undefined : schema.parse(JSON.parse(state));
  } catch (cause) {
    throw new GatehouseError('storage-failed', `Cannot read how far the job ${job} has come`, { cause });
  }
}
