// Components, each once, and which applications have them now.

import { sql, type Kysely } from 'kysely';

import { componentKeyOf } from '../inventory/component-key.ts';
import type { ComponentKey, ComponentStore, Holding, KnownComponent } from '../inventory/ports.ts';
import type { ComponentScope } from '../kernel/component-graph.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName, type PackageRef } from '../kernel/package-ref.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import type { ComponentTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store of components within `database`, which may be a transaction. */
export function createComponentStore(database: Kysely<Schema>): ComponentStore {
  return {
    intern: (components) => intern(database, components),
    idsOf: (components) => readIds(database, wantedOf(components)),
    replaceCurrent: (applicationId, components) => replaceCurrent(database, applicationId, components),
    async versionsOf({ ecosystem, name }) {
      const rows = await database
        .selectFrom('component')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .execute();
      return rows.map(fromRow);
    },
    byId: (ids) => readComponents(database, ids),
    applicationsWith: (ids, page) => readApplicationsWith(database, ids, page),
    ofPackages: (refs) => readPackages(database, refs),
    async page(after, limit) {
      const rows = await database
        .selectFrom('component')
        .selectAll()
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
    holders: (components, page) => readHolders(database, components, page),
  };
}

async function readPackages(
  database: Kysely<Schema>,
  refs: readonly PackageRef[],
): Promise<readonly KnownComponent[]> {
  const found: KnownComponent[] = [];
  for (const [ecosystem, names] of namesByEcosystem(refs)) {
    for (const chunk of inChunks([...names], 1)) {
      const rows = await database
        .selectFrom('component')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', 'in', chunk)
        .execute();
      for (const row of rows) found.push(fromRow(row));
    }
  }
  return found;
}

/** Those with these ids. */
export async function readComponents(
  database: Kysely<Schema>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, ComponentKey>> {
  const found = new Map<number, ComponentKey>();
  for (const chunk of inChunks(ids, 1)) {
    const rows = await database.selectFrom('component').selectAll().where('id', 'in', chunk).execute();
    for (const row of rows) {
      const { id, ...key } = fromRow(row);
      found.set(id, key);
    }
  }
  return found;
}

async function intern(
  database: Kysely<Schema>,
  components: readonly ComponentKey[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = wantedOf(components);
  const ids = await readIds(database, wanted);
  const fresh = [...wanted].filter(([key]) => !ids.has(key));
  // Units of work run one after the other: nobody else takes these numbers.
  let next = (await lastId(database)) + 1;
  const rows = fresh.map(([key, { ecosystem, name, version }]) => {
    ids.set(key, next);
    return [next++, ecosystem, name, version];
  });
  await insertRows(database, { table: 'component', columns: ['id', 'ecosystem', 'name', 'version'], rows });
  return ids;
}

function wantedOf(components: readonly ComponentKey[]): ReadonlyMap<string, ComponentKey> {
  return new Map(components.map((component) => [componentKeyOf(component), component]));
}

async function readIds(
  database: Kysely<Schema>,
  wanted: ReadonlyMap<string, ComponentKey>,
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const component of await readPackages(database, [...wanted.values()])) {
    const key = componentKeyOf(component);
    if (wanted.has(key)) ids.set(key, component.id);
  }
  return ids;
}

function namesByEcosystem(components: Iterable<PackageRef>): ReadonlyMap<Ecosystem, ReadonlySet<string>> {
  const names = new Map<Ecosystem, Set<string>>();
  for (const { ecosystem, name } of components) {
    const known = names.get(ecosystem) ?? new Set();
    names.set(ecosystem, known.add(name));
  }
  return names;
}

async function lastId(database: Kysely<Schema>): Promise<number> {
  const row = await database
    .selectFrom('component')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? 0;
}

/** Only what differs is written. */
async function replaceCurrent(
  database: Kysely<Schema>,
  applicationId: string,
  components: ReadonlyMap<number, ComponentScope>,
): ReturnType<ComponentStore['replaceCurrent']> {
  const rows = await database
    .selectFrom('current_component')
    .select(['component_id', 'scope'])
    .where('application_id', '=', applicationId)
    .execute();
  const before = new Map(rows.map(({ component_id, scope }) => [component_id, scope]));
  const removed = [...before.keys()].filter((id) => !components.has(id));
  for (const chunk of inChunks(removed, 1)) {
    await database
      .deleteFrom('current_component')
      .where('application_id', '=', applicationId)
      .where('component_id', 'in', chunk)
      .execute();
  }
  const differing = [...components].filter(([id, scope]) => before.get(id) !== scope);
  await insertRows(database, {
    table: 'current_component',
    columns: ['component_id', 'application_id', 'scope'],
    rows: differing.map(([id, scope]) => [id, applicationId, scope]),
    key: ['component_id', 'application_id'],
  });
  return { added: differing.map(([id]) => id).filter((id) => !before.has(id)), removed };
}

/** First which applications, so that none is cut in two; then what they have. */
async function readHolders(
  database: Kysely<Schema>,
  components: readonly KnownComponent[],
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly Holding[]> {
  const known = new Map(components.map((component) => [component.id, component]));
  const found = await readApplicationsWith(database, [...known.keys()], {
    limit,
    ...(after === undefined ? {} : { after }),
  });
  const last = found.at(-1);
  if (last === undefined) return [];
  const holdings: Holding[] = [];
  for (const chunk of inChunks([...known.keys()], 1)) {
    const { rows } = await sql<{ component_id: number; application_id: string; scope: ComponentScope }>`
      select component_id, application_id, scope from current_component
      where component_id in (${sql.join(chunk)})
      and application_id > ${after ?? ''} and application_id <= ${last}`.execute(database);
    for (const { component_id, application_id, scope } of rows) {
      const component = known.get(component_id);
      if (component !== undefined) holdings.push({ component, applicationId: application_id, scope });
    }
  }
  return holdings.sort(
    (a, b) => compareText(a.applicationId, b.applicationId) || a.component.id - b.component.id,
  );
}

async function readApplicationsWith(
  database: Kysely<Schema>,
  componentIds: readonly number[],
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const chunk of inChunks(componentIds, 1)) {
    const { rows } = await sql<{ application_id: string }>`
      select distinct application_id from current_component
      where component_id in (${sql.join(chunk)}) and application_id > ${after ?? ''}
      order by application_id limit ${limit}`.execute(database);
    for (const { application_id } of rows) found.add(application_id);
  }
  return [...found].sort(compareText).slice(0, limit);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function fromRow({ id, ecosystem, name, version }: ComponentTable): KnownComponent {
  return { id, ecosystem: ecosystem as Ecosystem, name: asPackageName(name), version };
}
