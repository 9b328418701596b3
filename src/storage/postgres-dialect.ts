// Kysely on PostgreSQL: one connection that writes, under a lock that all servers share, and a pool that reads.
// Loaded only by servers that use it.

import {
  CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { Pool, types, type PoolClient, type PoolConfig } from 'pg';
import Cursor from 'pg-cursor';

import { GatehouseError } from '../kernel/errors.ts';
import type { Connections } from './database.ts';
import type { Schema } from './schema.ts';
import { translatePostgresError } from './storage-error.ts';
import { watchPostgres } from './watch-postgres.ts';

const READERS = 8;
/** Names the lock that makes transactions run one after the other, as SQLite's single writer does. */
const WRITER_LOCK = 0x67617465;
const CONNECT_TIMEOUT_MS = 10_000;

/** Connects to the database at `url`. Connections are made when first used. */
export function connectPostgres(url: string): Connections {
  const writers = createPool(url, {
    max: 1,
    options: '-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s',
  });
  const readers = createPool(url, { max: READERS, options: '-c default_transaction_read_only=on' });
  return {
    kind: 'postgres',
    read: new Kysely<Schema>({ dialect: createPostgresDialect(new PostgresDriver(readers)) }),
    write: new Kysely<Schema>({ dialect: createPostgresDialect(new PostgresDriver(writers)) }),
    watch: (listener) => watchPostgres(url, listener),
    async close() {
      await Promise.all([writers.end(), readers.end()]);
    },
  };
}

function createPool(url: string, options: PoolConfig): Pool {
  const pool = new Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'gatehouse',
    types: { getTypeParser },
    ...options,
  });
  // A connection that breaks while idle is replaced at its next use, where a lasting failure is told.
  pool.on('error', () => {});
  return pool;
}

/** Sums and 64-bit integers as numbers: all that is stored fits into 53 bits. */
function getTypeParser(...[oid, format]: Parameters<typeof types.getTypeParser>): (value: string) => unknown {
  const isNumber = oid === types.builtins.INT8 || oid === types.builtins.NUMERIC;
  return isNumber ? parseSafeNumber : (types.getTypeParser(oid, format) as (value: string) => unknown);
}

function parseSafeNumber(text: string): number {
  const value = Number(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw new GatehouseError('storage-failed', `Cannot read a number: found ${text}, expected up to 53 bits`);
}

function createPostgresDialect(driver: Driver): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

class PostgresDriver implements Driver {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new PostgresConnection(await this.#pool.connect());
    } catch (error) {
      throw translatePostgresError(error);
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    // Above this isolation a transaction would see what stood when it began to wait, not what it waited for.
    await connection.executeQuery(CompiledQuery.raw('begin isolation level read committed'));
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${WRITER_LOCK})`));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const command = await (connection as PostgresConnection).command('commit');
    // PostgreSQL answers the commit of a transaction that had failed with a rollback, not with an error.
    if (command === 'COMMIT') return;
    throw new GatehouseError(
      'storage-failed',
      'Cannot commit the transaction: found that one of its statements had failed',
    );
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PostgresConnection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as PostgresConnection).release();
  }

  async destroy(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }
}

class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  #isBroken = false;
  #isReleased = false;
  // Without a listener, a connection that breaks between two queries would end the process.
  readonly #onError = (): void => {
    this.#isBroken = true;
  };

  constructor(client: PoolClient) {
    this.#client = client;
    client.on('error', this.#onError);
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#assertHeld();
    try {
      const result = await this.#client.query(query.sql, [...query.parameters]);
      const rows = (result.rows ?? []) as R[];
      const changes = /^(INSERT|UPDATE|DELETE|MERGE)$/.test(result.command);
      return changes ? { rows, numAffectedRows: BigInt(result.rowCount ?? 0) } : { rows };
    } catch (error) {
      throw translatePostgresError(error);
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    this.#assertHeld();
    const cursor = this.#client.query(new Cursor<R>(query.sql, [...query.parameters]));
    try {
      for (;;) {
        const rows = await cursor.read(chunkSize);
        if (rows.length === 0) return;
        yield { rows };
      }
    } catch (error) {
      throw translatePostgresError(error);
    } finally {
      await cursor.close();
    }
  }

  /** Runs a statement without parameters; answers the word by which the server completed it. */
  async command(sql: string): Promise<string> {
    try {
      return (await this.#client.query(sql)).command;
    } catch (error) {
      throw translatePostgresError(error);
    }
  }

  /** Rolls back; a connection on which that fails is not used again, which rolls back as well. */
  async rollback(): Promise<void> {
    try {
      await this.#client.query('rollback');
    } catch {
      // The error that led here is the one to tell.
      this.#isBroken = true;
    }
  }

  release(): void {
    this.#isReleased = true;
    this.#client.off('error', this.#onError);
    this.#client.release(this.#isBroken);
  }

  #assertHeld(): void {
    if (this.#isReleased) {
      throw new GatehouseError(
        'storage-failed',
        'Cannot query the database: found a transaction that is over, expected one under way',
      );
    }
  }
}
