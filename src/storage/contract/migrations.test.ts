// Databases of every older schema come to the present one with their rows.

import assert from 'node:assert/strict';

import { sql, type TableMetadata } from 'kysely';

import { openDatabase, type Database } from '../database.ts';
import { MIGRATIONS } from '../migrations/list.ts';
import { testOnEngines } from './engines.ts';

type Row = Readonly<Record<string, unknown>>;

for (const { version, name } of MIGRATIONS.slice(0, -1)) {
  testOnEngines(
    `a database of schema ${version} (${name}) comes to the present with every row`,
    async (location) => {
      const old = await openDatabase(
        location,
        MIGRATIONS.filter((one) => one.version <= version),
      );
      const tables = await tablesOf(old);
      const rows = new Map(tables.map((table) => [table.name, sampleRow(table)]));
      await old.transact(async (trx) => {
        for (const [table, row] of rows) {
          await sql`insert into ${sql.table(table)} (${columnsOf(row)})
            values (${sql.join(Object.values(row))})`.execute(trx);
        }
      });
      await old.close();

      const now = await openDatabase(location);
      try {
        for (const [table, row] of rows) {
          const found = await sql<Row>`select ${columnsOf(row)} from ${sql.table(table)}`.execute(now.read);
          assert.deepEqual(found.rows.map(comparable), [comparable(row)], table);
        }
        // On PostgreSQL the place holds this one database alone, and the statements are the same.
        if (location.kind === 'sqlite')
          assert.deepEqual(await schemaOf(now), await freshSchema(location.path));
      } finally {
        await now.close();
      }
    },
  );
}

testOnEngines(
  'entries about organisations of before are found in the journals of those alone',
  async (location) => {
    const old = await openDatabase(
      location,
      MIGRATIONS.filter(({ version }) => version < 25),
    );
    const entries: readonly (readonly [kind: string, data: object])[] = [
      ['organisation-created', { organisationId: '1', organisation: 'acme' }],
      [
        'organisation-changed',
        { organisationId: '2', organisation: 'acme-2', displayName: '"organisation":"acme"' },
      ],
      ['package-transferred', { from: 'organisation:acme-2', to: 'organisation:acme' }],
      ['package-assigned', { owner: 'account:acme', visibility: 'public' }],
      ['application-added', { application: 'shop', owner: 'organisation:acme' }],
    ];
    await old.transact(async (trx) => {
      for (const name of ['acme', 'acme-2']) {
        await sql`insert into organisation (id, name, display_name, created_at) values (${name}, ${name}, ${name}, 1)`.execute(
          trx,
        );
      }
      for (const [index, [kind, data]] of entries.entries()) {
        await sql`insert into journal (sequence, at, kind, actor, data)
        values (${index + 1}, 1, ${kind}, 'account:ada', ${JSON.stringify(data)})`.execute(trx);
      }
    });
    await old.close();
    const now = await openDatabase(location);
    try {
      const found = await sql<{ organisation: string; sequence: number }>`
      select organisation, sequence from organisation_entry order by organisation, sequence`.execute(
        now.read,
      );
      assert.deepEqual(
        found.rows.map(({ organisation, sequence }) => `${organisation} ${sequence}`),
        ['acme 1', 'acme 3', 'acme-2 2', 'acme-2 3'],
      );
    } finally {
      await now.close();
    }
  },
);

async function freshSchema(beside: string): Promise<unknown> {
  const fresh = await openDatabase({ kind: 'sqlite', path: `${beside}-fresh` });
  try {
    return await schemaOf(fresh);
  } finally {
    await fresh.close();
  }
}

/** Every table but that of the migrations, in an order in which rows may refer to rows before them. */
async function tablesOf(database: Database): Promise<readonly TableMetadata[]> {
  const tables = await database.read.introspection.getTables();
  return tables
    .filter(({ name, isView }) => !isView && name !== 'schema_version')
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

async function schemaOf(database: Database): Promise<unknown> {
  return (await tablesOf(database)).map(({ name, columns }) => ({
    name,
    columns: columns
      .map((column) => [column.name, column.dataType, column.isNullable] as const)
      .toSorted(([a], [b]) => a.localeCompare(b)),
  }));
}

/** A row with a value in every column; texts are all alike, so that what refers to another row finds it. */
function sampleRow({ columns }: TableMetadata): Row {
  return Object.fromEntries(columns.map(({ name, dataType }) => [name, sampleValue(dataType.toLowerCase())]));
}

function sampleValue(dataType: string): unknown {
  if (/int/.test(dataType)) return 1_700_000_000_000;
  if (/real|double|float/.test(dataType)) return 0.5;
  if (/blob|bytea/.test(dataType)) return Buffer.from('sample');
  return '"sample"';
}

/** The engines answer bytes in classes of their own. */
function comparable(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
    ]),
  );
}

function columnsOf(row: Row) {
  return sql.join(Object.keys(row).map((column) => sql.ref(column)));
}
