// Defences against takeovers: which packages are frozen.

import type { Migration } from './migration.ts';

/** Adds the table of freezes. */
export const takeoverMigration: Migration = {
  version: 32,
  name: 'takeover',
  statements: ({ integer, text }) => [
    // One that was ended stays: that a package was frozen is part of its history.
    `create table package_freeze (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      name ${text} not null,
      kind ${text} not null,
      reason ${text} not null,
      since ${integer} not null,
      frozen_by ${text} not null,
      publisher_id ${text},
      claim ${text},
      ended_at ${integer},
      ended_by ${text}
    )`,
    'create index package_freeze_open on package_freeze (ecosystem, name) where ended_at is null',
  ],
};
