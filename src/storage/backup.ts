// Copies of an SQLite database: taken while it is in use, put back while it is not.

import { chmod, copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup } from 'node:sqlite';

import { GatehouseError } from '../kernel/errors.ts';
import { NEWEST_SCHEMA } from './migrations/list.ts';
import { createPrivately, openSqliteReader } from './sqlite-dialect.ts';
import { translateFileError, translateSqliteError } from './storage-error.ts';

/** One step for the whole file: a copy in several would begin anew with each commit in between. */
const ALL_PAGES = 2_147_483_647;

/**
 * Copies the database at `path` to `target`, as it stands at one moment, while others read and write it.
 * The copy is checked and durable before it appears under its name, readable by its owner alone. Throws `conflict` when `target` exists,
 * `storage-full` or `storage-failed`.
 */
export async function backupDatabase(path: string, target: string): Promise<void> {
  if (await exists(target)) {
    throw new GatehouseError('conflict', `Cannot write the backup ${target}: found a file of that name`);
  }
  const partial = `${target}.partial`;
  await rm(partial, { force: true });
  const source = openSqliteReader(path);
  try {
    createPrivately(partial);
    await backup(source.database, partial, { rate: ALL_PAGES });
    assertGatehouseDatabase(partial);
    await place(partial, target);
  } catch (error) {
    await removeDatabase(partial);
    throw translateSqliteError(translateFileError(error, 'write the backup', target), target);
  } finally {
    source.close();
  }
}

/**
 * Puts a backup in the place of the database at `path`, which nobody may have open. The backup stays as it is; until
 * it is checked and copied, so does the database. Throws `storage-full`, or `storage-failed` also when the backup is damaged, is no
 * database of Gatehouse, or of a newer one.
 */
export async function restoreDatabase(source: string, path: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    await copyFile(source, partial);
    // A copy may be read by whom its original may.
    await chmod(partial, 0o600);
    assertGatehouseDatabase(partial);
    // A write-ahead log that stayed behind would be played into the restored file and ruin it.
    await rm(`${path}-wal`, { force: true });
    await rm(`${path}-shm`, { force: true });
    await place(partial, path);
  } catch (error) {
    await removeDatabase(partial);
    throw translateFileError(error, 'restore the database', path);
  }
}

function assertGatehouseDatabase(path: string): void {
  const handle = openSqliteReader(path);
  try {
    const { rows } = handle.run<{ quick_check: string }>('pragma quick_check(1)');
    if (rows[0]?.quick_check !== 'ok') {
      throw new GatehouseError(
        'storage-failed',
        `Cannot use ${path}: found it damaged: ${rows[0]?.quick_check}`,
      );
    }
    const versions = handle.run<{ version: number | null }>(
      'select max(version) as version from schema_version',
    );
    const found = versions.rows[0]?.version ?? 0;
    if (found < 1 || found > NEWEST_SCHEMA) {
      throw new GatehouseError(
        'storage-failed',
        `Cannot use ${path}: found schema version ${found}, expected 1 to ${NEWEST_SCHEMA}`,
        { facts: { found, known: NEWEST_SCHEMA } },
      );
    }
  } finally {
    handle.close();
  }
}

/** Gives a finished file its name, durably. */
async function place(partial: string, target: string): Promise<void> {
  await syncPath(partial);
  await rename(partial, target);
  await rm(`${partial}-wal`, { force: true });
  await rm(`${partial}-shm`, { force: true });
  await syncPath(dirname(target));
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${path}${suffix}`, { force: true });
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
