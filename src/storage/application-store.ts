// Applications and their snapshots.

import { sql, type Kysely } from 'kysely';

import type { VexDocument } from '../formats/vex/vex-statement.ts';
import type {
  Application,
  ApplicationFilter,
  ApplicationPlace,
  ApplicationStore,
  FormerName,
  SnapshotSummary,
} from '../inventory/ports.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import { insertRows } from './bulk-write.ts';
import { readComponents } from './component-store.ts';
import { decodeGraph, encodeGraph } from './graph-blob.ts';
import { readNewestShapes } from './newest-shapes.ts';
import { removeApplicationRows } from './remove-application.ts';
import type { Schema } from './schema.ts';
import type { ApplicationTable, SnapshotTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** Environments of one name that are looked at. */
const MAX_ENVIRONMENTS = 200;

/** The store of applications within `database`, which may be a transaction. */
export function createApplicationStore(database: Kysely<Schema>): ApplicationStore {
  return { ...applicationQueries(database), ...snapshotQueries(database) };
}

function applicationQueries(
  database: Kysely<Schema>,
): Pick<ApplicationStore, 'named' | 'byId' | 'list' | 'renamed' | 'save' | 'remove'> {
  return {
    async named(name) {
      const rows = await applicationsIn(database)
        .where('name', '=', name)
        .orderBy('environment')
        .limit(MAX_ENVIRONMENTS)
        .execute();
      return rows.map(applicationFromRow);
    },
    async byId(ids) {
      const found: Application[] = [];
      for (const chunk of inChunks(ids, 1)) {
        const rows = await applicationsIn(database).where('id', 'in', chunk).execute();
        found.push(...rows.map(applicationFromRow));
      }
      return found;
    },
    remove: (id) => removeApplicationRows(database, id),
    async renamed(environment) {
      const rows = await applicationsIn(database)
        .where('formerly', 'is not', null)
        .where('environment', '=', environment)
        .execute();
      return rows.map(applicationFromRow);
    },
    list: (filter, page) => listApplications(database, filter, page),
    async save(application) {
      await database
        .insertInto('application')
        .values(rowOfApplication(application))
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((eb) => ({
            name: eb.ref('excluded.name'),
            owner: eb.ref('excluded.owner'),
            tags: eb.ref('excluded.tags'),
            pushed_at: eb.ref('excluded.pushed_at'),
            newest_snapshot: eb.ref('excluded.newest_snapshot'),
            component_count: eb.ref('excluded.component_count'),
            unknown_count: eb.ref('excluded.unknown_count'),
            unmatched: eb.ref('excluded.unmatched'),
            formerly: eb.ref('excluded.formerly'),
            name_since: eb.ref('excluded.name_since'),
          })),
        )
        .execute();
    },
  };
}

async function listApplications(
  database: Kysely<Schema>,
  { owner, environment }: ApplicationFilter,
  { after, limit }: { readonly after?: ApplicationPlace; readonly limit: number },
): Promise<readonly Application[]> {
  let query = applicationsIn(database).orderBy('name').orderBy('environment').limit(limit);
  if (owner !== undefined) query = query.where('owner', '=', owner);
  if (environment !== undefined) query = query.where('environment', '=', environment);
  if (after !== undefined)
    query = query.where(sql<boolean>`(name, environment) > (${after.name}, ${after.environment})`);
  return (await query.execute()).map(applicationFromRow);
}

