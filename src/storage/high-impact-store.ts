// Packages that many depend on, what they are counted from, and the tally of what was served.

import { sql, type Kysely, type Selectable } from 'kysely';

import type {
  DownloadStores,
  HighImpactReason,
  HighImpactStore,
  HighImpactStores,
  ImpactCounts,
  ImpactRecord,
} from '../identity/high-impact/high-impact-ports.ts';
import type { ExposureRecord } from '../exposure/ports.ts';
import { DAY_MS } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import { asPackageName, packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { HighImpactTable } from './schema-high-impact.ts';
import type { Schema } from './schema.ts';

/** The stores within `database`, which may be a transaction. */
export function createHighImpactStores(database: Kysely<Schema>): HighImpactStores & DownloadStores {
  return {
    highImpact: createHighImpactStore(database),
    downloads: {
      async forgetBefore(day) {
        await database.deleteFrom('download_day').where('day', '<', day).execute();
      },
    },
  };
}

function createHighImpactStore(database: Kysely<Schema>): HighImpactStore {
  return {
    async find({ ecosystem, name }) {
      const row = await database
        .selectFrom('high_impact')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    async save(record) {
      const { ecosystem, name, ...rest } = toRow(record);
      await database
        .insertInto('high_impact')
        .values({ ecosystem, name, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name']).doUpdateSet(rest))
        .execute();
    },
    async list({ after, limit }) {
      let query = database.selectFrom('high_impact').selectAll().where('since', 'is not', null);
      if (after !== undefined) {
        query = query.where((eb) =>
          eb(eb.refTuple('ecosystem', 'name'), '>', eb.tuple(after.ecosystem, after.name)),
        );
      }
      return (await query.orderBy('ecosystem').orderBy('name').limit(limit).execute()).map(fromRow);
    },
    async ofOwners(owners) {
      if (owners.length === 0) return [];
      const rows = await database
        .selectFrom('high_impact')
        .innerJoin('owned_package', (join) =>
          join
            .onRef('owned_package.ecosystem', '=', 'high_impact.ecosystem')
            .onRef('owned_package.name', '=', 'high_impact.name'),
        )
        .selectAll('high_impact')
        .where('high_impact.since', 'is not', null)
        .where((eb) => eb.or(owners.map(({ kind, id }) => eb.and({ owner_kind: kind, owner_id: id }))))
        .orderBy('high_impact.ecosystem')
        .orderBy('high_impact.name')
        .execute();
      return rows.map(fromRow);
    },
    async tell({ ecosystem, name }, { before, after }) {
      const told = await database
        .updateTable('high_impact')
        .set({ told: after })
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .where('told', '=', before)
        .executeTakeFirst();
      return told.numUpdatedRows > 0n;
    },
  };
}

export function createImpactCounts(database: Kysely<Schema>): ImpactCounts {
  return {
    async published({ after, limit }) {
      let query = database.selectFrom('hosted_package').select(['ecosystem', 'name']);
      if (after !== undefined) {
        query = query.where((eb) =>
          eb(eb.refTuple('ecosystem', 'name'), '>', eb.tuple(after.ecosystem, after.name)),
        );
      }
      const refs = (await query.orderBy('ecosystem').orderBy('name').limit(limit).execute()).map(refOf);
      const known = await recordsOf(database, refs);
      return refs.map((ref) => ({ ...ref, ...given('record', known.get(packageKey(ref))) }));
    },
    async applicationsOf(ecosystem, names) {
      if (names.length === 0) return new Map();
      const rows = await database
        .selectFrom('component')
        .innerJoin('current_component', 'current_component.component_id', 'component.id')
        .select(['component.name', sql<number | string>`count(distinct application_id)`.as('count')])
        .where('ecosystem', '=', ecosystem)
        .where('name', 'in', names)
        .groupBy('component.name')
        .execute();
      return new Map(rows.map(({ name, count }) => [name, Number(count)]));
    },
    async downloadsOf(ecosystem, names, firstDay) {
      if (names.length === 0) return new Map();
      const rows = await database
        .selectFrom('download_day')
        .select(['name', sql<number | string>`sum(count)`.as('count')])
        .where('ecosystem', '=', ecosystem)
        .where('name', 'in', names)
        .where('day', '>=', firstDay)
        .groupBy('name')
        .execute();
      return new Map(rows.map(({ name, count }) => [name, Number(count)]));
    },
  };
}

async function recordsOf(
  database: Kysely<Schema>,
  refs: readonly PackageRef[],
): Promise<ReadonlyMap<string, ImpactRecord>> {
  const known = new Map<string, ImpactRecord>();
  for (const [ecosystem, some] of Map.groupBy(refs, (ref) => ref.ecosystem)) {
    const rows = await database
      .selectFrom('high_impact')
      .selectAll()
      .where('ecosystem', '=', ecosystem)
      .where(
        'name',
        'in',
        some.map(({ name }) => name),
      )
      .execute();
    for (const record of rows.map(fromRow)) known.set(packageKey(record), record);
  }
  return known;
}

/** Counts what was served of packages that are published here, by day; what comes from upstreams is not counted. */
export async function countDownloads(
  database: Kysely<Schema>,
  records: readonly ExposureRecord[],
): Promise<void> {
  const tallies = new Map<string, PackageRef & { readonly day: number; readonly count: number }>();
  for (const { ecosystem, name, lastAt, count } of records) {
    const day = Math.floor(lastAt / DAY_MS);
    const key = `${day} ${packageKey({ ecosystem, name })}`;
    const before = tallies.get(key)?.count ?? 0;
    tallies.set(key, { ecosystem, name, day, count: before + count });
  }
  const hosted = await hostedAmong(database, [...tallies.values()]);
  // In one order, so that two servers do not wait for each other.
  const rows = [...tallies]
    .filter(([, tally]) => hosted.has(packageKey(tally)))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { ecosystem, name, day, count }]) => ({ ecosystem, name, day, count }));
  if (rows.length === 0) return;
  await database
    .insertInto('download_day')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['ecosystem', 'name', 'day'])
        .doUpdateSet({ count: sql`download_day.count + excluded.count` }),
    )
    .execute();
}

