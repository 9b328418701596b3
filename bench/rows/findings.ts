// Kept findings: a large bill taken in, one record against many applications until a client is told, pages at many findings.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pushSnapshot } from '../../src/inventory/applications/push-snapshot.ts';
import { readPortfolio } from '../../src/inventory/findings/read-portfolio.ts';
import type { FindingFilter } from '../../src/inventory/findings/finding-ports.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import type { Bench } from '../bench.ts';
import { APPLICATIONS, EACH, fillApplications, fillFindings } from '../findings/fill.ts';
import { openHouse, type House } from '../findings/house.ts';
import { FEED, timeUntilTold } from '../findings/listen.ts';
import { recordOf, writeRecords } from '../findings/records.ts';
import { startGate } from '../peers/gate.ts';
import { count, holdUnder, seconds, type Row } from '../row.ts';

const BILL = 5_000;
/** Findings in applications. Ten million take some 5 GB, and four minutes to make. */
const FINDINGS = Number(process.env['GATEHOUSE_BENCH_FINDINGS'] ?? 500_000);
const PORTFOLIO_ROUNDS = 200;
const LIST_ROUNDS = 50;
const PAGE = 50;
const RECORD_ROUNDS = 5;

export async function measureFindings(bench: Bench): Promise<readonly Row[]> {
  const dataDir = join(bench.folder, 'findings');
  mkdirSync(dataDir);
  const records = join(bench.folder, 'records.ndjson');
  writeRecords(records, BILL);
  const filled = await openHouse(dataDir, records);
  const bill = await measureBill(filled).finally(() => filled.close());
  const told = await measureRecord(bench, dataDir, async () => {
    const house = await openHouse(dataDir, records);
    await fillApplications(house.storage.database).finally(() => house.close());
  });
  const house = await openHouse(dataDir, records);
  bench.after(() => house.close());
  await fillFindings(house.storage.database, FINDINGS);
  return [bill, told, await measurePortfolio(house), await measureLists(house)];
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

async function measureRecord(bench: Bench, dataDir: string, fill: () => Promise<void>): Promise<Row> {
  await fill();
  const file = join(bench.folder, 'new.ndjson');
  writeFileSync(file, recordOf('GHSA-new', 'nobody-has-it'));
  const feeds = [{ name: FEED, kind: 'osv', location: file }] as const;
  const gate = await startGate({ dataDir, port: bench.port, feeds });
  try {
    const tookMs = await timeUntilTold(gate, file, RECORD_ROUNDS, APPLICATIONS);
    const what = `one new advisory against ${count(APPLICATIONS)} applications x ${count(EACH)} components, until a client of the events is told (worst of ${RECORD_ROUNDS})`;
    return holdUnder(what, Math.max(...tookMs), 1_000, seconds);
  } finally {
    await gate.stop();
  }
}

async function measurePortfolio({ inventory, clock }: House): Promise<Row> {
  const p95 = await p95Of(PORTFOLIO_ROUNDS, () =>
    readPortfolio({ ...inventory, clock }, { days: 90, owners: 50 }),
  );
  return holdUnder(`the portfolio at ${count(FINDINGS)} findings in applications, p95`, p95, 150, seconds);
}

/** The first pages that people see, and one far down. */
async function measureLists({ storage }: House): Promise<Row> {
  const filters: readonly FindingFilter[] = [
    {},
    { severities: ['critical', 'high'] },
    { severities: ['medium'] },
    { isOverdue: true },
    { applicationIds: ['application-500'] },
    { owner: 'team-7' },
    { owner: 'team-7', severities: ['low'] },
    { record: 'CVE-2025-7' },
  ];
  const { findingListing } = storage.stores;
  let worst = 0;
  for (const filter of filters) {
    let after: Parameters<typeof findingListing.list>[1]['after'];
    let told = 0;
    const p95 = await p95Of(LIST_ROUNDS, async () => {
      const page = { limit: PAGE, ...(after === undefined ? {} : { after }) };
      const found = await findingListing.list(filter, page);
      told += found.length;
      // Behind the last page comes the first again.
      const last = found.length < PAGE ? undefined : found.at(-1);
      after = last && { ...last.state, applicationId: last.application.id };
    });
    if (told === 0) throw new Error(`Found nothing for ${JSON.stringify(filter)}`);
    worst = Math.max(worst, p95);
  }
  return holdUnder(
    `… fifty pages of findings, with each of ${filters.length} filters, worst p95`,
    worst,
    150,
    seconds,
  );
}

async function p95Of(rounds: number, run: () => Promise<unknown>): Promise<number> {
  const tookMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await run();
    tookMs.push(performance.now() - startedAt);
  }
  tookMs.sort((a, b) => a - b);
  return tookMs[Math.floor(rounds * 0.95)] ?? 0;
}
