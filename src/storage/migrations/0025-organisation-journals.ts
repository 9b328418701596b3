// Which entries of the journal are about which organisation, so that its own journal is read without reading all of it.

import type { Migration } from './migration.ts';

const NAMING = `'organisation-created', 'organisation-changed', 'organisation-deleted', 'member-invited',
  'invitation-ended', 'member-joined', 'member-role-changed', 'member-left', 'team-changed', 'grant-given', 'grant-ended'`;
const OWNING = `'package-assigned', 'package-visibility-changed', 'package-transfer-offered', 'package-transferred'`;

/**
 * Adds the table, and fills it from the entries so far. A quotation mark within a text of the JSON has a backslash before it,
 * so that what is looked for stands nowhere but where it is a value of its own; names have no wildcards in them.
 */
export const organisationJournalsMigration: Migration = {
  version: 25,
  name: 'organisation-journals',
  statements: ({ integer, text, clustered }) => [
    `create table organisation_entry (
      organisation ${text} not null,
      sequence ${integer} not null,
      primary key (organisation, sequence)
    )${clustered}`,
    `insert into organisation_entry (organisation, sequence)
      select o.name, j.sequence from organisation o join journal j on j.kind in (${NAMING})
      where j.data like '%"organisation":"' || o.name || '"%'`,
    `insert into organisation_entry (organisation, sequence)
      select o.name, j.sequence from organisation o join journal j on j.kind in (${OWNING})
      where j.data like '%:"organisation:' || o.name || '"%'`,
  ],
};
