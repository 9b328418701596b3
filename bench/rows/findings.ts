// Kept findings: a large bill taken in, one record against many applications until it is told, the portfolio at many rows.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sql, type Kysely } from 'kysely';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { importFeed } from '../../src/evidence/import-feed.ts';
import { pushSnapshot } from '../../src/inventory/push-snapshot.ts';
import { readPortfolio } from '../../src/inventory/read-portfolio.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { configSchema } from '../../src/main/config-schema.ts';
import { describeFindings } from '../../src/main/describe-findings.ts';
import { followFindings } from '../../src/main/follow-findings.ts';
import { openKnown } from '../../src/main/open-known.ts';
import { openStorage } from '../../src/main/open-storage.ts';
import { createAdvisoryImports } from '../../src/storage/advisory-imports.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { createUnitOfWork } from '../../src/storage/sql-unit-of-work.ts';
import type { ImportStores } from '../../src/evidence/advisory-ports.ts';
import type { Bench } from '../bench.ts';
import { count, holdUnder, megabytes, seconds, type Row } from '../row.ts';

const APPLICATIONS = 1_000;
const EACH = 1_000;
/** Different components in all of them. */
const POOL = 20_000;
const BILL = 5_000;
const RECORDS = 3_000;
/** Findings in applications; the number in the goal was measured by hand, with GATEHOUSE_BENCH_FINDINGS. */
const FINDINGS = Number(process.env['GATEHOUSE_BENCH_FINDINGS'] ?? 500_000);
const PORTFOLIO_ROUNDS = 200;
const RECORD_ROUNDS = 5;
const NOW = Date.UTC(2026, 10, 28);

export async function measureFindings(bench: Bench): Promise<readonly Row[]> {
  const house = await openHouse(join(bench.folder, 'findings'));
  bench.after(() => house.close());
  const few = await importRecords(house, 'few', RECORDS);
  const many = await importRecords(house, 'many', 10 * RECORDS);
  const rows = [
    holdUnder(
      `ten times the advisories (${count(10 * RECORDS)}), imported in times as long`,
      many.tookMs / few.tookMs,
      15,
      (times) => `${times.toFixed(1)} x`,
    ),
    holdUnder(
      'more memory for that, at its peak',
      Math.max(0, many.peakBytes - few.peakBytes),
      60e6,
      megabytes,
    ),
    await measureBill(house),
  ];
  await fillApplications(house);
  rows.push(await measureRecord(house));
  await fillFindings(house);
  rows.push(await measurePortfolio(house));
  return rows;
}

type House = Awaited<ReturnType<typeof openHouse>>;

async function openHouse(dataDir: string) {
  const config = configSchema.parse({
    feeds: {
      sources: ['few', 'many', 'new'].map((name) => ({ name, kind: 'osv', location: name })),
    },
  });
  const log = createLogger('error', () => {}, Date.now);
  const clock = { now: Date.now };
  const storage = await openStorage(config, dataDir, log);
  const known = await openKnown(config, clock, storage);
  const keepers = describeFindings({ config, clock, storage, ...known });
  const follower = followFindings(keepers, storage.feed, log);
  let ids = 0;
  return {
    clock,
    storage,
    knowledge: known.knowledge,
    follower,
    dataDir,
    inventory: {
      ...keepers.inventory,
      adapters: ADAPTERS,
      newId: () => `bench${(ids += 1)}`,
      lookedUp: async () => {},
    },
    async close() {
      await follower.close();
      await storage.close();
    },
  };
}

async function importRecords(
  { storage, clock, dataDir, follower, knowledge }: House,
  feed: string,
  records: number,
  text = recordsOf(feed, records),
): Promise<{ readonly tookMs: number; readonly peakBytes: number }> {
  const path = join(dataDir, `${feed}.ndjson`);
  writeFileSync(path, text);
  const work = createUnitOfWork<ImportStores>(
    { database: storage.database, published: () => storage.feed.publish() },
    (trx, journal) => ({ advisories: createAdvisoryImports(trx), journal }),
  );
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage().heapUsed);
  }, 20);
  const startedAt = performance.now();
  await importFeed(
    { work, lookups: storage.lookups, rulesOf: (ecosystem) => ADAPTERS[ecosystem], clock },
    { feed, kind: 'osv', path, mode: 'changes' },
  );
  const tookMs = performance.now() - startedAt;
  clearInterval(watch);
  await knowledge.reloadFeeds();
  if (records > 1) await follower.settle();
  return { tookMs, peakBytes };
}

