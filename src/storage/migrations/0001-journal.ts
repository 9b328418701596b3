// The journal.

import type { Migration } from './migration.ts';

/** Makes the journal's table, with indexes for reading one package's or one kind's entries. */
export const journalMigration: Migration = {
  version: 1,
  name: 'journal',
  statements: ({ integer, text }) => [
    `create table journal (
      sequence ${integer} not null primary key,
      at ${integer} not null,
      kind ${text} not null,
      actor ${text} not null,
      ecosystem ${text},
      name ${text},
      data ${text} not null
    )`,
    'create index journal_package on journal (ecosystem, name, sequence) where name is not null',
    'create index journal_kind on journal (kind, sequence)',
  ],
};