function snapshotQueries(
  database: Kysely<Schema>,
): Pick<ApplicationStore, 'snapshots' | 'addSnapshot' | 'removeSnapshots' | 'graphOf' | 'newestShapes'> {
  return {
    async snapshots(applicationId, { before, limit }) {
      const rows = await database
        .selectFrom('snapshot')
        .select(['number', 'taken_at', 'author', 'component_count', 'files'])
        .where('application_id', '=', applicationId)
        .where('number', '<', before ?? Number.MAX_SAFE_INTEGER)
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(snapshotFromRow);
    },
    async addSnapshot(applicationId, { number, takenAt, author, componentCount, files: told }, files, ids) {
      await database
        .insertInto('snapshot')
        .values({
          application_id: applicationId,
          number,
          taken_at: takenAt,
          author,
          component_count: componentCount,
          files: JSON.stringify(told),
          graph: await encodeGraph(files, ids),
        })
        .execute();
      await insertRows(database, {
        table: 'snapshot_vex',
        columns: ['application_id', 'number', 'path', 'document'],
        rows: [...new Map(files.map((file) => [file.path, file])).values()].flatMap(({ path, vex }) =>
          vex === undefined ? [] : [[applicationId, number, path, JSON.stringify(vex)]],
        ),
      });
    },
    async removeSnapshots(takenBefore, limit) {
      const old = await database
        .selectFrom('snapshot')
        .innerJoin('application', 'application.id', 'snapshot.application_id')
        .whereRef('snapshot.number', '<', 'application.newest_snapshot')
        .where('snapshot.taken_at', '<', takenBefore)
        .select(['snapshot.application_id', 'snapshot.number'])
        .limit(limit)
        .execute();
      for (const { application_id, number } of old) {
        for (const table of ['snapshot', 'snapshot_vex'] as const) {
          await database
            .deleteFrom(table)
            .where('application_id', '=', application_id)
            .where('number', '=', number)
            .execute();
        }
      }
      return old.length;
    },
    async graphOf(applicationId, number) {
      const row = await database
        .selectFrom('snapshot')
        .select('graph')
        .where('application_id', '=', applicationId)
        .where('number', '=', number)
        .executeTakeFirst();
      if (row === undefined)
        throw new GatehouseError('not-found', `Cannot read snapshot ${number}: there is none of this number`);
      const files = await decodeGraph(row.graph, (ids) => readComponents(database, ids));
      const vex = await readVex(database, applicationId, number);
      return vex.size === 0
        ? files
        : files.map((file) => ({ ...file, ...given('vex', vex.get(file.path) ?? null) }));
    },
    newestShapes: (ids) => readNewestShapes(database, ids),
  };
}

/** By path. */
async function readVex(
  database: Kysely<Schema>,
  applicationId: string,
  number: number,
): Promise<ReadonlyMap<string, VexDocument>> {
  const rows = await database
    .selectFrom('snapshot_vex')
    .select(['path', 'document'])
    .where('application_id', '=', applicationId)
    .where('number', '=', number)
    .execute();
  return new Map(rows.map(({ path, document }) => [path, JSON.parse(document) as VexDocument]));
}

function rowOfApplication(application: Application): ApplicationTable {
  const { id, name, environment, owner, tags, unmatched, formerly, nameSince } = application;
  return {
    id,
    name,
    environment,
    owner: owner ?? null,
    tags: JSON.stringify(tags),
    created_at: application.createdAt,
    pushed_at: application.pushedAt,
    newest_snapshot: application.newestSnapshot,
    component_count: application.componentCount,
    unknown_count: application.unknownCount,
    // Kept in the tallies since schema 10.
    finding_count: 0,
    unmatched: unmatched ?? null,
    formerly: formerly === undefined ? null : JSON.stringify(formerly),
    name_since: nameSince ?? null,
  };
}

interface ApplicationRow extends ApplicationTable {
  readonly open_findings: number;
}

/** Applications with what is open against them. */
function applicationsIn(database: Kysely<Schema>) {
  return database
    .selectFrom('application')
    .selectAll()
    .select(
      sql<number>`coalesce((select t.open from finding_tally t
        where t.scope = 'application' and t.scope_id = application.id and t.bucket = 'all'), 0)`.as(
        'open_findings',
      ),
    );
}

function applicationFromRow(row: ApplicationRow): Application {
  return {
    id: row.id,
    name: row.name,
    environment: row.environment,
    ...given('owner', row.owner),
    tags: JSON.parse(row.tags) as Application['tags'],
    createdAt: row.created_at,
    pushedAt: row.pushed_at,
    newestSnapshot: row.newest_snapshot,
    componentCount: row.component_count,
    unknownCount: row.unknown_count,
    findingCount: row.open_findings,
    ...given('unmatched', row.unmatched),
    ...(row.formerly === null ? {} : { formerly: JSON.parse(row.formerly) as readonly FormerName[] }),
    ...given('nameSince', row.name_since),
  };
}

function snapshotFromRow(row: Omit<SnapshotTable, 'application_id' | 'graph'>): SnapshotSummary {
  return {
    number: row.number,
    takenAt: row.taken_at,
    author: row.author,
    componentCount: row.component_count,
    files: JSON.parse(row.files) as SnapshotSummary['files'],
  };
}
