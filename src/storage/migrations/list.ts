// Every migration, in order.

import { journalMigration } from './0001-journal.ts';
import type { Migration } from './migration.ts';

/** The migrations from an empty database to the schema in `schema.ts`. */
export const MIGRATIONS: readonly Migration[] = [journalMigration];
