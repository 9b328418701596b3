// Who publishes by an issuer's word, the tokens that they got, and what was used up for them.

import type { Migration } from './migration.ts';

/** Adds the tables of trusted publishing. */
export const trustedPublishingMigration: Migration = {
  version: 30,
  name: 'trusted-publishing',
  statements: ({ integer, text, clustered }) => [
    `create table publisher (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      pattern ${text} not null,
      provider ${text} not null,
      issuer ${text} not null,
      locator ${text} not null,
      settings ${text} not null,
      pins ${text} not null,
      publisher_right ${text} not null,
      created_at ${integer} not null,
      created_by ${text} not null,
      last_used_at ${integer},
      pending ${text},
      pending_until ${integer}
    )`,
    'create index publisher_issuer on publisher (issuer, locator)',
    'create index publisher_pattern on publisher (ecosystem, pattern)',
    'create index publisher_pending on publisher (pending_until)',
    `create table publisher_token (
      id ${text} not null primary key,
      hash ${text} not null unique,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      revoked_at ${integer},
      details ${text} not null
    )`,
    'create index publisher_token_expires on publisher_token (expires_at)',
    // An identity token works once: of two that come at the same moment, one finds its row taken.
    `create table used_identity (
      key_hash ${text} not null primary key,
      kept_until ${integer} not null
    )${clustered}`,
    'create index used_identity_kept on used_identity (kept_until)',
    `create table trusted_only (
      ecosystem ${text} not null,
      pattern ${text} not null,
      since ${integer} not null,
      primary key (ecosystem, pattern)
    )${clustered}`,
    // What is settled once for all servers of the database.
    `create table instance_fact (
      fact ${text} not null primary key,
      value ${text} not null
    )${clustered}`,
  ],
};