function recordsOf(feed: string, records: number): string {
  return Array.from({ length: records }, (_, at) => recordOf(`GHSA-${feed}-${at}`, `package-${at}`)).join('');
}

function recordOf(id: string, name: string): string {
  const record = {
    id,
    modified: '2025-01-01T00:00:00Z',
    published: '2025-01-01T00:00:00Z',
    summary: `A hole in ${name}`,
    details: 'x'.repeat(800),
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
      },
    ],
  };
  return `${JSON.stringify(record)}\n`;
}

/** A tenth of the components is affected. */
async function measureBill({ inventory }: House): Promise<Row> {
  const components = Array.from({ length: BILL }, (_, at) => ({
    ecosystem: 'npm' as const,
    name: asPackageName(at % 10 === 0 ? `package-${at}` : `other-${at}`),
    version: '1.0.0',
    source: 'registry' as const,
    scope: 'runtime' as const,
  }));
  const graph = {
    format: 'bench',
    components,
    roots: [0],
    needs: components.map((_, at) => (at + 1 < BILL ? [at + 1] : [])),
    gaps: [],
  };
  const startedAt = performance.now();
  const pushed = await pushSnapshot(inventory, {
    name: 'bill',
    environment: 'default',
    owner: 'bench',
    files: [{ path: 'bom.json', graph }],
    author: 'bench',
  });
  const tookMs = performance.now() - startedAt;
  const what = `a bill of ${count(BILL)} new components taken in and matched (${count(pushed.opened)} findings)`;
  return holdUnder(what, tookMs, 1_000, seconds);
}

/** Applications with components in bulk, without their snapshots: no record asks for those. */
async function fillApplications({ storage }: Pick<House, 'storage'>): Promise<void> {
  await storage.database.transact(async (trx) => {
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

/** From the begin of the import until who follows the journal is told that it is found in all of them. */
async function measureRecord(house: House): Promise<Row> {
  let worstMs = 0;
  for (let round = 0; round < RECORD_ROUNDS; round += 1) {
    const { promise, resolve } = Promise.withResolvers<number>();
    const end = house.storage.feed.subscribe(['finding-opened'], ({ data }) => resolve(data.applications));
    const startedAt = performance.now();
    await importRecords(house, 'new', 1, recordOf(`GHSA-new-${round}`, `pooled-${round}`));
    const told = await promise;
    worstMs = Math.max(worstMs, performance.now() - startedAt);
    end();
    if (told < APPLICATIONS) throw new Error(`Told of ${told} applications, expected ${APPLICATIONS}`);
  }
  const what = `one new advisory against ${count(APPLICATIONS)} applications x ${count(EACH)} components, until told (worst of ${RECORD_ROUNDS})`;
  return holdUnder(what, worstMs, 1_000, seconds);
}

/** Findings in bulk, with the counts that writing them one by one would have kept. */
async function fillFindings({ storage }: House): Promise<void> {
  const each = Math.floor(FINDINGS / APPLICATIONS);
  await storage.database.transact(async (trx) => {
    await sql`insert into finding_state (application_id, component_id, record_id, first_seen, last_seen, state,
      is_overdue, urgency)
      with recursive a(i) as (select 0 union all select i + 1 from a where i + 1 < ${APPLICATIONS}),
        c(j) as (select 0 union all select j + 1 from c where j + 1 < ${each})
      select 'application-' || i, 5000000 + j, 'CVE-2025-' || j, ${NOW}, ${NOW}, 'open', 0, 1 + j % 6 from a, c`.execute(
      trx,
    );
    await fillCounts(trx);
  });
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

async function measurePortfolio({ inventory, clock }: House): Promise<Row> {
  const tookMs: number[] = [];
  for (let round = 0; round < PORTFOLIO_ROUNDS; round += 1) {
    const startedAt = performance.now();
    await readPortfolio({ ...inventory, clock }, { days: 90, owners: 50 });
    tookMs.push(performance.now() - startedAt);
  }
  tookMs.sort((a, b) => a - b);
  const p95 = tookMs[Math.floor(PORTFOLIO_ROUNDS * 0.95)] ?? 0;
  return holdUnder(`the portfolio at ${count(FINDINGS)} findings in applications, p95`, p95, 150, seconds);
}
