// Since when somebody may publish, whose a package was before, and when accounts were recovered: what holds are computed from.

import type { Migration } from './migration.ts';

/** Adds the columns that date rights, and the table of recoveries. */
export const holdsMigration: Migration = {
  version: 37,
  name: 'holds',
  statements: ({ integer, text }) => [
    `alter table membership add column role_before ${text}`,
    `alter table membership add column role_before_until ${integer}`,
    `alter table team_member add column since ${integer}`,
    `alter table owned_package add column from_kind ${text}`,
    `alter table owned_package add column from_id ${text}`,
    `create table account_recovery (
      account_id ${text} not null,
      how ${text} not null,
      at ${integer} not null
    )`,
    'create index account_recovery_account on account_recovery (account_id, at)',
  ],
};
