// Versions that were moved in from another registry.

import type { Migration } from './migration.ts';

/** Adds where a version came from. */
export const importsMigration: Migration = {
  version: 35,
  name: 'imports',
  statements: ({ text }) => [`alter table hosted_version add column imported ${text}`],
};
