// Findings in applications, page by page: by the indexes that hold what is open, what was decided and what was resolved in the
// order of their urgency, or by what a filter names.

import { sql, type Kysely, type RawBuilder } from 'kysely';

import type {
  FindingFilter,
  FindingListing,
  FindingPlace,
  ListedFinding,
  SeverityWord,
} from '../inventory/findings/finding-ports.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { findingFromRow } from './finding-store.ts';
import { stateFromRow } from './finding-state-store.ts';
import { given } from '../kernel/given.ts';
import { reachFromText } from './reach-store.ts';
import type { Schema } from './schema.ts';
import type { FindingStateTable, FindingTable } from './schema-inventory.ts';

/** The listing within `database`, which may be a transaction. */
export function createFindingListing(database: Kysely<Schema>): FindingListing {
  return {
    async list(filter, { after, limit }) {
      if (filter.componentIds?.length === 0) return [];
      const conditions = [
        ...conditionsOf(filter),
        ...(await withinApplications(database, filter)),
        ...(after === undefined ? [] : [behind(after)]),
      ];
      const found: ListedRow[] = [];
      for (const part of partsOf(filter.states ?? OPEN)) {
        found.push(...(await readPart(database, [part, ...conditions], limit)));
      }
      return found.sort(comparePlaces).slice(0, limit).map(listedFromRow);
    },
  };
}

async function readPart(
  database: Kysely<Schema>,
  conditions: readonly RawBuilder<boolean>[],
  limit: number,
): Promise<readonly ListedRow[]> {
  // What is told of imports is looked up for the page alone, whatever way leads to it.
  const { rows } = await sql<ListedRow>`
      select p.*, (select w.reach from component_reach r
          join reach_words w on w.application_id = r.application_id and w.number = r.number
        where r.application_id = p.application_id and r.component_id = p.component_id) as reach
      from (
        select s.*, f.shown_id, f.ids, f.class, f.severity, f.score, f.epss, f.epss_percentile, f.kev,
          f.disclosed_at, f.fixed_in, f.fixed_at, f.no_known_fix, f.disputed, f.first_seen as known_since,
          f.gone_at, f.gone_why, f.evidence,
          c.ecosystem, c.name as package, c.version, a.name as application, a.environment, a.owner
        from finding_state s
          join finding f on f.component_id = s.component_id and f.record_id = s.record_id
          join component c on c.id = s.component_id
          join application a on a.id = s.application_id
        where ${sql.join(conditions, sql` and `)}
        order by s.urgency desc, s.component_id desc, s.record_id desc, s.application_id desc
        limit ${limit}
      ) p`.execute(database);
  return rows;
}

/** As the database has it: what is most urgent first. */
function comparePlaces(a: ListedRow, b: ListedRow): number {
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

const URGENCIES: Readonly<Record<SeverityWord, number>> = {
  critical: 6,
  high: 5,
  medium: 4,
  unknown: 3,
  low: 2,
  none: 1,
};
/** Of what is known to be exploited, whatever its severity. */
const KEV_URGENCY = 7;

/** Beyond so many, those of an owner or an environment are passed soon enough on the way through all. */
const FEW_APPLICATIONS = 50;

/** A few applications are looked into each; of many, the most urgent findings are at the begin of the index. */
async function withinApplications(
  database: Kysely<Schema>,
  { environment, owner }: FindingFilter,
): Promise<readonly RawBuilder<boolean>[]> {
  const meant = [
    ...(environment === undefined ? [] : [sql<boolean>`a.environment = ${environment}`]),
    // Not by an index of owners, which would lead through all that they have.
    ...(owner === undefined ? [] : [sql<boolean>`coalesce(a.owner, '') = ${owner}`]),
  ];
  if (meant.length === 0) return meant;
  const { rows } = await sql<{ readonly id: string }>`
    select a.id from application a where ${sql.join(meant, sql` and `)} limit ${FEW_APPLICATIONS + 1}`.execute(
    database,
  );
  if (rows.length > FEW_APPLICATIONS) return meant;
  if (rows.length === 0) return [sql<boolean>`1 = 0`];
  return [sql<boolean>`s.application_id in (${sql.join(rows.map(({ id }) => id))})`];
}

function conditionsOf(filter: FindingFilter): readonly RawBuilder<boolean>[] {
  const { applicationIds, severities, classes, componentIds, record, key } = filter;
  return [
    ...(applicationIds === undefined
      ? []
      : [sql<boolean>`s.application_id in (${sql.join(applicationIds)})`]),
    ...(severities === undefined ? [] : [hasSeverity(severities), sql<boolean>`f.class = 'vulnerability'`]),
    ...(classes === undefined ? [] : [hasClass(classes)]),
    ...(filter.isKev === true ? [sql<boolean>`s.urgency = ${KEV_URGENCY}`] : []),
    ...(filter.isOverdue === true ? [sql<boolean>`s.is_overdue = 1 and s.resolved_at is null`] : []),
    ...(componentIds === undefined ? [] : [sql<boolean>`s.component_id in (${sql.join(componentIds)})`]),
    ...(record === undefined ? [] : [knownBy(record)]),
    ...(key === undefined
      ? []
      : [sql<boolean>`s.component_id = ${key.componentId} and s.record_id = ${key.recordId}`]),
  ];
}

const OPEN = ['open', 'in-triage'] as const;

/** What the states mean, a part for each index that holds it. The indexes are found by these very words. */
function partsOf(states: NonNullable<FindingFilter['states']>): readonly RawBuilder<boolean>[] {
  const open = OPEN.filter((state) => states.includes(state));
  const decided = states.filter((state) => state !== 'resolved' && state !== 'open' && state !== 'in-triage');
  return [
    ...(open.length === 0 ? [] : [sql<boolean>`s.resolved_at is null and s.state in (${sql.join(open)})`]),
    ...(decided.length === 0
      ? []
      : [
          sql<boolean>`s.resolved_at is null and s.state <> 'open' and s.state <> 'in-triage'
            and s.state in (${sql.join(decided)})`,
        ]),
    ...(states.includes('resolved') ? [sql<boolean>`s.resolved_at is not null`] : []),
  ];
}

/** The urgencies are what the indexes hold; of what is known to be exploited they do not tell the severity. */
function hasSeverity(severities: readonly SeverityWord[]): RawBuilder<boolean> {
  const words = sql.join(severities);
  return sql<boolean>`s.urgency in (${sql.join([...severities.map((one) => URGENCIES[one]), KEV_URGENCY])})
    and (s.urgency <> ${KEV_URGENCY} or s.component_id in (
      select component_id from finding where kev is not null and severity in (${words})))
    and f.severity in (${words})`;
}

/** Most are vulnerabilities; what else there is, is found by what it is known to be. */
function hasClass(classes: NonNullable<FindingFilter['classes']>): RawBuilder<boolean> {
  const words = sql.join(classes);
  if (classes.includes('vulnerability')) return sql<boolean>`f.class in (${words})`;
  return sql<boolean>`s.component_id in (select component_id from finding where class in (${words}))
    and f.class in (${words})`;
}

function knownBy(record: string): RawBuilder<boolean> {
  return sql<boolean>`s.component_id in (select component_id from finding_alias where id = ${record})
    and exists (select 1 from finding_alias n
      where n.id = ${record} and n.component_id = s.component_id and n.record_id = s.record_id)`;
}

function behind({ urgency, componentId, recordId, applicationId }: FindingPlace): RawBuilder<boolean> {
  return sql<boolean>`(s.urgency, s.component_id, s.record_id, s.application_id)
    < (${urgency}, ${componentId}, ${recordId}, ${applicationId})`;
}

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
