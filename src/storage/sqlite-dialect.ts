// Kysely on node:sqlite: one connection that writes, and a pool of read-only ones that neither wait for it nor see what
// it has not committed.

import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';

import { GatehouseError } from '../kernel/errors.ts';
import { SqliteConnection, SqliteHandle } from './sqlite-connection.ts';
import { sqliteCodeOf, translateSqliteError } from './storage-error.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

const OPEN_TIMEOUT_MS = 5_000;
/** How long a transaction waits for another process or thread that is writing. */
const BEGIN_TIMEOUT_MS = 30_000;
const BEGIN_RETRY_MS = 5;
const IDLE_READERS = 4;
const MAX_READERS = 64;
const SQLITE_BUSY = 5;

/**
 * Opens the file for writing, creates it if need be, readable by its owner alone. Throws `storage-failed` when it cannot
 * be opened or is no database.
 */
export function openSqliteWriter(path: string): SqliteHandle {
  createPrivately(path);
  return openHandle(path, false, [
    'pragma journal_mode = wal',
    // A commit does not wait for the disk, which would hold the event loop: the driver does, by `WriteAheadLog`.
    'pragma synchronous = normal',
    'pragma foreign_keys = on',
    'pragma cache_size = -8000',
    // Waiting is done without holding the event loop, in `beginTransaction`.
    'pragma busy_timeout = 0',
  ]);
}

/** Opens the file, which a writer has made, for reading alone. */
export function openSqliteReader(path: string): SqliteHandle {
  return openHandle(path, true, ['pragma query_only = on', 'pragma cache_size = -4000']);
}

/** SQLite would let everybody read a new file and the logs beside it; it has credentials in it. */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch {
    // Whatever is wrong with the place, opening the database there says it in its own words.
  }
}

function openHandle(path: string, readOnly: boolean, pragmas: readonly string[]): SqliteHandle {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly, timeout: OPEN_TIMEOUT_MS });
    for (const pragma of pragmas) database.exec(pragma);
    return new SqliteHandle(database, path);
  } catch (error) {
    database?.close();
    throw translateSqliteError(error, path);
  }
}

/** The dialect of `driver`. DDL is transactional, so that a failed migration leaves nothing behind. */
export function createSqliteDialect(driver: Driver): Dialect {
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  // The drivers below say who waits for whom; Kysely's own mutex would make a query inside a stream wait for ever.
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

abstract class SqliteDriver implements Driver {
  async init(): Promise<void> {}

  abstract acquireConnection(): Promise<DatabaseConnection>;

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const { handle } = connection as SqliteConnection;
    const deadline = performance.now() + BEGIN_TIMEOUT_MS;
    for (;;) {
      try {
        // Deferred, a transaction that reads first could not become a writer once another has written.
        handle.database.exec('begin immediate');
        return;
      } catch (error) {
        const isBusy = ((sqliteCodeOf(error) ?? 0) & 0xff) === SQLITE_BUSY;
        if (!isBusy || performance.now() > deadline) throw translateSqliteError(error, handle.path);
      }
      await sleep(BEGIN_RETRY_MS);
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    (connection as SqliteConnection).handle.run('commit');
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const { handle } = connection as SqliteConnection;
    // SQLite itself rolls back when the disk is full or fails.
    if (handle.database.isTransaction) handle.run('rollback');
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as SqliteConnection).release();
  }

  abstract destroy(): Promise<void>;
}

/**
 * SQLite itself rolls back when the disk is full or fails. Statements that came after would be committed one by one, so
 * they are refused until the transaction has ended.
 */
class WriterConnection extends SqliteConnection {
  #isInTransaction = false;

  begun(): void {
    this.#isInTransaction = true;
  }

  override async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#isInTransaction && !this.handle.database.isTransaction) {
      throw new GatehouseError(
        'storage-failed',
        'Cannot go on with the transaction: found that the database took it back after a failure',
      );
    }
    return super.executeQuery(query);
  }
}

/**
 * The driver of the one connection that writes. Whoever uses it takes turns (`WriterTurn`). A transaction is over when it
 * would survive the machine losing power; readers may see it a moment before.
 */
export class SqliteWriterDriver extends SqliteDriver {
  readonly #handle: SqliteHandle;
  readonly #log: WriteAheadLog;

  constructor(handle: SqliteHandle, log = new WriteAheadLog(handle.path)) {
    super();
    this.#handle = handle;
    this.#log = log;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#log.assertSound();
    await super.beginTransaction(connection);
    (connection as WriterConnection).begun();
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    await this.#log.sync();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new WriterConnection(this.#handle);
  }

  async destroy(): Promise<void> {
    await this.#log.close();
    this.#handle.close();
  }
}

/** The driver of the connections that read. A connection is opened when all others are busy, so none waits. */
export class SqliteReaderDriver extends SqliteDriver {
  readonly #open: () => SqliteHandle;
  readonly #idle: SqliteHandle[] = [];
  readonly #busy = new Set<SqliteHandle>();

  constructor(open: () => SqliteHandle) {
    super();
    this.#open = open;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#busy.size >= MAX_READERS) {
      throw new GatehouseError(
        'storage-failed',
        `Cannot read the database: found ${MAX_READERS} reads under way, expected fewer`,
      );
    }
    const handle = this.#idle.pop() ?? this.#open();
    this.#busy.add(handle);
    return new SqliteConnection(handle);
  }

  override async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const { handle } = connection as SqliteConnection;
    await super.releaseConnection(connection);
    this.#busy.delete(handle);
    if (this.#idle.length < IDLE_READERS) this.#idle.push(handle);
    else handle.close();
  }

  async destroy(): Promise<void> {
    for (const handle of [...this.#idle, ...this.#busy]) handle.close();
    this.#idle.length = 0;
  }
}
