// The advisory database's rows, written.

import { sql, type Kysely } from 'kysely';

import type {
  ReplacedKev,
  AdvisoryImports,
  FeedState,
  KnownRecord,
  RecordBatch,
  StoredAdvisory,
} from '../evidence/advisory-ports.ts';
import type { EpssScore } from '../formats/epss.ts';
import type { KevEntry } from '../formats/kev.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName, packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { readKev } from './advisory-store.ts';
import { forKeys, insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';

type Database = Kysely<Schema>;

/** Writes the advisory database within `database`, which must be a transaction. */
export function createAdvisoryImports(database: Database): AdvisoryImports {
  return {
    knownRecords: (feed, ids) => readKnown(database, feed, ids),
    writeRecords: (batch) => writeRecords(database, batch),
    countRecords: (feed, generation) => countRecords(database, feed, generation),
    markAbsent: (feed, generation, at, limit) => markAbsent(database, feed, generation, at, limit),
    replaceKev: (entries) => replaceKev(database, entries),
    writeEpss: (scores, generation, isLast) => writeEpss(database, scores, generation, isLast),
    saveFeed: (state) => saveFeed(database, state),
  };
}

interface KnownRow {
  readonly id: string;
  readonly digest: string;
  readonly modified: number;
  readonly withdrawn_at: number | null;
  readonly absent_at: number | null;
  readonly generation: number;
}

async function readKnown(
  database: Database,
  feed: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownRecord>> {
  const rows = await forKeys<KnownRow>(
    database,
    (at, keys) =>
      `select id, digest, modified, withdrawn_at, absent_at, generation from advisory where feed = ${at(1)} and id in (${keys})`,
    [feed],
    ids,
  );
  return new Map(
    rows.map(({ id, digest, modified, generation, withdrawn_at, absent_at }) => {
      const isGone = withdrawn_at !== null || absent_at !== null;
      return [id, { digest, modified, generation, isGone }];
    }),
  );
}

async function writeRecords(database: Database, batch: RecordBatch): Promise<void> {
  const { feed, generation, at, records, unchanged } = batch;
  await forKeys(
    database,
    (at, keys) =>
      `update advisory set generation = ${at(1)} where feed = ${at(2)} and generation < ${at(3)} and id in (${keys})`,
    [generation, feed, generation],
    unchanged,
  );
  if (records.length === 0) return;
  const ids = records.map(({ id }) => id);
  const before = await readPackages(database, feed, ids);
  const oldAliases = await removeDetails(database, feed, ids);
  await insertRows(database, {
    table: 'advisory',
    columns: [
      'feed',
      'id',
      'digest',
      'modified',
      'withdrawn_at',
      'absent_at',
      'generation',
      'imported_at',
      'header',
      'document',
    ],
    rows: records.map((record) => [
      feed,
      record.id,
      record.digest,
      record.modified,
      record.withdrawnAt ?? null,
      null,
      generation,
      at,
      record.header,
      record.document,
    ]),
    key: ['feed', 'id'],
    rising: 'generation',
  });
  await insertDetails(database, records);
  const ownIds = records.flatMap(({ id, aliases }) => [id, ...aliases]);
  const nearby = await readSharers(database, [...oldAliases, ...ownIds]);
  await touch(database, [...before, ...records.flatMap(({ affected }) => affected), ...nearby]);
}

/** Removes what belongs to records; answers the ids that they asserted. */
async function removeDetails(
  database: Database,
  feed: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  await forKeys(
    database,
    (at, keys) => `delete from advisory_affected where feed = ${at(1)} and id in (${keys})`,
    [feed],
    ids,
  );
  const removed = await forKeys<{ readonly alias: string }>(
    database,
    (at, keys) => `delete from advisory_alias where feed = ${at(1)} and id in (${keys}) returning alias`,
    [feed],
    ids,
  );
  return removed.map(({ alias }) => alias);
}

async function insertDetails(database: Database, records: readonly StoredAdvisory[]): Promise<void> {
  await insertRows(database, {
    table: 'advisory_affected',
    columns: ['ecosystem', 'name', 'feed', 'id', 'repository', 'coarse_min', 'coarse_max', 'body'],
    rows: records.flatMap(({ feed, id, affected }) =>
      affected.map((entry) => [
        entry.ecosystem,
        entry.name,
        feed,
        id,
        entry.repository,
        entry.coarseMin,
        entry.coarseMax,
        entry.body,
      ]),
    ),
  });
  await insertRows(database, {
    table: 'advisory_alias',
    columns: ['alias', 'feed', 'id'],
    rows: records.flatMap(({ feed, id, aliases }) => [id, ...aliases].map((alias) => [alias, feed, id])),
  });
}

interface PackageRow {
  readonly ecosystem: string;
  readonly name: string;
}

function toRef({ ecosystem, name }: PackageRow): PackageRef {
  return { ecosystem: ecosystem as Ecosystem, name: asPackageName(name) };
}

async function readPackages(
  database: Database,
  feed: string,
  ids: readonly string[],
): Promise<readonly PackageRef[]> {
  const rows = await forKeys<PackageRow>(
    database,
    (at, keys) =>
      `select distinct ecosystem, name from advisory_affected where feed = ${at(1)} and id in (${keys})`,
    [feed],
    ids,
  );
  return rows.map(toRef);
}

/** Packages of records that share an id: what is said about them may change with their group. */
async function readSharers(database: Database, ids: readonly string[]): Promise<readonly PackageRef[]> {
  const rows = await forKeys<PackageRow>(
    database,
    (_, keys) =>
      `select distinct f.ecosystem, f.name from advisory_alias a
        join advisory_affected f on f.feed = a.feed and f.id = a.id where a.alias in (${keys})`,
    [],
    [...new Set(ids)],
  );
  return rows.map(toRef);
}

/** Gives each package a revision of its own, above all earlier ones. */
async function touch(database: Database, packages: readonly PackageRef[]): Promise<void> {
  const refs = [...new Map(packages.map((ref) => [packageKey(ref), ref])).values()];
  const { rows } = await sql<{
    revision: number | null;
  }>`select max(revision) as revision from advisory_touch`.execute(database);
  const last = rows[0]?.revision ?? 0;
  await insertRows(database, {
    table: 'advisory_touch',
    columns: ['ecosystem', 'name', 'revision'],
    rows: refs.map(({ ecosystem, name }, index) => [ecosystem, name, last + index + 1]),
    key: ['ecosystem', 'name'],
  });
}

async function countRecords(
  database: Database,
  feed: string,
  generation: number,
): Promise<{ readonly holding: number; readonly unseen: number }> {
  const { rows } = await sql<{ holding: number; unseen: number | null }>`
    select count(*) as holding, sum(case when generation < ${generation} then 1 else 0 end) as unseen
    from advisory where feed = ${feed} and withdrawn_at is null and absent_at is null`.execute(database);
  return { holding: rows[0]?.holding ?? 0, unseen: rows[0]?.unseen ?? 0 };
}

async function markAbsent(
  database: Database,
  feed: string,
  generation: number,
  at: number,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from advisory where feed = ${feed} and generation < ${generation}
      and withdrawn_at is null and absent_at is null order by id limit ${limit}`.execute(database);
  const ids = rows.map(({ id }) => id);
  await forKeys(
    database,
    (place, keys) =>
      `update advisory set absent_at = ${place(1)} where feed = ${place(2)} and id in (${keys})`,
    [at, feed],
    ids,
  );
  const aliases = await forKeys<{ readonly alias: string }>(
    database,
    (place, keys) => `select alias from advisory_alias where feed = ${place(1)} and id in (${keys})`,
    [feed],
    ids,
  );
  await touch(
    database,
    await readSharers(
      database,
      aliases.map(({ alias }) => alias),
    ),
  );
  return ids.length;
}

async function replaceKev(database: Database, entries: readonly KevEntry[]): Promise<ReplacedKev> {
  const before = await readKev(database);
  const now = new Map(entries.map((entry) => [entry.cve, entry]));
  const changed = [...now.values()].filter((entry) => !isSame(entry, before.get(entry.cve)));
  const removed = [...before.keys()].filter((cve) => !now.has(cve));
  await insertRows(database, {
    table: 'kev',
    columns: ['cve', 'date_added', 'due_date', 'ransomware'],
    rows: changed.map((entry) => [
      entry.cve,
      entry.dateAdded,
      entry.dueDate ?? null,
      entry.knownRansomwareUse ? 1 : 0,
    ]),
    key: ['cve'],
  });
  await forKeys(database, (_, keys) => `delete from kev where cve in (${keys})`, [], removed);
  await touch(database, await readSharers(database, [...changed.map(({ cve }) => cve), ...removed]));
  const added = changed.filter(({ cve }) => !before.has(cve)).length;
  return { added, changed: changed.length - added, removed: removed.length };
}

function isSame(a: KevEntry, b: KevEntry | undefined): boolean {
  return (
    a.dateAdded === b?.dateAdded && a.dueDate === b.dueDate && a.knownRansomwareUse === b.knownRansomwareUse
  );
}

async function writeEpss(
  database: Database,
  scores: readonly EpssScore[],
  generation: number,
  isLast: boolean,
): Promise<void> {
  const unique = new Map(scores.map((score) => [score.cve, score]));
  await insertRows(database, {
    table: 'epss',
    columns: ['cve', 'score', 'percentile', 'generation'],
    rows: [...unique.values()].map(({ cve, score, percentile }) => [cve, score, percentile, generation]),
    key: ['cve'],
    rising: 'generation',
  });
  if (isLast) await sql`delete from epss where generation < ${generation}`.execute(database);
}

async function saveFeed(database: Database, state: FeedState): Promise<void> {
  await insertRows(database, {
    table: 'advisory_feed',
    columns: ['feed', 'state'],
    rows: [[state.feed, JSON.stringify(state)]],
    key: ['feed'],
  });
}
