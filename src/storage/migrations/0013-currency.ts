// How far components are behind their packages' releases, and what is counted of it for each application, now and by day.

import type { Migration } from './migration.ts';

/** Makes the tables of currency. */
export const currencyMigration: Migration = {
  version: 13,
  name: 'currency',
  statements: ({ integer, text, clustered }) => [
    `create table component_fact (
      component_id ${integer} not null primary key,
      measured_at ${integer} not null,
      checked_at ${integer},
      latest ${text},
      latest_at ${integer},
      installed_at ${integer},
      behind ${integer},
      behind_on_line ${integer},
      libyear_days ${integer},
      last_release_at ${integer},
      quiet_since ${integer},
      licence ${text}
    )`,
    `create table currency_sum (
      scope_id ${text} not null primary key,
      at ${integer} not null,
      sums ${text} not null
    )`,
    `create table currency_day (
      scope_id ${text} not null,
      day ${integer} not null,
      figures ${text} not null,
      primary key (scope_id, day)
    )${clustered}`,
  ],
};
