// How many findings there are: kept on every write, so that no page counts.

import { sql, type Kysely } from 'kysely';

import type { AgeTally, DayTally, FindingTallyStore, Tally } from '../inventory/findings/finding-ports.ts';
import { insertRows } from './bulk-write.ts';
import type { Schema } from './schema.ts';
import type { FindingAgeTable, FindingDayTable, FindingTallyTable } from './schema-inventory.ts';
import { inChunks } from './statement-chunks.ts';

/** The store of tallies within `database`, which may be a transaction. */
export function createFindingTallyStore(database: Kysely<Schema>): FindingTallyStore {
  return { ...tallyReads(database), ...tallyWrites(database) };
}

function tallyReads(
  database: Kysely<Schema>,
): Pick<FindingTallyStore, 'of' | 'owners' | 'days' | 'lastDay' | 'ages'> {
  return {
    async of(scope, scopeIds) {
      const found: Tally[] = [];
      for (const chunk of inChunks(scopeIds, 1)) {
        const rows = await database
          .selectFrom('finding_tally')
          .selectAll()
          .where('scope', '=', scope)
          .where('scope_id', 'in', chunk)
          .execute();
        found.push(...rows.map(tallyFromRow));
      }
      return found;
    },
    async owners(limit) {
      const { rows } = await sql<FindingTallyTable>`
        select t.* from finding_tally t join (
          select scope_id, open from finding_tally where scope = 'owner' and bucket = 'all'
          order by open desc, scope_id limit ${limit}
        ) o on o.scope_id = t.scope_id
        where t.scope = 'owner' order by o.open desc, t.scope_id`.execute(database);
      return rows.map(tallyFromRow);
    },
    async days(from, to) {
      const rows = await database
        .selectFrom('finding_day')
        .selectAll()
        .where('day', '>=', from)
        .where('day', '<=', to)
        .orderBy('day')
        .execute();
      return rows.map(dayFromRow);
    },
    async lastDay(day) {
      const { rows } = await sql<FindingDayTable>`
        select * from finding_day where day = (select max(day) from finding_day where day <= ${day})`.execute(
        database,
      );
      return rows.map(dayFromRow);
    },
    async ages(clock, buckets) {
      const rows = await database
        .selectFrom('finding_age')
        .selectAll()
        .where('clock', '=', clock)
        .where('bucket', 'in', buckets)
        .where('open', '>', 0)
        .orderBy('month')
        .execute();
      return rows.map(ageFromRow);
    },
  };
}

function tallyWrites(database: Kysely<Schema>): Pick<FindingTallyStore, 'add' | 'addDays' | 'addAges'> {
  return {
    add: (tallies) =>
      insertRows(database, {
        table: 'finding_tally',
        columns: ['scope', 'scope_id', 'bucket', 'open', 'kev', 'overdue', 'accepted', 'applications'],
        rows: tallies.map((one) => [
          one.scope,
          one.scopeId,
          one.bucket,
          one.open,
          one.kev,
          one.overdue,
          one.accepted,
          one.applications,
        ]),
        key: ['scope', 'scope_id', 'bucket'],
        adding: ['open', 'kev', 'overdue', 'accepted', 'applications'],
      }),
    addDays: (days) =>
      insertRows(database, {
        table: 'finding_day',
        columns: [
          'day',
          'bucket',
          'open',
          'kev',
          'overdue',
          'opened',
          'resolved',
          'remediated',
          'remediated_hours',
          'remediated_in_time',
        ],
        rows: days.map((one) => [
          one.day,
          one.bucket,
          one.open,
          one.kev,
          one.overdue,
          one.opened,
          one.resolved,
          one.remediated,
          one.remediatedHours,
          one.remediatedInTime,
        ]),
        key: ['day', 'bucket'],
        adding: ['opened', 'resolved', 'remediated', 'remediated_hours', 'remediated_in_time'],
      }),
    addAges: (ages) =>
      insertRows(database, {
        table: 'finding_age',
        columns: ['clock', 'month', 'bucket', 'open', 'kev', 'days'],
        rows: ages.map((one) => [one.clock, one.month, one.bucket, one.open, one.kev, one.days]),
        key: ['clock', 'month', 'bucket'],
        adding: ['open', 'kev', 'days'],
      }),
  };
}

function tallyFromRow({ scope, scope_id, bucket, ...counts }: FindingTallyTable): Tally {
  return { ...counts, scope: scope as Tally['scope'], scopeId: scope_id, bucket: bucket as Tally['bucket'] };
}

function dayFromRow(row: FindingDayTable): DayTally {
  const { remediated_hours, remediated_in_time, bucket, ...rest } = row;
  return {
    ...rest,
    bucket: bucket as DayTally['bucket'],
    remediatedHours: remediated_hours,
    remediatedInTime: remediated_in_time,
  };
}

function ageFromRow({ clock, bucket, ...rest }: FindingAgeTable): AgeTally {
  return { ...rest, clock: clock as AgeTally['clock'], bucket: bucket as AgeTally['bucket'] };
}
