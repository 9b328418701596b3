// Findings in applications, page by page: by the index that holds what is there in the order of its urgency, or by what a
// filter names.

import { sql, type Kysely, type RawBuilder } from 'kysely';

import type {
  FindingFilter,
  FindingListing,
  FindingPlace,
  ListedFinding,
  SeverityWord,
} from '../inventory/finding-ports.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { findingFromRow } from './finding-store.ts';
import { stateFromRow } from './finding-state-store.ts';
import { given } from '../kernel/given.ts';
import type { Schema } from './schema.ts';
import type { FindingStateTable, FindingTable } from './schema-inventory.ts';

/** The listing within `database`, which may be a transaction. */
export function createFindingListing(database: Kysely<Schema>): FindingListing {
  return {
    async list(filter, { after, limit }) {
      if (filter.componentIds?.length === 0) return [];
      const conditions = [...conditionsOf(filter), ...(after === undefined ? [] : [behind(after)])];
      const { rows } = await sql<ListedRow>`
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
        limit ${limit}`.execute(database);
      return rows.map(listedFromRow);
    },
  };
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

/** At least one. */
function conditionsOf(filter: FindingFilter): readonly RawBuilder<boolean>[] {
  const { applicationIds, environment, owner, severities, classes, componentIds, record, key } = filter;
  return [
    statesCondition(filter.states ?? ['open', 'in-triage']),
    ...(applicationIds === undefined
      ? []
      : [sql<boolean>`s.application_id in (${sql.join(applicationIds)})`]),
    ...(environment === undefined ? [] : [sql<boolean>`a.environment = ${environment}`]),
    ...(owner === undefined
      ? []
      : [sql<boolean>`s.application_id in (select id from application where owner = ${owner})`]),
    ...(severities === undefined
      ? []
      : [
          // The urgencies are what the index holds.
          sql<boolean>`s.urgency in (${sql.join([...severities.map((one) => URGENCIES[one]), KEV_URGENCY])})`,
          sql<boolean>`f.severity in (${sql.join(severities)}) and f.class = 'vulnerability'`,
        ]),
    ...(classes === undefined ? [] : [sql<boolean>`f.class in (${sql.join(classes)})`]),
    ...(filter.isKev === true ? [sql<boolean>`s.urgency = ${KEV_URGENCY}`] : []),
    ...(filter.isOverdue === true ? [sql<boolean>`s.is_overdue = 1 and s.resolved_at is null`] : []),
    ...(componentIds === undefined ? [] : [sql<boolean>`s.component_id in (${sql.join(componentIds)})`]),
    ...(record === undefined ? [] : [knownBy(record)]),
    ...(key === undefined
      ? []
      : [sql<boolean>`s.component_id = ${key.componentId} and s.record_id = ${key.recordId}`]),
  ];
}

function statesCondition(states: NonNullable<FindingFilter['states']>): RawBuilder<boolean> {
  const words = states.filter((state) => state !== 'resolved');
  const there = sql<boolean>`s.resolved_at is null and s.state in (${sql.join(words)})`;
  if (words.length === states.length) return there;
  if (words.length === 0) return sql<boolean>`s.resolved_at is not null`;
  return sql<boolean>`(s.resolved_at is not null or (${there}))`;
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
  };
}
