// People, their sessions and tokens, and who fetched what.

import type { Migration } from './migration.ts';

/** Makes the tables of identity and exposure. */
export const peopleMigration: Migration = {
  version: 4,
  name: 'people',
  statements: ({ integer, text, clustered }) => [
    `create table account (
      id ${text} not null primary key,
      name ${text} not null unique,
      role ${text} not null,
      password_hash ${text},
      created_at ${integer} not null,
      disabled_at ${integer}
    )`,
    `create table session (
      id_hash ${text} not null primary key,
      account_id ${text} not null references account (id),
      created_at ${integer} not null,
      expires_at ${integer} not null,
      confirmed_at ${integer} not null
    )`,
    'create index session_account on session (account_id)',
    'create index session_expires on session (expires_at)',
    `create table token (
      id ${text} not null primary key,
      name ${text} not null,
      hash ${text} not null unique,
      account_id ${text} not null references account (id),
      scope ${text} not null,
      view_name ${text},
      created_at ${integer} not null,
      expires_at ${integer},
      revoked_at ${integer},
      last_used_at ${integer}
    )`,
    `create table one_time_link (
      hash ${text} not null primary key,
      purpose ${text} not null,
      account_id ${text} references account (id),
      expires_at ${integer} not null
    )`,
    `create table exposure (
      ecosystem ${text} not null,
      name ${text} not null,
      version ${text} not null,
      file ${text} not null,
      reader ${text} not null,
      client ${text} not null,
      first_at ${integer} not null,
      last_at ${integer} not null,
      count ${integer} not null,
      is_whole_address ${integer} not null,
      primary key (ecosystem, name, version, file, reader, client)
    )${clustered}`,
    'create index exposure_package on exposure (ecosystem, name, last_at)',
    'create index exposure_whole_address on exposure (is_whole_address, last_at)',
  ],
};
