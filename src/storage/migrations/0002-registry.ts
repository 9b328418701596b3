// What the registry knows of its upstreams: packages, documents, artifacts.

import type { Migration } from './migration.ts';

/** Makes the registry's tables. */
export const registryMigration: Migration = {
  version: 2,
  name: 'registry',
  statements: ({ integer, text, clustered }) => [
    `create table package (
      ecosystem ${text} not null,
      name ${text} not null,
      upstream ${text} not null,
      first_seen_at ${integer} not null,
      primary key (ecosystem, name)
    )${clustered}`,
    'create index package_name on package (name, ecosystem)',
    `create table upstream_document (
      ecosystem ${text} not null,
      upstream ${text} not null,
      name ${text} not null,
      document_key ${text} not null,
      sha256 ${text},
      size_bytes ${integer} not null,
      etag ${text},
      last_modified ${text},
      fetched_at ${integer} not null,
      checked_at ${integer} not null,
      absent_since ${integer},
      primary key (ecosystem, upstream, name, document_key)
    )${clustered}`,
    `create table artifact (
      ecosystem ${text} not null,
      name ${text} not null,
      file ${text} not null,
      version ${text} not null,
      sha256 ${text} not null,
      size_bytes ${integer} not null,
      digests ${text} not null,
      upstream ${text} not null,
      url ${text} not null,
      last_modified ${integer},
      stored_at ${integer} not null,
      present ${integer} not null,
      used_at ${integer} not null,
      primary key (ecosystem, name, file)
    )${clustered}`,
    'create index artifact_sha256 on artifact (sha256)',
    'create index artifact_used on artifact (present, used_at)',
  ],
};
