// Fix plans that were made where projects lie, one for each application.

import type { Migration } from './migration.ts';

/** Makes the table of fix plans. */
export const fixPlansMigration: Migration = {
  version: 12,
  name: 'fix-plans',
  statements: ({ integer, text }) => [
    `create table fix_plan (
      application_id ${text} not null primary key,
      snapshot ${integer} not null,
      made_at ${integer} not null,
      author ${text} not null,
      max_bump ${text} not null,
      plan ${text} not null
    )`,
  ],
};
