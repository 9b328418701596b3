// The advisory database's rows, read.

import { sql, type Kysely } from 'kysely';

import type {
  AdvisoryLookups,
  Candidate,
  CveFacts,
  FeedState,
  LinkedRecord,
} from '../evidence/advisory-ports.ts';
import type { KevEntry } from '../formats/kev.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { forKeys } from './bulk-write.ts';
import type { Schema } from './schema.ts';

type Database = Kysely<Schema>;

const HOLDS = 'a.withdrawn_at is null and a.absent_at is null';

/** Reads the advisory database within `database`. */
export function createAdvisoryLookups(database: Database): AdvisoryLookups {
  return {
    candidates: (ecosystem, names) => readCandidates(database, ecosystem, names),
    linkedRecords: (ecosystem, ids) => readLinked(database, ecosystem, ids),
    cveFacts: (cves) => readCveFacts(database, cves),
    touchedSince: (revision, limit) => readTouched(database, revision, limit),
    feeds: () => readFeeds(database),
    knowsOf: (ecosystem) => hasRecords(database, ecosystem),
    document: (id, feed) => readDocument(database, id, feed),
  };
}

interface CandidateRow {
  readonly name: string;
  readonly feed: string;
  readonly id: string;
  readonly repository: string;
  readonly coarse_min: string;
  readonly coarse_max: string;
  readonly body: string;
  readonly header: string;
  readonly imported_at: number;
}

async function readCandidates(
  database: Database,
  ecosystem: Ecosystem,
  names: readonly string[],
): Promise<readonly Candidate[]> {
  const rows = await forKeys<CandidateRow>(
    database,
    (at, keys) =>
      `select f.name, f.feed, f.id, f.repository, f.coarse_min, f.coarse_max, f.body, a.header, a.imported_at
        from advisory_affected f join advisory a on a.feed = f.feed and a.id = f.id
        where f.ecosystem = ${at(1)} and f.name in (${keys}) and ${HOLDS}`,
    [ecosystem],
    names,
  );
  return rows.map(({ name, coarse_min, coarse_max, imported_at, feed, id, repository, body, header }) => ({
    ecosystem,
    name: asPackageName(name),
    feed,
    id,
    repository,
    coarseMin: coarse_min,
    coarseMax: coarse_max,
    body,
    header,
    importedAt: imported_at,
  }));
}

async function hasRecords(database: Database, ecosystem: Ecosystem): Promise<boolean> {
  const { rows } = await sql`select 1 from advisory_affected where ecosystem = ${ecosystem} limit 1`.execute(
    database,
  );
  return rows.length > 0;
}

async function readLinked(
  database: Database,
  ecosystem: Ecosystem,
  ids: readonly string[],
): Promise<readonly LinkedRecord[]> {
  const rows = await forKeys<LinkedRecord>(
    database,
    (at, keys) =>
      `select distinct a.feed, a.id, a.header from advisory_alias s join advisory a on a.feed = s.feed and a.id = s.id
        where exists (select 1 from advisory_affected f where f.feed = a.feed and f.id = a.id and f.ecosystem = ${at(1)})
        and s.alias in (${keys}) and ${HOLDS}`,
    [ecosystem],
    ids,
  );
  return rows.map(({ feed, id, header }) => ({ feed, id, header }));
}

interface KevRow {
  readonly cve: string;
  readonly date_added: string;
  readonly due_date: string | null;
  readonly ransomware: number;
}

function toKev({ cve, date_added, due_date, ransomware }: KevRow): KevEntry {
  const dueDate = due_date === null ? {} : { dueDate: due_date };
  return { cve, dateAdded: date_added, ...dueDate, knownRansomwareUse: ransomware === 1 };
}

/** The whole catalogue, by CVE. */
export async function readKev(database: Database): Promise<ReadonlyMap<string, KevEntry>> {
  const { rows } = await sql<KevRow>`select cve, date_added, due_date, ransomware from kev`.execute(database);
  return new Map(rows.map((row) => [row.cve, toKev(row)]));
}

async function readCveFacts(
  database: Database,
  cves: readonly string[],
): Promise<ReadonlyMap<string, CveFacts>> {
  const kev = await forKeys<KevRow>(
    database,
    (_, keys) => `select cve, date_added, due_date, ransomware from kev where cve in (${keys})`,
    [],
    cves,
  );
  const epss = await forKeys<{ readonly cve: string; readonly score: number; readonly percentile: number }>(
    database,
    (_, keys) => `select cve, score, percentile from epss where cve in (${keys})`,
    [],
    cves,
  );
  const facts = new Map<string, CveFacts>(
    epss.map(({ cve, score, percentile }) => [cve, { epss: score, epssPercentile: percentile }]),
  );
  for (const row of kev) facts.set(row.cve, { ...facts.get(row.cve), kev: toKev(row) });
  return facts;
}

async function readTouched(
  database: Database,
  revision: number,
  limit: number,
): ReturnType<AdvisoryLookups['touchedSince']> {
  const { rows } = await sql<{ ecosystem: Ecosystem; name: string; revision: number }>`
    select ecosystem, name, revision from advisory_touch where revision > ${revision}
    order by revision limit ${limit}`.execute(database);
  return {
    revision: rows.at(-1)?.revision ?? revision,
    packages: rows.map(({ ecosystem, name }) => ({ ecosystem, name: asPackageName(name) })),
  };
}

async function readFeeds(database: Database): Promise<readonly FeedState[]> {
  const { rows } = await sql<{ state: string }>`select state from advisory_feed order by feed`.execute(
    database,
  );
  return rows.map(({ state }) => JSON.parse(state) as FeedState);
}

async function readDocument(database: Database, id: string, feed?: string): Promise<string | undefined> {
  const ofFeed = feed === undefined ? sql`` : sql`and feed = ${feed}`;
  const { rows } = await sql<{ document: string }>`
    select document from advisory where id = ${id} ${ofFeed} order by feed limit 1`.execute(database);
  return rows[0]?.document;
}
