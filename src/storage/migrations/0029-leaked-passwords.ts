// A password that was found in a list of leaked ones is to be changed before its account does anything else.

import type { Migration } from './migration.ts';

/** Adds to the table of accounts. */
export const leakedPasswordsMigration: Migration = {
  version: 29,
  name: 'leaked-passwords',
  statements: ({ integer }) => [`alter table account add column password_leaked_at ${integer}`],
};
