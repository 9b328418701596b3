// Fills the tables of applications and findings in bulk, with what writing them one by one would have left there.

import { sql, type Kysely } from 'kysely';

import { SECOND_MS } from '../../src/kernel/clock.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Schema } from '../../src/storage/schema.ts';

export const APPLICATIONS = 1_000;
/** Components of each. */
export const EACH = 1_000;
/** Different components in all of them; every application has the first ten. */
const POOL = 20_000;
const NOW = Date.UTC(2026, 10, 28);
/** Ids of components that have findings; none of the pool has. */
const FLAWED = 5_000_000;

/** Applications with components `pooled-0` …, without their snapshots: no record asks for those. */
export async function fillApplications(database: Database): Promise<void> {
  await database.transact(async (trx) => {
    await sql`insert into application (id, name, environment, owner, tags, created_at, pushed_at, newest_snapshot,
      component_count, unknown_count, finding_count)
      with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ${APPLICATIONS})
      select 'application-' || i, 'app-' || i, 'default', 'team-' || (i % 50), '{}', 0, 0, 1, ${EACH}, 0, 0 from n`.execute(
      trx,
    );
    await sql`insert into component (id, ecosystem, name, version)
      with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ${POOL})
      select 1000000 + i, 'npm', 'pooled-' || i, '1.0.0' from n`.execute(trx);
    await sql`insert into current_component (component_id, application_id, scope)
      with recursive a(i) as (select 0 union all select i + 1 from a where i + 1 < ${APPLICATIONS}),
        c(j) as (select 0 union all select j + 1 from c where j + 1 < ${EACH})
      select distinct 1000000 + case when j < 10 then j else (i * 7919 + j * 104729) % ${POOL} end,
        'application-' || i, 'runtime' from a, c`.execute(trx);
  });
}

/** As many in every application, of all severities, a tenth of them overdue, one in sixty known to be exploited; and the kept counts. */
export async function fillFindings(database: Database, findings: number): Promise<void> {
  const each = Math.floor(findings / APPLICATIONS);
  await database.transact(async (trx) => {
    await sql`insert into component (id, ecosystem, name, version)
      with recursive c(j) as (select 0 union all select j + 1 from c where j + 1 < ${each})
      select ${FLAWED} + j, 'npm', 'flawed-' || j, '1.0.0' from c`.execute(trx);
    await sql`insert into finding (component_id, record_id, shown_id, ids, class, severity, no_known_fix, disputed,
      first_seen, kev)
      with recursive c(j) as (select 0 union all select j + 1 from c where j + 1 < ${each})
      select ${FLAWED} + j, 'CVE-2025-' || j, 'CVE-2025-' || j, '["CVE-2025-' || j || '"]', 'vulnerability',
        case j % 6 when 0 then 'none' when 1 then 'low' when 2 then 'unknown' when 3 then 'medium' when 4 then 'high'
          else 'critical' end, 0, 0, ${NOW}, case when j % 60 = 5 then '{"dateAdded":"2025-11-28"}' end from c`.execute(
      trx,
    );
    await sql`insert into finding_alias (id, component_id, record_id)
      select record_id, component_id, record_id from finding where component_id >= ${FLAWED}`.execute(trx);
    await withoutIndexes(trx, 'finding_state', () => fillStates(trx, each));
    await fillCounts(trx);
  });
}

/** In the order of their key. */
async function fillStates(trx: Kysely<Schema>, each: number): Promise<void> {
  await sql`insert into finding_state (application_id, component_id, record_id, first_seen, last_seen, state,
    due_at, is_overdue, urgency)
    with recursive c(j) as (select 0 union all select j + 1 from c where j + 1 < ${each}),
      a as (select id from application where id like 'application-%' order by id)
    select a.id, ${FLAWED} + j, 'CVE-2025-' || j, ${NOW}, ${NOW}, 'open',
      ${NOW} + j * ${SECOND_MS}, j % 10 = 0, case when j % 60 = 5 then 7 else 1 + j % 6 end from a cross join c`.execute(
    trx,
  );
}

/** An index that is made afterwards is sorted once. */
async function withoutIndexes(trx: Kysely<Schema>, table: string, fill: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ readonly name: string; readonly sql: string }>`
    select name, sql from sqlite_master where type = 'index' and tbl_name = ${table} and sql is not null`.execute(
    trx,
  );
  for (const { name } of rows) await sql`drop index ${sql.id(name)}`.execute(trx);
  await fill();
  for (const { sql: text } of rows) await sql.raw(text).execute(trx);
}

async function fillCounts(trx: Kysely<Schema>): Promise<void> {
  const buckets = sql`(select 'all' as b union all select 'vulnerability' union all select 'critical' union all
    select 'high' union all select 'medium' union all select 'low' union all select 'none' union all
    select 'unknown' union all select 'kev' union all select 'overdue' union all select 'high-risk')`;
  await sql`insert or replace into finding_tally (scope, scope_id, bucket, open, kev, overdue, accepted, applications)
    select 'application', id, b, 100, 1, 1, 0, 1 from application, ${buckets}
    union all select 'owner', o, b, 2000, 20, 20, 0, 20 from (select distinct owner as o from application), ${buckets}
    union all select 'all', '', b, 100000, 1000, 1000, 0, 1000 from ${buckets}`.execute(trx);
  const today = Math.floor(Date.now() / 86_400_000);
  await sql`insert or replace into finding_day (day, bucket, open, kev, overdue, opened, resolved, remediated,
      remediated_hours, remediated_in_time)
    with recursive d(i) as (select 0 union all select i + 1 from d where i + 1 < 800)
    select ${today} - i, b, 1000, 10, 10, 5, 5, 4, 400, 3 from d, ${buckets}`.execute(trx);
  await sql`insert or replace into finding_age (clock, month, bucket, open, kev, days)
    with recursive m(i) as (select 480 union all select i + 1 from m where i + 1 < 683)
    select k, i, b, 50, 1, 50 * i * 30 from m, ${buckets},
      (select 'disclosed' as k union all select 'fixable' union all select 'here')`.execute(trx);
}
