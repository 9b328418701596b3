// What databases and file systems say when they cannot, in the house's words.

import { GatehouseError, messageOf, type ErrorCode } from '../kernel/errors.ts';

/** SQLite primary result codes (https://www.sqlite.org/rescode.html) that have a meaning beyond "failed". */
const SQLITE_CODES: Readonly<Record<number, ErrorCode>> = { 5: 'locked', 6: 'locked', 13: 'storage-full' };
const SQLITE_UNIQUE_CODES: ReadonlySet<number> = new Set([1555, 2067, 2579]);

/** PostgreSQL SQLSTATEs (appendix A of its manual) that have a meaning beyond "failed". */
const POSTGRES_CODES: Readonly<Record<string, ErrorCode>> = {
  // Text with NUL in it, which PostgreSQL holds none of: asked for by whoever wrote it into an address.
  '22021': 'invalid-request',
  '23505': 'conflict',
  '53100': 'storage-full',
  '55P03': 'locked',
};

/** The result code of an error that SQLite raised; undefined for any other error. Extended codes included. */
export function sqliteCodeOf(error: unknown): number | undefined {
  const code: unknown = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/**
 * An error of SQLite as `storage-full`, `locked`, `conflict` (a row of this key exists) or `storage-failed`.
 * What SQLite did not raise is passed through as it is.
 */
export function translateSqliteError(error: unknown, path: string): unknown {
  const sqliteCode = sqliteCodeOf(error);
  if (sqliteCode === undefined) return error;
  const code = SQLITE_UNIQUE_CODES.has(sqliteCode)
    ? 'conflict'
    : (SQLITE_CODES[sqliteCode & 0xff] ?? 'storage-failed');
  return new GatehouseError(code, `Cannot use the database ${path}: ${messageOf(error)}`, {
    facts: { path, sqliteCode },
    cause: error,
  });
}

/**
 * An error of PostgreSQL, or of the connection to it, as `storage-full`, `locked`, `conflict`, `invalid-request` (text that it
 * cannot hold) or `storage-failed`.
 * Its facts carry the SQLSTATE; the address is left out, since it may hold a password.
 */
export function translatePostgresError(error: unknown): unknown {
  if (error instanceof GatehouseError || !(error instanceof Error)) return error;
  const sqlState = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return new GatehouseError(
    POSTGRES_CODES[sqlState] ?? 'storage-failed',
    `Cannot use the PostgreSQL database: ${messageOf(error)}`,
    { facts: sqlState === '' ? {} : { sqlState }, cause: error },
  );
}

/** An error of the file system as `storage-full` or `storage-failed`; what it did not raise is passed through. */
export function translateFileError(error: unknown, action: string, path: string): unknown {
  if (error instanceof GatehouseError || !(error instanceof Error)) return error;
  const systemCode = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (systemCode === undefined) return error;
  const isFull = systemCode === 'ENOSPC' || systemCode === 'EDQUOT';
  return new GatehouseError(
    isFull ? 'storage-full' : 'storage-failed',
    `Cannot ${action} ${path}: ${isFull ? 'the disk is full' : messageOf(error)}`,
    { facts: { path, systemCode }, cause: error },
  );
}