async function hostedAmong(
  database: Kysely<Schema>,
  refs: readonly PackageRef[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [ecosystem, some] of Map.groupBy(refs, (ref) => ref.ecosystem)) {
    const names = [...new Set(some.map(({ name }) => name))];
    const rows = await database
      .selectFrom('hosted_package')
      .select(['ecosystem', 'name'])
      .where('ecosystem', '=', ecosystem)
      .where('name', 'in', names)
      .execute();
    for (const row of rows) found.add(packageKey(refOf(row)));
  }
  return found;
}

function refOf({ ecosystem, name }: { readonly ecosystem: string; readonly name: string }): PackageRef {
  return { ecosystem: ecosystem as Ecosystem, name: asPackageName(name) };
}

function toRow({ ecosystem, name, facts, word, high }: ImpactRecord): HighImpactTable {
  return {
    ecosystem,
    name,
    packages: facts?.packages ?? null,
    applications: facts?.applications ?? null,
    downloads: facts?.downloads ?? null,
    counted_at: facts?.countedAt ?? null,
    said_high: word === undefined ? null : word.isHigh ? 1 : 0,
    said_by: word?.by ?? null,
    said_at: word?.at ?? null,
    said_reason: word?.reason ?? null,
    since: high?.since ?? null,
    because: high?.because ?? null,
    deadline: high?.deadline ?? null,
    taken_in_by: high?.takenInBy ?? null,
    below_since: high?.belowSince ?? null,
    told: high?.told ?? 0,
  };
}

function fromRow(row: Selectable<HighImpactTable>): ImpactRecord {
  return {
    ...refOf(row),
    ...given('facts', factsFromRow(row)),
    ...given('word', wordFromRow(row)),
    ...given('high', highFromRow(row)),
  };
}

function factsFromRow({
  packages,
  applications,
  downloads,
  counted_at: countedAt,
}: HighImpactTable): ImpactRecord['facts'] {
  if (packages === null || applications === null || downloads === null || countedAt === null)
    return undefined;
  return { packages, applications, downloads, countedAt };
}

function wordFromRow(row: HighImpactTable): ImpactRecord['word'] {
  if (row.said_high === null || row.said_by === null || row.said_at === null) return undefined;
  return { isHigh: row.said_high === 1, by: row.said_by, at: row.said_at, reason: row.said_reason ?? '' };
}

function highFromRow(row: HighImpactTable): ImpactRecord['high'] {
  if (row.since === null || row.deadline === null || row.because === null) return undefined;
  return {
    since: row.since,
    because: row.because as HighImpactReason,
    deadline: row.deadline,
    ...given('takenInBy', row.taken_in_by),
    ...given('belowSince', row.below_since),
    told: row.told,
  };
}
