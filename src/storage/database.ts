// Opens the database, SQLite or PostgreSQL, and says how it is read and written.

import { Kysely, type Transaction } from 'kysely';

import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/list.ts';
import type { Migration } from './migrations/migration.ts';
import type { Schema } from './schema.ts';
import {
  createSqliteDialect,
  openSqliteReader,
  openSqliteWriter,
  SqliteReaderDriver,
  SqliteWriterDriver,
} from './sqlite-dialect.ts';
import { watchSqlite } from './watch-sqlite.ts';
import { WriterTurn } from './writer-turn.ts';

export type DatabaseKind = 'sqlite' | 'postgres';

/** Where a database is: a file, or a `postgres://` address (a secret, since it may hold a password). */
export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** An open database at the schema that this server knows. */
export interface Database {
  readonly kind: DatabaseKind;
  /** For reading: sees what is committed, never waits for a writer, refuses to write. */
  readonly read: Kysely<Schema>;
  /**
   * Runs `work` in a transaction; one runs at a time, also across processes. Commits, durably, when `work` resolves;
   * rolls back and rethrows when it rejects. Inside, use only `trx`: `read` does not see what is uncommitted, and another
   * `transact` throws `storage-failed`. `trx` refuses to work once the transaction is over.
   * Throws `storage-full`, `storage-failed`, `locked` (another writer held it too long) or `conflict` (a key exists).
   */
  transact<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T>;
  /**
   * Calls `listener` within a second after something was committed, by this process or another; now and then also
   * when nothing was. Answers a function that stops it.
   */
  watch(listener: () => void): Promise<() => Promise<void>>;
  /** Waits for the transaction under way and closes all connections. */
  close(): Promise<void>;
}

/** The two query builders of an engine, and what else an open database needs. */
export interface Connections {
  readonly kind: DatabaseKind;
  readonly read: Kysely<Schema>;
  readonly write: Kysely<Schema>;
  watch(listener: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/**
 * Opens the database at `location`, creates an SQLite file if need be, and applies missing migrations.
 * Throws `storage-failed` or `storage-full`, also when the database's schema is newer than known.
 */
export async function openDatabase(
  location: DatabaseLocation,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Database> {
  const connections =
    location.kind === 'sqlite' ? connectSqlite(location.path) : await connectPostgres(location.url);
  const database = createDatabase(connections);
  try {
    await migrate(database, migrations);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function createDatabase(connections: Connections): Database {
  const turn = new WriterTurn();
  return {
    kind: connections.kind,
    read: connections.read,
    transact: (work) => turn.take(() => connections.write.transaction().execute(work)),
    watch: (listener) => connections.watch(listener),
    close: () => turn.take(() => connections.close()),
  };
}

function connectSqlite(path: string): Connections {
  const writer = new SqliteWriterDriver(openSqliteWriter(path));
  const reader = new SqliteReaderDriver(() => openSqliteReader(path));
  return {
    kind: 'sqlite',
    read: new Kysely<Schema>({ dialect: createSqliteDialect(reader) }),
    write: new Kysely<Schema>({ dialect: createSqliteDialect(writer) }),
    watch: async (listener) => watchSqlite(path, listener),
    async close() {
      await reader.destroy();
      // Last, since the connection that closes last folds the write-ahead log into the file.
      await writer.destroy();
    },
  };
}

async function connectPostgres(url: string): Promise<Connections> {
  // Only a server that uses PostgreSQL pays for loading its driver.
  const { connectPostgres } = await import('./postgres-dialect.ts');
  return connectPostgres(url);
}
