// Evidence, and what governance keeps beside it.

import type { Migration } from './migration.ts';

/** Makes the tables of statements, policies and reservations. */
export const evidenceMigration: Migration = {
  version: 3,
  name: 'evidence',
  statements: ({ integer, text, real, clustered }) => {
    const statement = `
      id ${text} not null,
      kind ${text} not null,
      ecosystem ${text} not null,
      name ${text} not null,
      digest ${text},
      source ${text} not null,
      observed_at ${integer} not null,
      confidence ${real} not null,
      details ${text} not null,
      expires_at ${integer},
      withdrawn_at ${integer}`;
    return [
      `create table statement (${statement}, primary key (id))`,
      'create index statement_package on statement (ecosystem, name, observed_at)',
      'create index statement_kind on statement (kind, observed_at, id)',
      `create table superseded_statement (${statement}, superseded_at ${integer} not null)`,
      'create index superseded_statement_id on superseded_statement (id, superseded_at)',
      `create table policy_version (
        view_name ${text} not null,
        number ${integer} not null,
        text ${text} not null,
        author ${text} not null,
        note ${text} not null,
        created_at ${integer} not null,
        primary key (view_name, number)
      )${clustered}`,
      `create table reservation (
        id ${text} not null primary key,
        ecosystem ${text} not null,
        pattern ${text} not null,
        reason ${text} not null,
        author ${text} not null,
        created_at ${integer} not null,
        withdrawn_at ${integer}
      )`,
    ];
  },
};
