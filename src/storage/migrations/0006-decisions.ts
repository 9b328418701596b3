// The log of decisions, and an order for listing advisories.

import type { Migration } from './migration.ts';

/** Makes the tables of decisions and their tallies. */
export const decisionsMigration: Migration = {
  version: 6,
  name: 'decisions',
  statements: ({ integer, text, clustered }) => [
    `create table decision (
      position ${integer} not null primary key,
      id ${text} not null,
      hour ${integer} not null,
      ecosystem ${text} not null,
      name ${text} not null,
      version ${text} not null,
      rule ${text} not null,
      mode ${text} not null,
      reader ${text} not null,
      client ${text} not null,
      view_name ${text} not null,
      action ${text} not null,
      summary ${text} not null,
      first_at ${integer} not null,
      last_at ${integer} not null,
      count ${integer} not null,
      is_whole_address ${integer} not null
    )`,
    `create unique index decision_key on decision
      (hour, ecosystem, name, version, rule, mode, reader, client, view_name)`,
    'create index decision_last on decision (last_at)',
    'create index decision_whole_address on decision (is_whole_address, last_at)',
    `create table decision_tally (
      hour ${integer} not null,
      mode ${text} not null,
      rule ${text} not null,
      action ${text} not null,
      count ${integer} not null,
      primary key (hour, mode, rule, action)
    )${clustered}`,
    'create index advisory_modified on advisory (modified, feed, id)',
  ],
};
