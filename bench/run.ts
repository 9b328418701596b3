// `npm run bench [-- NAME…]`: measures side by side in one run, prints a table, and writes it into README.md.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Bench } from './bench.ts';
import { isInstalled } from './peers/child.ts';
import { freePort } from './peers/free-port.ts';
import { renderTable, writeReadme } from './report.ts';
import { skipped, type Row } from './row.ts';
import { measureAdvisories } from './rows/advisories.ts';
import { measureBlastRadius } from './rows/blast-radius.ts';
import { measureFeedUpdate } from './rows/feed-update.ts';
import { measureFindings } from './rows/findings.ts';
import { measureGrowth } from './rows/growth.ts';
import { measureLargePackument } from './rows/large-packument.ts';
import { measureManyClients } from './rows/many-clients.ts';
import { measureNpmCi } from './rows/npm-ci.ts';
import { measurePublish } from './rows/publish.ts';
import { measureReach } from './rows/reach.ts';
import { measureScan } from './rows/scan.ts';
import { measureStart } from './rows/start.ts';
import { measureToken } from './rows/token.ts';
import { measureLargeIndex, measureSmallReads } from './rows/warm-reads.ts';

interface NamedMeasurement {
  /** Programs without which it cannot be made. */
  readonly needs: readonly string[];
  readonly run: (bench: Bench) => Promise<readonly Row[]>;
}

/** By the name under which one of them can be asked for alone. */
const MEASUREMENTS: Readonly<Record<string, NamedMeasurement>> = {
  large: { needs: ['nginx', 'wrk'], run: measureLargeIndex },
  small: { needs: ['nginx', 'wrk'], run: measureSmallReads },
  install: { needs: ['nginx', 'npm'], run: measureNpmCi },
  clients: { needs: [], run: measureManyClients },
  update: { needs: [], run: measureFeedUpdate },
  start: { needs: [], run: measureStart },
  packument: { needs: [], run: measureLargePackument },
  advisories: { needs: [], run: measureAdvisories },
  scan: { needs: [], run: measureScan },
  reach: { needs: [], run: measureReach },
  'blast-radius': { needs: [], run: measureBlastRadius },
  findings: { needs: [], run: measureFindings },
  growth: { needs: [], run: measureGrowth },
  publish: { needs: [], run: measurePublish },
  token: { needs: [], run: measureToken },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(MEASUREMENTS, name));
if (unknown.length > 0) {
  console.error(`Cannot measure ${unknown.join(', ')}: expected ${Object.keys(MEASUREMENTS).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
try {
  const shared = { folder, port: await freePort(), npmRegistry: await findNpmRegistry() };
  const rows: Row[] = [];
  for (const [name, measurement] of Object.entries(MEASUREMENTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.error(`measuring: ${name}`);
    rows.push(...(await measure(name, measurement, shared)));
  }
  const table = renderTable(rows);
  console.log(table);
  // Only a whole run may stand in the file: its rows belong together.
  if (wanted.length === 0) writeReadme(join(import.meta.dirname, 'README.md'), table);
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function measure(
  name: string,
  { needs, run }: NamedMeasurement,
  shared: Omit<Bench, 'after'>,
): Promise<readonly Row[]> {
  const missing = needs.filter((program) => !isInstalled(program));
  if (missing.length > 0) return [skipped(name, `not installed: ${missing.join(', ')}`)];
  const ends: (() => unknown)[] = [];
  try {
    return await run({ ...shared, after: (end) => ends.unshift(end) });
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    // Its text may name places and hosts of this machine, which are nothing for a file.
    return [skipped(name, 'failed; the run printed why')];
  } finally {
    for (const end of ends) await end();
  }
}

/** As this machine's npm is configured; undefined when it cannot be reached. */
async function findNpmRegistry(): Promise<string | undefined> {
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' });
  const registry = stdout.trim().replace(/\/+$/, '');
  try {
    const answer = await fetch(`${registry}/react/latest`, { signal: AbortSignal.timeout(10_000) });
    return answer.ok ? registry : undefined;
  } catch {
    return undefined;
  }
}
