// The engines on which the storage contract is tested.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { openDatabase, type Database, type DatabaseLocation } from '../database.ts';

const POSTGRES_URL = process.env['GATEHOUSE_TEST_POSTGRES'];

/**
 * Runs a test on SQLite, and on PostgreSQL when GATEHOUSE_TEST_POSTGRES holds the address of a cluster in which
 * databases may be created (`scripts/with-postgres.ts` makes one); else reports it as skipped there. The test gets a
 * place for a database, which is gone afterwards; what it opens there it closes.
 */
export function testOnEngines(name: string, body: (location: DatabaseLocation) => Promise<void>): void {
  void test(`sqlite: ${name}`, () => withSqlitePlace(body));
  testOnPostgres(name, body);
}

/** The half of `testOnEngines` that is about PostgreSQL. */
export function testOnPostgres(name: string, body: (location: DatabaseLocation) => Promise<void>): void {
  const skip = POSTGRES_URL === undefined ? 'GATEHOUSE_TEST_POSTGRES is not set' : false;
  void test(`postgres: ${name}`, { skip }, () => withPostgresPlace(POSTGRES_URL ?? '', body));
}

/** Runs a test as `testOnEngines` does, with an open, empty database that is closed at the end. */
export function testWithDatabase(name: string, body: (database: Database) => Promise<void>): void {
  testOnEngines(name, async (location) => {
    const database = await openDatabase(location);
    try {
      await body(database);
    } finally {
      await database.close();
    }
  });
}

/** Calls `body` with a new folder, deleted afterwards. */
export async function withTemporaryFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-storage-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withSqlitePlace(body: (location: DatabaseLocation) => Promise<void>): Promise<void> {
  await withTemporaryFolder((folder) => body({ kind: 'sqlite', path: join(folder, 'gatehouse.sqlite') }));
}

async function withPostgresPlace(
  clusterUrl: string,
  body: (location: DatabaseLocation) => Promise<void>,
): Promise<void> {
  const place = await createPostgresPlace(clusterUrl);
  try {
    await body(place.location);
  } finally {
    await place.drop();
  }
}

/** A new, empty database in the cluster; `drop` takes it away with whatever is still connected. */
export async function createPostgresPlace(clusterUrl: string): Promise<{
  readonly location: DatabaseLocation & { readonly kind: 'postgres' };
  drop(): Promise<void>;
}> {
  const { Client } = await import('pg');
  const name = `gatehouse_test_${randomBytes(8).toString('hex')}`;
  const administer = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: clusterUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await administer(`create database ${name}`);
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return {
    location: { kind: 'postgres', url: url.href },
    drop: () => administer(`drop database ${name} with (force)`),
  };
}
