// VEX documents that people gave, and those that pushed bills of materials bring along.

import type { Migration } from './migration.ts';

/** Makes the tables of VEX. */
export const vexMigration: Migration = {
  version: 11,
  name: 'vex',
  statements: ({ integer, text, clustered }) => [
    `create table vex_document (
      id ${text} not null primary key,
      document_id ${text},
      format ${text} not null,
      version ${text},
      issued_at ${integer},
      author ${text} not null,
      statements ${text} not null,
      statement_count ${integer} not null,
      unrecognised ${integer} not null,
      file ${text} not null,
      sha256 ${text} not null,
      source ${text} not null,
      added_by ${text} not null,
      added_at ${integer} not null,
      superseded_by ${text},
      withdrawn_at ${integer},
      withdrawn_by ${text},
      withdrawn_reason ${text}
    )`,
    'create index vex_document_added on vex_document (added_at, id)',
    'create index vex_document_document on vex_document (document_id)',
    'create index vex_document_sha256 on vex_document (sha256)',
    `create table snapshot_vex (
      application_id ${text} not null,
      number ${integer} not null,
      path ${text} not null,
      document ${text} not null,
      primary key (application_id, number, path)
    )${clustered}`,
  ],
};
