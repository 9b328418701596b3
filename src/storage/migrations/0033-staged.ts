// Versions that wait for somebody's approval.

import type { Migration } from './migration.ts';

/** Adds the tables of staged versions and their files, and of the packages of which every version needs approval. */
export const stagedMigration: Migration = {
  version: 33,
  name: 'staged versions',
  statements: ({ integer, text, clustered }) => [
    `create table staged_version (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      name ${text} not null,
      version ${text} not null,
      version_key ${text} not null,
      slot ${text},
      release ${text} not null,
      words ${text} not null,
      staged_at ${integer} not null,
      staged_by ${text} not null,
      account_id ${text} not null,
      not_by ${text} not null,
      proven_by ${text},
      owner_kind ${text} not null,
      owner_id ${text} not null,
      because ${text} not null,
      until_at ${integer} not null,
      state ${text} not null,
      decided_at ${integer},
      decided_by ${text},
      reason ${text}
    )${clustered}`,
    // Of two who stage one version at once, one does.
    'create unique index staged_version_slot on staged_version (slot)',
    'create index staged_version_state on staged_version (state, staged_at, id)',
    'create index staged_version_until on staged_version (state, until_at)',
    `create table staged_file (
      staged_id ${text} not null,
      position ${integer} not null,
      file ${text} not null,
      sha256 ${text} not null,
      size_bytes ${integer} not null,
      digests ${text} not null,
      words ${text} not null,
      primary key (staged_id, position)
    )${clustered}`,
    'create unique index staged_file_name on staged_file (staged_id, file)',
    'create index staged_file_sha256 on staged_file (sha256)',
    `create table approval_required (
      ecosystem ${text} not null,
      name ${text} not null,
      since ${integer} not null,
      primary key (ecosystem, name)
    )${clustered}`,
  ],
};
