// Who people are at the providers that they sign in by.

import type { Migration } from './migration.ts';

/** Makes the table: one account for each (issuer, subject), so that no second one can be signed in to by it. */
export const ssoMigration: Migration = {
  version: 23,
  name: 'sso',
  statements: ({ integer, text }) => [
    `create table sso_identity (
      id ${text} not null primary key,
      issuer ${text} not null,
      subject ${text} not null,
      account_id ${text} not null,
      linked_at ${integer} not null,
      used_at ${integer},
      unique (issuer, subject)
    )`,
    'create index sso_identity_account on sso_identity (account_id)',
  ],
};
