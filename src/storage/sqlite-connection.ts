// One connection to an SQLite file, as Kysely wants it.

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';

import { GatehouseError } from '../kernel/errors.ts';
import { translateSqliteError } from './storage-error.ts';

const STATEMENT_LIMIT = 256;
/** Longer ones insert many rows at once, are seldom alike, and would fill the memory. */
const KEPT_SQL_LENGTH = 4_000;

interface CachedStatement {
  readonly statement: StatementSync;
  /** Whether it answers rows. */
  readonly isReader: boolean;
}

/** An open SQLite file with the statements that were prepared on it lately. */
export class SqliteHandle {
  readonly database: DatabaseSync;
  readonly path: string;
  readonly #statements = new Map<string, CachedStatement>();

  constructor(database: DatabaseSync, path: string) {
    this.database = database;
    this.path = path;
  }

  /** Runs one statement. Throws as `translateSqliteError` says. */
  run<R>(sql: string, parameters: readonly unknown[] = []): QueryResult<R> {
    try {
      const { statement, isReader } = this.#prepareCached(sql);
      const values = parameters as SQLInputValue[];
      if (isReader) return { rows: statement.all(...values) as R[] };
      const { changes, lastInsertRowid } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } catch (error) {
      throw translateSqliteError(error, this.path);
    }
  }

  /** Rows one by one. The statement is its own, since one that is being read must not be run again. */
  *iterate<R>(sql: string, parameters: readonly unknown[]): Generator<R, void, undefined> {
    try {
      const statement = this.database.prepare(sql);
      yield* statement.iterate(...(parameters as SQLInputValue[])) as Iterable<R>;
    } catch (error) {
      throw translateSqliteError(error, this.path);
    }
  }

  /** Closes the file; a second call does nothing. */
  close(): void {
    this.#statements.clear();
    if (this.database.isOpen) this.database.close();
  }

  #prepareCached(sql: string): CachedStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.database.prepare(sql);
    const prepared = { statement, isReader: statement.columns().length > 0 };
    if (sql.length > KEPT_SQL_LENGTH) return prepared;
    const eldest = this.#statements.keys().next();
    if (this.#statements.size >= STATEMENT_LIMIT && eldest.done !== true)
      this.#statements.delete(eldest.value);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

/** What Kysely holds while it uses a handle. Once released it refuses to work, so that nothing runs after its transaction. */
export class SqliteConnection implements DatabaseConnection {
  readonly handle: SqliteHandle;
  #isReleased = false;

  constructor(handle: SqliteHandle) {
    this.handle = handle;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#assertHeld();
    return this.handle.run(query.sql, query.parameters);
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    this.#assertHeld();
    let rows: R[] = [];
    for (const row of this.handle.iterate<R>(query.sql, query.parameters)) {
      rows.push(row);
      if (rows.length < chunkSize) continue;
      yield { rows };
      rows = [];
    }
    if (rows.length > 0) yield { rows };
  }

  /** Ends the use of the handle. */
  release(): void {
    this.#isReleased = true;
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
