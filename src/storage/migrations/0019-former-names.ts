// Under which names applications stood before they were renamed: documents that were given then mean them by those.

import type { Migration } from './migration.ts';

/** Adds the columns, and an index of the few that were renamed. */
export const formerNamesMigration: Migration = {
  version: 19,
  name: 'former-names',
  statements: ({ integer, text }) => [
    `alter table application add column formerly ${text}`,
    `alter table application add column name_since ${integer}`,
    'create index application_formerly on application (id) where formerly is not null',
  ],
};
