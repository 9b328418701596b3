// Brings a database to the schema that this server knows.

import { sql, type Transaction } from 'kysely';

import { GatehouseError } from '../kernel/errors.ts';
import type { Database, DatabaseKind } from './database.ts';
import type { ColumnTypes, Migration } from './migrations/migration.ts';
import type { Schema } from './schema.ts';

const COLUMN_TYPES: Readonly<Record<DatabaseKind, ColumnTypes>> = {
  sqlite: { integer: 'integer', text: 'text', bytes: 'blob', real: 'real', clustered: ' without rowid' },
  // Without the collation, the order of text would hang on the cluster's locale.
  postgres: {
    integer: 'bigint',
    text: 'text collate "C"',
    bytes: 'bytea',
    real: 'double precision',
    clustered: '',
  },
};

/**
 * Applies the migrations that the database lacks, each in a transaction of its own; servers that start together do it
 * once. Throws `storage-failed` when the database's schema is newer than `migrations`, or when one fails, which then
 * leaves no trace.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  const applied = await database.transact(async (trx) => {
    const types = COLUMN_TYPES[database.kind];
    await sql
      .raw(
        `create table if not exists schema_version (
          version ${types.integer} not null primary key, name text not null, applied_at ${types.integer} not null
        )`,
      )
      .execute(trx);
    await assertKnown(trx, migrations);
    return trx.selectFrom('schema_version').select('version').execute();
  });
  const done = new Set(applied.map(({ version }) => version));
  for (const migration of migrations) {
    if (!done.has(migration.version)) await database.transact((trx) => apply(trx, database.kind, migration));
  }
}

async function assertKnown(trx: Transaction<Schema>, migrations: readonly Migration[]): Promise<void> {
  const newest = await trx
    .selectFrom('schema_version')
    .select(['version', 'name'])
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const known = Math.max(0, ...migrations.map(({ version }) => version));
  if (newest === undefined || newest.version <= known) return;
  throw new GatehouseError(
    'storage-failed',
    `Cannot open the database: found schema version ${newest.version} (${newest.name}), expected at most ${known}; ` +
      'it was written by a newer Gatehouse',
    { facts: { found: newest.version, known } },
  );
}

async function apply(trx: Transaction<Schema>, kind: DatabaseKind, migration: Migration): Promise<void> {
  const { version, name } = migration;
  const applied = await trx
    .selectFrom('schema_version')
    .select('version')
    .where('version', '=', version)
    .executeTakeFirst();
  if (applied !== undefined) return;
  try {
    for (const statement of migration.statements(COLUMN_TYPES[kind])) await sql.raw(statement).execute(trx);
    await trx.insertInto('schema_version').values({ version, name, applied_at: Date.now() }).execute();
  } catch (error) {
    throw new GatehouseError(
      'storage-failed',
      `Cannot apply migration ${version} (${name}) to the database`,
      {
        facts: { version, name },
        cause: error,
      },
    );
  }
}
