// Namespaces: who claimed one, how it was proven; and appeals for names that look like others.

import type { Migration } from './migration.ts';

/** Adds the tables of namespaces and appeals. */
export const namespacesMigration: Migration = {
  version: 31,
  name: 'namespaces',
  statements: ({ integer, text }) => [
    // One that is over stays: who had a name is part of its history.
    `create table namespace (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      namespace ${text} not null,
      owner_kind ${text},
      owner_id ${text},
      state ${text} not null,
      place_kind ${text},
      place_host ${text},
      place_account ${text},
      challenge ${text} not null,
      proof ${text},
      claimed_by ${text} not null,
      claimed_at ${integer} not null,
      proven_at ${integer},
      checked_at ${integer},
      failing_since ${integer},
      warnings ${integer},
      ended_at ${integer},
      reason ${text}
    )`,
    'create index namespace_state on namespace (state, ecosystem)',
    'create index namespace_owner on namespace (owner_kind, owner_id)',
    // What nobody can have twice, whoever writes it and whenever.
    `create unique index namespace_in_force on namespace (ecosystem, namespace)
      where state in ('proven', 'lapsed', 'reserved')`,
    `create table name_appeal (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      name ${text} not null,
      account_id ${text} not null,
      looks_like ${text} not null,
      likeness ${text} not null,
      reason ${text} not null,
      asked_at ${integer} not null,
      state ${text} not null,
      decided_by ${text},
      decided_at ${integer},
      answer ${text}
    )`,
    'create index name_appeal_account on name_appeal (account_id, asked_at)',
    'create index name_appeal_asked on name_appeal (asked_at)',
    'create index name_appeal_name on name_appeal (ecosystem, name)',
  ],
};
