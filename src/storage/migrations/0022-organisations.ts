// Organisations: who belongs to them, teams, grants, and whose a package is.

import type { Migration } from './migration.ts';

/** Adds the tables of organisations. */
export const organisationsMigration: Migration = {
  version: 22,
  name: 'organisations',
  statements: ({ integer, text, clustered }) => [
    // One that was deleted stays, so that its name is never given again.
    `create table organisation (
      id ${text} not null primary key,
      name ${text} not null unique,
      display_name ${text} not null,
      created_at ${integer} not null,
      deleted_at ${integer}
    )`,
    `create table membership (
      organisation_id ${text} not null,
      account_id ${text} not null,
      role ${text} not null,
      since ${integer} not null,
      primary key (organisation_id, account_id)
    )${clustered}`,
    'create index membership_account on membership (account_id)',
    `create table invitation (
      id ${text} not null primary key,
      organisation_id ${text} not null,
      account_id ${text} not null,
      role ${text} not null,
      invited_by ${text} not null,
      created_at ${integer} not null,
      expires_at ${integer} not null,
      unique (organisation_id, account_id)
    )`,
    'create index invitation_account on invitation (account_id)',
    `create table team (
      id ${text} not null primary key,
      organisation_id ${text} not null,
      name ${text} not null,
      unique (organisation_id, name)
    )`,
    `create table team_member (
      team_id ${text} not null,
      account_id ${text} not null,
      primary key (team_id, account_id)
    )${clustered}`,
    // Held by an account or a team, on a name or a prefix of names.
    `create table object_grant (
      id ${text} not null primary key,
      organisation_id ${text} not null,
      holder_kind ${text} not null,
      holder_id ${text} not null,
      role ${text} not null,
      ecosystem ${text} not null,
      pattern ${text} not null,
      granted_at ${integer} not null
    )`,
    'create index object_grant_organisation on object_grant (organisation_id)',
    `create table owned_package (
      ecosystem ${text} not null,
      name ${text} not null,
      owner_kind ${text} not null,
      owner_id ${text} not null,
      visibility ${text} not null,
      since ${integer} not null,
      primary key (ecosystem, name)
    )${clustered}`,
    'create index owned_package_owner on owned_package (owner_id)',
  ],
};
