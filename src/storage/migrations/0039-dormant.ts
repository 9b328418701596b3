// When accounts were used last, and who tried to wake which package: what sleeps is asked for more before it publishes.

import type { Migration } from './migration.ts';

/** Adds both tables; of accounts that are there, when they did something last. */
export const dormantMigration: Migration = {
  version: 39,
  name: 'dormant',
  statements: ({ integer, text }) => [
    `create table account_activity (
      account_id ${text} not null primary key,
      seen_at ${integer} not null,
      gap_from ${integer},
      gap_ms ${integer}
    )`,
    `insert into account_activity (account_id, seen_at)
      select id, coalesce(
        (select max(journal.at) from journal where journal.actor = 'account:' || account.name),
        created_at
      ) from account`,
    `create table package_waking (
      ecosystem ${text} not null,
      name ${text} not null,
      asked_at ${integer} not null,
      asked_by ${text} not null,
      primary key (ecosystem, name)
    )`,
  ],
};
