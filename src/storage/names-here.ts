// The names of packages that are known here: from upstreams, owned by somebody, and how much they are fetched.

import { setImmediate as yieldToOthers } from 'node:timers/promises';

import { sql, type Kysely } from 'kysely';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName, type PackageName } from '../kernel/package-ref.ts';
import type { Schema } from './schema.ts';

export interface NamesHereStore {
  /** Those that begin with `prefix`, by name; `owner` where somebody here owns it. Each at most `limit`. */
  withPrefix(
    ecosystem: Ecosystem,
    prefix: string,
    limit: number,
  ): Promise<
    readonly { readonly name: PackageName; readonly owner?: { readonly kind: string; readonly id: string } }[]
  >;
  /** Names that are owned here, then those that were fetched by the most readers; `limit` of each at the most. */
  thatMatter(ecosystem: Ecosystem, limit: number): Promise<readonly PackageName[]>;
}

/** Sorts after every character of a name. */
const LAST = '\u{10ffff}';

export function createNamesHere(database: Kysely<Schema>): NamesHereStore {
  return {
    async withPrefix(ecosystem, prefix, limit) {
      const upstream = await database
        .selectFrom('package')
        .select('name')
        .where('ecosystem', '=', ecosystem)
        .where('name', '>=', prefix)
        .where('name', '<', `${prefix}${LAST}`)
        .orderBy('name')
        .limit(limit)
        .execute();
      const owned = await database
        .selectFrom('owned_package')
        .select(['name', 'owner_kind', 'owner_id'])
        .where('ecosystem', '=', ecosystem)
        .where('name', '>=', prefix)
        .where('name', '<', `${prefix}${LAST}`)
        .orderBy('name')
        .limit(limit)
        .execute();
      const ownedNames = new Set(owned.map(({ name }) => name));
      return [
        ...owned.map((row) => ({
          name: asPackageName(row.name),
          owner: { kind: row.owner_kind, id: row.owner_id },
        })),
        ...upstream
          .filter(({ name }) => !ownedNames.has(name))
          .map(({ name }) => ({ name: asPackageName(name) })),
      ];
    },
    async thatMatter(ecosystem, limit) {
      const owned = await database
        .selectFrom('owned_package')
        .select('name')
        .where('ecosystem', '=', ecosystem)
        .orderBy('since', 'desc')
        .orderBy('name')
        .limit(limit)
        .execute();
      const fetched = await countReaders(database, ecosystem);
      const most = [...fetched].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, limit);
      const names = [...owned.map(({ name }) => name), ...most.map(([name]) => name)];
      return [...new Set(names)].map(asPackageName);
    },
  };
}

const PAGE = 200;

/** How many readers each package has that anybody fetched; page by page, so that nobody waits for it. */
async function countReaders(
  database: Kysely<Schema>,
  ecosystem: Ecosystem,
): Promise<ReadonlyMap<string, number>> {
  const readers = new Map<string, number>();
  let after = '';
  for (;;) {
    const page = await database
      .selectFrom('package')
      .select('name')
      .where('ecosystem', '=', ecosystem)
      .where('name', '>', after)
      .orderBy('name')
      .limit(PAGE)
      .execute();
    const last = page.at(-1);
    if (last === undefined) return readers;
    const rows = await database
      .selectFrom('exposure')
      .select(['name', sql<number | string>`count(distinct reader)`.as('readers')])
      .where('ecosystem', '=', ecosystem)
      .where(
        'name',
        'in',
        page.map(({ name }) => name),
      )
      .groupBy('name')
      .execute();
    for (const row of rows) readers.set(row.name, Number(row.readers));
    after = last.name;
    await yieldToOthers();
  }
}
