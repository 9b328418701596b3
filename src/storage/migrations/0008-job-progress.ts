// How far jobs that follow the journal have come.

import type { Migration } from './migration.ts';

/** Makes the table of jobs, one row each. */
export const jobProgressMigration: Migration = {
  version: 8,
  name: 'job progress',
  statements: ({ text, clustered }) => [
    `create table job_progress (
      job ${text} not null primary key,
      state ${text} not null
    )${clustered}`,
  ],
};
