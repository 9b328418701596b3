// How far jobs have come.

import type { Kysely } from 'kysely';

import type { JobProgressStore } from '../journal/job-progress.ts';
import type { Schema } from './schema.ts';

/** The store within `database`, which may be a transaction. */
export function createJobProgressStore(database: Kysely<Schema>): JobProgressStore {
  return {
    async read(job) {
      const row = await database
        .selectFrom('job_progress')
        .select('state')
        .where('job', '=', job)
        .executeTakeFirst();
      return row?.state;
    },
    async save(job, state) {
      await database
        .insertInto('job_progress')
        .values({ job, state })
        .onConflict((conflict) => conflict.column('job').doUpdateSet({ state }))
        .execute();
    },
  };
}
