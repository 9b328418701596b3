// How far a job that follows the journal has come.

import { z } from 'zod';

import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { readProgress } from './kept-progress.ts';

export interface JournalProgress {
  /** Entries of the journal up to here were looked at. */
  readonly sequence: number;
  /** Packages that imports of advisories touched, up to this revision, were looked at. */
  readonly revision: number;
  /** A walk over everything that is yet to be made, and the place after which it goes on. */
  readonly sweep?: { readonly after?: string };
}

const schema = z.object({
  sequence: z.number().int().min(0),
  revision: z.number().int().min(0),
  sweep: z.object({ after: z.string().exactOptional() }).exactOptional(),
});

/** What was saved last; undefined when nothing was. Throws `storage-failed` for what it cannot read. */
export async function readJournalProgress(
  jobs: Pick<JobProgressStore, 'read'>,
  job: string,
): Promise<JournalProgress | undefined> {
  return readProgress(jobs, { job, schema });
}

/** Several servers on one database share the row: what one has looked at, all have. */
export async function saveJournalProgress(
  work: UnitOfWork<JobProgressStores>,
  job: string,
  own: JournalProgress,
): Promise<void> {
  await work.transact(async ({ jobs }) => {
    const stored = await readJournalProgress(jobs, job);
    const ahead = stored !== undefined && stored.sequence > own.sequence ? stored : own;
    const revision = Math.max(own.revision, stored?.revision ?? 0);
    await jobs.save(job, JSON.stringify({ ...ahead, revision }));
  });
}
