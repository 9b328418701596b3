// Giving back: what is depended on, who takes money for it since when, and what was given.

import type { Migration } from './migration.ts';

/** Makes the tables of giving back. */
export const givingMigration: Migration = {
  version: 15,
  name: 'giving',
  statements: ({ integer, text, clustered }) => [
    `create table giving_summary (
      id ${integer} not null primary key,
      summary ${text} not null
    )`,
    `create table giving_line (
      line_key ${text} not null primary key,
      applications ${integer} not null,
      production ${integer} not null,
      direct ${integer} not null,
      dependents ${integer} not null,
      criticality ${integer} not null,
      has_link ${integer} not null,
      line ${text} not null
    )`,
    `create table giving_target (
      target ${text} not null primary key,
      line_key ${text} not null
    )${clustered}`,
    'create index giving_target_line on giving_target (line_key)',
    `create table funding_about (
      ecosystem ${text} not null,
      name ${text} not null,
      stamp ${text} not null,
      known_since ${integer} not null,
      repository ${text},
      links ${text} not null,
      primary key (ecosystem, name)
    )${clustered}`,
    `create table gift (
      id ${text} not null primary key,
      target ${text} not null,
      kind ${text} not null,
      amount_minor ${integer},
      currency ${text},
      minutes ${integer},
      given_at ${integer} not null,
      note ${text},
      evidence ${text},
      recorded_at ${integer} not null,
      recorded_by ${text} not null,
      withdrawn_at ${integer},
      withdrawn_by ${text},
      withdrawn_reason ${text}
    )`,
    'create index gift_given on gift (given_at, id)',
    'create index gift_target on gift (target, given_at, id)',
  ],
};
