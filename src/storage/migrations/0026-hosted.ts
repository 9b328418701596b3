// What is published here.

import type { Migration } from './migration.ts';

/** Adds the tables of hosted packages, versions and files. */
export const hostedMigration: Migration = {
  version: 26,
  name: 'hosted',
  statements: ({ integer, text, clustered }) => [
    `create table hosted_package (
      ecosystem ${text} not null,
      name ${text} not null,
      spelt ${text} not null,
      created_at ${integer} not null,
      created_by ${text} not null,
      updated_at ${integer} not null,
      tags ${text} not null,
      status ${text} not null,
      status_reason ${text} not null,
      primary key (ecosystem, name)
    )${clustered}`,
    // A row stays when its version is removed: a name and version are used once. The key is the same for all spellings.
    `create table hosted_version (
      ecosystem ${text} not null,
      name ${text} not null,
      version_key ${text} not null,
      version ${text} not null,
      published_at ${integer} not null,
      published_by ${text} not null,
      proven_by ${text},
      words ${text} not null,
      yanked ${text},
      deprecated ${text},
      removed_at ${integer},
      primary key (ecosystem, name, version_key)
    )${clustered}`,
    `create table hosted_file (
      ecosystem ${text} not null,
      name ${text} not null,
      file ${text} not null,
      version_key ${text} not null,
      published_at ${integer} not null,
      words ${text} not null,
      primary key (ecosystem, name, file)
    )${clustered}`,
  ],
};
