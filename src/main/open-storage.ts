// Opens what is kept: the database, its stores and units of work, the journal, the blobs.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { AdvisoryLookups } from '../evidence/advisory-ports.ts';
import type { JournalFeed } from '../journal/journal-feed.ts';
import { startJournalFeed } from '../journal/journal-feed.ts';
import type { JournalReader } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Logger } from '../kernel/logger.ts';
import type { BlobNames } from '../registry/ports.ts';
import { createAdvisoryLookups } from '../storage/advisory-store.ts';
import { openBlobFolder, type BlobFolder } from '../storage/blob-folder.ts';
import { createBlobNames } from '../storage/blob-names.ts';
import { openDatabase, type Database, type DatabaseLocation } from '../storage/database.ts';
import { createJournalReader } from '../storage/journal-store.ts';
import { createUnitOfWork } from '../storage/sql-unit-of-work.ts';
import { createStores, createWorkStores, type Stores, type WorkStores } from '../storage/stores.ts';
import type { Config } from './config-schema.ts';

export interface OpenStorage {
  readonly location: DatabaseLocation;
  readonly database: Database;
  /** For reading. */
  readonly stores: Stores;
  readonly lookups: AdvisoryLookups;
  readonly work: UnitOfWork<WorkStores>;
  readonly reader: JournalReader;
  readonly feed: JournalFeed;
  readonly blobs: BlobFolder;
  readonly blobNames: BlobNames;
  close(): Promise<void>;
}

/** Where the database of a data folder is. */
export function databaseLocation(config: Config, dataDir: string): DatabaseLocation {
  const { database } = config.storage;
  return database === 'sqlite'
    ? { kind: 'sqlite', path: join(dataDir, 'gatehouse.db') }
    : { kind: 'postgres', url: database };
}

/** Opens everything, migrating the schema. Throws `storage-failed` or `storage-full`. */
export async function openStorage(config: Config, dataDir: string, log: Logger): Promise<OpenStorage> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const location = databaseLocation(config, dataDir);
  const database = await openDatabase(location);
  const reader = createJournalReader(database.read);
  const feed = await startJournalFeed({
    reader,
    report: (error, entry) => log.error('a subscriber of the journal failed', { error, kind: entry?.kind }),
  });
  // Commits of worker threads and of other servers on the same database.
  const unwatch = await database.watch(() => void feed.publish());
  return {
    location,
    database,
    stores: createStores(database.read),
    lookups: createAdvisoryLookups(database.read),
    work: createUnitOfWork({ database, published: () => feed.publish() }, createWorkStores),
    reader,
    feed,
    blobs: await openBlobFolder(join(dataDir, 'blobs')),
    blobNames: createBlobNames(database.read),
    async close() {
      await unwatch();
      await database.close();
    },
  };
}
