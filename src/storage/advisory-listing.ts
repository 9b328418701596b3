// The advisory database's records, for people who browse.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { sql, type Kysely, type RawBuilder } from 'kysely';

import type { AdvisoryLookups } from '../evidence/advisory-ports.ts';
import {
  MAX_LISTED_PACKAGES,
  type AdvisoryListing,
  type AdvisoryPosition,
  type ListedAdvisory,
} from '../evidence/list-advisories.ts';
import { ECOSYSTEMS, type Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { given } from '../kernel/given.ts';
import { createAdvisoryLookups } from './advisory-store.ts';
import { forKeys } from './bulk-write.ts';
import type { Schema } from './schema.ts';

type Database = Kysely<Schema>;

interface RecordRow {
  readonly feed: string;
  readonly id: string;
  readonly modified: number;
  readonly header: string;
  readonly gone_at: number | null;
}

interface AffectedRow {
  readonly feed: string;
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly body: string;
}

const COLUMNS = 'a.feed, a.id, a.modified, a.header, coalesce(a.withdrawn_at, a.absent_at) as gone_at';
/** Sorts after every character of a name or id. */
const LAST_CHARACTER = '\u{10ffff}';

/** Lists the advisories within `database`. */
export function createAdvisoryListing(database: Database): AdvisoryListing {
  const lookups: AdvisoryLookups = createAdvisoryLookups(database);
  return {
    async newest({ after, limit }) {
      return addPackages(database, await readNewest(database, after, limit));
    },
    async byId(prefix, limit) {
      const { rows } = await sql<{ feed: string; id: string }>`
        select distinct feed, id from advisory_alias
        where alias >= ${prefix} and alias < ${prefix + LAST_CHARACTER} limit ${limit}`.execute(database);
      return readRecords(database, rows);
    },
    async byPackage(prefix, ecosystem, limit) {
      const ecosystems = ecosystem === undefined ? ECOSYSTEMS : [ecosystem];
      const found: { feed: string; id: string }[] = [];
      for (const one of ecosystems) {
        found.push(...(await readByPackage(database, prefix, one, limit)));
        await yieldToOthers();
      }
      return (await readRecords(database, found)).slice(0, limit);
    },
    cveFacts: (cves) => lookups.cveFacts(cves),
  };
}

async function readNewest(
  database: Database,
  after: AdvisoryPosition | undefined,
  limit: number,
): Promise<readonly RecordRow[]> {
  const place: RawBuilder<unknown> =
    after === undefined
      ? sql``
      : sql`where (a.modified, a.feed, a.id) < (${after.modified}, ${after.feed}, ${after.id})`;
  const { rows } = await sql<RecordRow>`
    select ${sql.raw(COLUMNS)} from advisory a ${place}
    order by a.modified desc, a.feed desc, a.id desc limit ${limit}`.execute(database);
  return rows;
}

async function readByPackage(
  database: Database,
  prefix: string,
  ecosystem: Ecosystem,
  limit: number,
): Promise<readonly { readonly feed: string; readonly id: string }[]> {
  const { rows } = await sql<{ feed: string; id: string }>`
    select distinct feed, id from advisory_affected
    where ecosystem = ${ecosystem} and name >= ${prefix} and name < ${prefix + LAST_CHARACTER}
    limit ${limit}`.execute(database);
  return rows;
}

async function readRecords(
  database: Database,
  keys: readonly { readonly feed: string; readonly id: string }[],
): Promise<readonly ListedAdvisory[]> {
  const wanted = new Set(keys.map(keyOf));
  const rows = await forKeys<RecordRow>(
    database,
    (_, list) => `select ${COLUMNS} from advisory a where a.id in (${list})`,
    [],
    [...new Set(keys.map(({ id }) => id))],
  );
  const records = await addPackages(
    database,
    rows.filter((row) => wanted.has(keyOf(row))),
  );
  return [...records].sort((a, b) => b.modified - a.modified || (a.id < b.id ? 1 : -1));
}

async function addPackages(
  database: Database,
  rows: readonly RecordRow[],
): Promise<readonly ListedAdvisory[]> {
  const affected = await forKeys<AffectedRow>(
    database,
    (_, list) =>
      `select feed, id, ecosystem, name, body from advisory_affected where id in (${list}) order by ecosystem, name`,
    [],
    [...new Set(rows.map(({ id }) => id))],
  );
  const byRecord = Map.groupBy(affected, keyOf);
  return rows.map((row) => ({
    feed: row.feed,
    id: row.id,
    modified: row.modified,
    header: row.header,
    ...given('withdrawnAt', row.gone_at),
    packages: (byRecord.get(keyOf(row)) ?? [])
      .slice(0, MAX_LISTED_PACKAGES)
      .map(({ ecosystem, name, body }) => ({
        ecosystem: ecosystem as Ecosystem,
        name: asPackageName(name),
        body,
      })),
  }));
}

function keyOf({ feed, id }: { readonly feed: string; readonly id: string }): string {
  return `${feed}\n${id}`;
}
