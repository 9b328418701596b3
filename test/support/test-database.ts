// Which database a gate of the tests uses: SQLite, or a new one on the PostgreSQL that GATEHOUSE_TEST_POSTGRES names.

import { join } from 'node:path';

import { createPostgresPlace } from '../../src/storage/contract/engines.ts';
import type { DatabaseLocation } from '../../src/storage/database.ts';

/** What `storage.database` is to say, and what takes the database away. */
export interface TestDatabase {
  readonly setting: string;
  readonly location: DatabaseLocation;
  drop(): Promise<void>;
}

/** The address of the cluster that `scripts/with-postgres.ts` started; absent: the tests run on SQLite. */
export const POSTGRES_CLUSTER = process.env['GATEHOUSE_TEST_POSTGRES'];

/**
 * A new database of the engine that the tests run on, in `folder` where it is a file. Dropped by whoever made it, after
 * the last server on it has ended.
 */
export async function createTestDatabase(folder: string): Promise<TestDatabase> {
  if (POSTGRES_CLUSTER === undefined) {
    const location = { kind: 'sqlite', path: join(folder, 'gatehouse.db') } as const;
    return { setting: 'sqlite', location, drop: async () => undefined };
  }
  const place = await createPostgresPlace(POSTGRES_CLUSTER);
  return { setting: place.location.url, location: place.location, drop: () => place.drop() };
}

const OF_FOLDERS = new Map<string, Promise<TestDatabase>>();

/** The same database for every gate on this data folder, one after the other; it goes with its cluster. */
export async function keepTestDatabase(folder: string): Promise<TestDatabase> {
  const kept = OF_FOLDERS.get(folder) ?? createTestDatabase(folder);
  OF_FOLDERS.set(folder, kept);
  return { ...(await kept), drop: async () => undefined };
}
