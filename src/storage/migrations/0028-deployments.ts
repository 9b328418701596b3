// Versions on their way in that are sent in parts.

import type { Migration } from './migration.ts';

/** Adds the tables of deployments, of the files that came and of the digests that were sent beside them. */
export const deploymentsMigration: Migration = {
  version: 28,
  name: 'deployments',
  statements: ({ integer, text, clustered }) => [
    `create table deployment (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      title ${text} not null,
      account_id ${text} not null,
      kind ${text} not null,
      components ${text} not null,
      name ${text},
      version ${text},
      version_key ${text},
      slot ${text},
      state ${text} not null,
      is_automatic ${integer} not null,
      faults ${text} not null,
      created_at ${integer} not null,
      created_by ${text} not null,
      changed_at ${integer} not null
    )${clustered}`,
    // Requests side by side open one deployment between them. Those that are closed have no slot.
    'create unique index deployment_slot on deployment (slot)',
    'create index deployment_of_account on deployment (account_id, created_at, id)',
    'create index deployment_of_package on deployment (account_id, ecosystem, name, state)',
    'create index deployment_changed on deployment (changed_at)',
    `create table deployment_file (
      deployment_id ${text} not null,
      name ${text} not null,
      file ${text} not null,
      version ${text} not null,
      sha256 ${text} not null,
      size_bytes ${integer} not null,
      digests ${text} not null,
      received_at ${integer} not null,
      primary key (deployment_id, name, file)
    )${clustered}`,
    'create index deployment_file_sha256 on deployment_file (sha256)',
    `create table deployment_digest (
      deployment_id ${text} not null,
      name ${text} not null,
      file ${text} not null,
      version ${text} not null,
      algorithm ${text} not null,
      digest ${text} not null,
      primary key (deployment_id, name, file, algorithm)
    )${clustered}`,
  ],
};
