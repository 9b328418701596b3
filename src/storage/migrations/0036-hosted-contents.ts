// What is inside of what is published here.

import type { Migration } from './migration.ts';

/** Adds the table of what was found inside the files of hosted versions. */
export const hostedContentsMigration: Migration = {
  version: 36,
  name: 'hosted contents',
  statements: ({ text, clustered }) => [
    // All of it can be read anew from the files.
    `create table hosted_contents (
      ecosystem ${text} not null,
      name ${text} not null,
      version_key ${text} not null,
      basis ${text} not null,
      contents ${text} not null,
      primary key (ecosystem, name, version_key)
    )${clustered}`,
  ],
};
