// Who fetched which file.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { sql, type Kysely } from 'kysely';

import type { ExposureRecord, ExposureStore } from '../exposure/ports.ts';
import { shortenReader } from '../exposure/reader-name.ts';
import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName, type PackageRef } from '../kernel/package-ref.ts';
import { countDownloads } from './high-impact-store.ts';
import type { ExposureTable, Schema } from './schema.ts';
import { inChunks } from './statement-chunks.ts';

const KEY = ['ecosystem', 'name', 'version', 'file', 'reader', 'client'] as const;
const COLUMNS = KEY.length + 4;
const AGED_AT_ONCE = 500;

type ExposureQuery = Parameters<ExposureStore['ofPackage']>[1];

/** The exposure store within `database`, which may be a transaction. */
export function createExposureStore(database: Kysely<Schema>): ExposureStore {
  return {
    async add(records) {
      await addRows(database, records.map(toRow));
      await countDownloads(database, records);
    },
    ofPackage: (ref, query) => readExposure(database, ref, query),
    ofReader: (reader, limit) => readFetches(database, reader, limit),
    async age(shortenBefore, deleteBefore) {
      await deleteRows(database, deleteBefore);
      await shortenAddresses(database, shortenBefore);
    },
  };
}

async function addRows(database: Kysely<Schema>, rows: readonly ExposureTable[]): Promise<void> {
  for (const chunk of inChunks(mergeRows(rows), COLUMNS)) {
    await database
      .insertInto('exposure')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(KEY).doUpdateSet({
          count: sql`exposure.count + excluded.count`,
          first_at: sql`case when excluded.first_at < exposure.first_at then excluded.first_at else exposure.first_at end`,
          last_at: sql`case when excluded.last_at > exposure.last_at then excluded.last_at else exposure.last_at end`,
        }),
      )
      .execute();
  }
}

/** One row per key: a statement must not meet the same row twice. */
function mergeRows(rows: readonly ExposureTable[]): readonly ExposureTable[] {
  const merged = new Map<string, ExposureTable>();
  for (const row of rows) {
    const key = JSON.stringify(KEY.map((column) => row[column]));
    const other = merged.get(key);
    merged.set(
      key,
      other === undefined
        ? row
        : {
            ...row,
            first_at: Math.min(row.first_at, other.first_at),
            last_at: Math.max(row.last_at, other.last_at),
            count: row.count + other.count,
          },
    );
  }
  return [...merged.values()];
}

async function readExposure(
  database: Kysely<Schema>,
  { ecosystem, name }: PackageRef,
  { version, after, limit }: ExposureQuery,
): Promise<readonly ExposureRecord[]> {
  let query = database
    .selectFrom('exposure')
    .selectAll()
    .where('ecosystem', '=', ecosystem)
    .where('name', '=', name)
    .orderBy('last_at', 'desc')
    .orderBy('version', 'desc')
    .orderBy('file', 'desc')
    .orderBy('reader', 'desc')
    .orderBy('client', 'desc')
    .limit(limit);
  if (version !== undefined) query = query.where('version', '=', version);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb(
        eb.refTuple('last_at', 'version', 'file', 'reader', 'client'),
        '<',
        eb.tuple(after.lastAt, after.version, after.file, after.reader, after.client),
      ),
    );
  }
  return (await query.execute()).map(fromRow);
}

async function readFetches(
  database: Kysely<Schema>,
  reader: string,
  limit: number,
): Promise<readonly ExposureRecord[]> {
  const rows = await database
    .selectFrom('exposure')
    .selectAll()
    .where('reader', '=', reader)
    .orderBy('last_at', 'desc')
    .orderBy('ecosystem')
    .orderBy('name')
    .orderBy('version')
    .orderBy('file')
    .orderBy('client')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

async function deleteRows(database: Kysely<Schema>, before: Instant): Promise<void> {
  for (;;) {
    const key = sql.join(KEY.map((column) => sql.ref(column)));
    const { numDeletedRows } = await database
      .deleteFrom('exposure')
      .where(
        // Both values are named so that the index by them and by time serves.
        sql<boolean>`(${key}) in (
          select ${key} from exposure where is_whole_address in (0, 1) and last_at < ${before} limit ${AGED_AT_ONCE}
        )`,
      )
      .executeTakeFirst();
    if (numDeletedRows < AGED_AT_ONCE) return;
    await yieldToOthers();
  }
}

/** Rows whose addresses become the same become one. */
async function shortenAddresses(database: Kysely<Schema>, before: Instant): Promise<void> {
  for (;;) {
    const rows = await database
      .selectFrom('exposure')
      .selectAll()
      .where('is_whole_address', '=', 1)
      .where('last_at', '<', before)
      .limit(AGED_AT_ONCE)
      .execute();
    for (const row of rows) {
      await database
        .deleteFrom('exposure')
        .where((eb) => eb.and(Object.fromEntries(KEY.map((column) => [column, row[column]]))))
        .execute();
    }
    await addRows(
      database,
      rows.map((row) => ({ ...row, reader: shortenReader(row.reader), is_whole_address: 0 })),
    );
    if (rows.length < AGED_AT_ONCE) return;
    await yieldToOthers();
  }
}

function toRow(record: ExposureRecord): ExposureTable {
  return {
    ecosystem: record.ecosystem,
    name: record.name,
    version: record.version,
    file: record.file,
    reader: record.reader,
    client: record.client,
    first_at: record.firstAt,
    last_at: record.lastAt,
    count: record.count,
    is_whole_address: shortenReader(record.reader) === record.reader ? 0 : 1,
  };
}

function fromRow(row: ExposureTable): ExposureRecord {
  return {
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    version: row.version,
    file: row.file,
    reader: row.reader,
    client: row.client,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
  };
}
