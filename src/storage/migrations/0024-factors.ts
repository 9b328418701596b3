// Second factors: authenticators and passkeys, recovery codes, and the browsers that somebody signed in with before.

import type { Migration } from './migration.ts';

export const factorsMigration: Migration = {
  version: 24,
  name: 'factors',
  statements: ({ integer, text }) => [
    `create table factor (
      id ${text} not null primary key,
      account_id ${text} not null references account (id),
      kind ${text} not null,
      name ${text} not null,
      created_at ${integer} not null,
      last_used_at ${integer},
      counter ${integer} not null,
      credential_id ${text} unique,
      details ${text} not null
    )`,
    'create index factor_account on factor (account_id)',
    `create table recovery_code (
      account_id ${text} not null references account (id),
      hash ${text} not null,
      primary key (account_id, hash)
    )`,
    `create table known_device (
      account_id ${text} not null references account (id),
      hash ${text} not null,
      expires_at ${integer} not null,
      primary key (account_id, hash)
    )`,
  ],
};
