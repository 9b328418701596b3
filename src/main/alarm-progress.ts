// How far the look-out for alarms has come.

import { z } from 'zod';

import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { GatehouseError } from '../kernel/errors.ts';

export interface AlarmProgress {
  /** Entries of the journal up to here were looked at. */
  readonly sequence: number;
  /** Packages that imports of advisories touched, up to this revision, were looked at. */
  readonly revision: number;
  /** A walk over all packages that is yet to be made, and the `packageKey` after which it goes on. */
  readonly sweep?: { readonly after?: string };
}

const JOB = 'alarms';

const schema = z.object({
  sequence: z.number().int().min(0),
  revision: z.number().int().min(0),
  sweep: z.object({ after: z.string().exactOptional() }).exactOptional(),
});

/** What was saved last; undefined when nothing was. Throws `storage-failed` for what it cannot read. */
export async function readAlarmProgress(
  jobs: Pick<JobProgressStore, 'read'>,
): Promise<AlarmProgress | undefined> {
  const state = await jobs.read(JOB);
  return state === undefined ? undefined : parse(state);
}

/** Several servers on one database share the row: what one has looked at, all have. */
export async function saveAlarmProgress(
  work: UnitOfWork<JobProgressStores>,
  own: AlarmProgress,
): Promise<void> {
  await work.transact(async ({ jobs }) => {
    const stored = await readAlarmProgress(jobs);
    const ahead = stored !== undefined && stored.sequence > own.sequence ? stored : own;
    const revision = Math.max(own.revision, stored?.revision ?? 0);
    await jobs.save(JOB, JSON.stringify({ ...ahead, revision }));
  });
}

function parse(state: string): AlarmProgress {
  try {
    return schema.parse(JSON.parse(state));
  } catch (cause) {
    throw new GatehouseError('storage-failed', 'Cannot read how far the look-out for alarms has come', {
      cause,
    });
  }
}
