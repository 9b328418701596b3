// What accounts need to resist takeover: an address, sessions that can be told apart, and letters.

import type { Migration } from './migration.ts';

/** Adds to the tables of identity, and makes that of letters. */
export const accountsMigration: Migration = {
  version: 20,
  name: 'accounts',
  statements: ({ integer, text }) => [
    `alter table account add column email ${text}`,
    // The address as it is compared: in lower case. Only a verified one is anybody's alone.
    `alter table account add column email_key ${text}`,
    `alter table account add column email_verified_at ${integer}`,
    `alter table account add column email_lapsed_at ${integer}`,
    `alter table account add column email_checked_at ${integer}`,
    // The strongest factor that is enrolled: kept here so that a token's check reads one row.
    `alter table account add column strongest_factor ${text}`,
    'create index account_email on account (email_key)',
    'create index account_role on account (role)',
    `alter table session add column proof ${text} not null default 'password'`,
    `alter table session add column network ${text}`,
    `alter table session add column agent ${text}`,
    `alter table one_time_link add column details ${text}`,
    'create index one_time_link_account on one_time_link (account_id)',
    'create index token_account on token (account_id)',
    `create table letter (
      id ${text} not null primary key,
      recipient ${text} not null,
      subject ${text} not null,
      body ${text} not null,
      posted_at ${integer} not null,
      due_at ${integer} not null,
      attempts ${integer} not null,
      last_error ${text}
    )`,
    'create index letter_due on letter (due_at, id)',
  ],
};
