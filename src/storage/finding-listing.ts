// Findings in applications, page by page: the keys of a page out of the indexes that hold them in the order of their urgency,
// then what is told of these.

import { sql, type Kysely } from 'kysely';

import type { FindingListing, FindingPlace, ListedFinding } from '../inventory/findings/finding-ports.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { behind, walksOf, type FindingWalk } from './finding-filter.ts';
import { findScope } from './finding-scope.ts';
import { stateFromRow } from './finding-state-store.ts';
import { findingFromRow } from './finding-store.ts';
import { reachFromText } from './reach-store.ts';
import type { Schema } from './schema.ts';
import type { FindingStateTable, FindingTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The listing within `database`, which may be a transaction. */
export function createFindingListing(database: Kysely<Schema>): FindingListing {
  return {
    async list(filter, { after, limit }) {
      if (filter.componentIds?.length === 0) return [];
      const scope = await findScope(database, filter);
      const keys: KeyRow[] = [];
      for (const walk of walksOf(filter, scope)) {
        keys.push(...(await readKeys(database, walk, after, limit)));
      }
      const page = keys.sort(comparePlaces).slice(0, limit);
      const rows: ListedRow[] = [];
      for (const some of inChunks(page, KEY_COLUMNS)) rows.push(...(await readRows(database, some)));
      return rows.sort(comparePlaces).map(listedFromRow);
    },
  };
}

type KeyRow = Pick<FindingStateTable, 'urgency' | 'component_id' | 'record_id' | 'application_id'>;
const KEY_COLUMNS = 3;

async function readKeys(
  database: Kysely<Schema>,
  { from, where, order }: FindingWalk,
  after: FindingPlace | undefined,
  limit: number,
): Promise<readonly KeyRow[]> {
  const conditions = [...where, ...(after === undefined ? [] : [behind(after)])];
  const { rows } = await sql<KeyRow>`
    select s.urgency, s.component_id, s.record_id, s.application_id from ${from}
    where ${sql.join(conditions, sql` and `)} order by ${order} limit ${limit}`.execute(database);
  return rows;
}

async function readRows(database: Kysely<Schema>, keys: readonly KeyRow[]): Promise<readonly ListedRow[]> {
  const meant = keys.map(
    (key) => sql<boolean>`(s.application_id = ${key.application_id}
      and s.component_id = ${key.component_id} and s.record_id = ${key.record_id})`,
  );
  const { rows } = await sql<ListedRow>`
    select s.*, f.shown_id, f.ids, f.class, f.severity, f.score, f.epss, f.epss_percentile, f.kev,
      f.disclosed_at, f.fixed_in, f.fixed_at, f.no_known_fix, f.disputed, f.first_seen as known_since,
      f.gone_at, f.gone_why, f.evidence,
      c.ecosystem, c.name as package, c.version, a.name as application, a.environment, a.owner,
      (select w.reach from component_reach r
          join reach_words w on w.application_id = r.application_id and w.number = r.number
        where r.application_id = s.application_id and r.component_id = s.component_id) as reach
    from finding_state s
      join finding f on f.component_id = s.component_id and f.record_id = s.record_id
      join component c on c.id = s.component_id
      join application a on a.id = s.application_id
    where ${sql.join(meant, sql` or `)}`.execute(database);
  return rows;
}

/** As the database has it: what is most urgent first. */
function comparePlaces(a: KeyRow, b: KeyRow): number {
  return (
    b.urgency - a.urgency ||
    b.component_id - a.component_id ||
    compareText(b.record_id, a.record_id) ||
    compareText(b.application_id, a.application_id)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

type ListedRow = FindingStateTable &
  Omit<FindingTable, 'first_seen'> & {
    readonly known_since: number;
    readonly ecosystem: string;
    readonly package: string;
    readonly version: string;
    readonly application: string;
    readonly environment: string;
    readonly owner: string | null;
    readonly reach: string | null;
  };

function listedFromRow(row: ListedRow): ListedFinding {
  return {
    finding: findingFromRow({ ...row, first_seen: row.known_since }),
    state: stateFromRow(row),
    component: {
      ecosystem: row.ecosystem as Ecosystem,
      name: asPackageName(row.package),
      version: row.version,
    },
    application: {
      id: row.application_id,
      name: row.application,
      environment: row.environment,
      ...given('owner', row.owner),
    },
    ...given('reach', row.reach === null ? undefined : reachFromText(row.reach)),
  };
}
