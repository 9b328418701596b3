// What people who leave take with them: their account says so, and what they did and fetched is found by who they are.

import type { Migration } from './migration.ts';

/** Adds to the tables of identity, and finds entries and fetches by person. */
export const leaversMigration: Migration = {
  version: 27,
  name: 'leavers',
  statements: ({ integer }) => [
    `alter table account add column deleted_at ${integer}`,
    'create index journal_actor on journal (actor, sequence)',
    'create index exposure_reader on exposure (reader)',
  ],
};
