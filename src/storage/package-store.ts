// Packages that were asked for here.

import type { Kysely } from 'kysely';

import { ECOSYSTEMS, type Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { PackageRecord, PackageStore } from '../registry/ports.ts';
import { nameContains } from './name-contains.ts';
import type { PackageTable, Schema } from './schema.ts';

/** The package store within `database`, which may be a transaction. */
export function createPackageStore(database: Kysely<Schema>): PackageStore {
  return {
    async find({ ecosystem, name }) {
      const row = await database
        .selectFrom('package')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    async add(record) {
      await database
        .insertInto('package')
        .values(toRow(record))
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name']).doNothing())
        .execute();
    },
    async settle(record) {
      const row = toRow(record);
      await database
        .insertInto('package')
        .values(row)
        .onConflict((conflict) =>
          conflict.columns(['ecosystem', 'name']).doUpdateSet({ upstream: row.upstream }),
        )
        .execute();
    },
    search: (query) => searchPackages(database, query),
    ecosystems: () => findEcosystems(database),
  };
}

async function searchPackages(
  database: Kysely<Schema>,
  { text, ecosystem, after, limit }: Parameters<PackageStore['search']>[0],
): Promise<readonly PackageRecord[]> {
  let query = database.selectFrom('package').selectAll().orderBy('name').orderBy('ecosystem').limit(limit);
  if (text !== '') query = query.where(nameContains(text));
  if (ecosystem !== undefined) query = query.where('ecosystem', '=', ecosystem);
  if (after !== undefined) {
    const [afterEcosystem, afterName] = splitKey(after);
    query = query.where((eb) =>
      eb(eb.refTuple('name', 'ecosystem'), '>', eb.tuple(afterName, afterEcosystem)),
    );
  }
  return (await query.execute()).map(fromRow);
}

/** Looks for one package of each, since to count them all would take long. */
async function findEcosystems(database: Kysely<Schema>): Promise<readonly Ecosystem[]> {
  const found = await Promise.all(
    ECOSYSTEMS.map((ecosystem) =>
      database
        .selectFrom('package')
        .select('name')
        .where('ecosystem', '=', ecosystem)
        .limit(1)
        .executeTakeFirst(),
    ),
  );
  return ECOSYSTEMS.filter((_, index) => found[index] !== undefined);
}

/** The ecosystem and name of a `packageKey`. */
function splitKey(key: string): readonly [string, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon), key.slice(colon + 1)];
}

function toRow(record: PackageRecord): PackageTable {
  return {
    ecosystem: record.ecosystem,
    name: record.name,
    upstream: record.upstream,
    first_seen_at: record.firstSeenAt,
  };
}

function fromRow(row: PackageTable): PackageRecord {
  return {
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    upstream: row.upstream,
    firstSeenAt: row.first_seen_at,
  };
}
