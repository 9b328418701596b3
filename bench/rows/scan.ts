// `gatehouse scan` of a real lock file, each time by a process of its own, with every record of ../shared/data at hand.

import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Bench } from '../bench.ts';
import { APP_FOLDER, lockedPackages } from '../locked-packages.ts';
import { median } from '../median.ts';
import { SERVER_CORE, runToEnd } from '../peers/child.ts';
import { missingOsvScanner, openOsvScanner } from '../peers/osv-scanner.ts';
import { compareTime, count, expect, holdUnder, seconds, skipped, type Row } from '../row.ts';

const DATA = resolve(import.meta.dirname, '../../../shared/data');
const PROGRAM = join(import.meta.dirname, '../../bin/gatehouse.js');
const ROUNDS = 5;

export async function measureScan(bench: Bench): Promise<readonly Row[]> {
  const what = `gatehouse scan of a lock file with ${count(lockedPackages().length)} packages`;
  if (!existsSync(DATA)) return [skipped(what, '../shared/data is not here')];
  const dataDir = join(bench.folder, 'scan-data');
  const project = join(bench.folder, 'scan-project');
  mkdirSync(project);
  cpSync(join(APP_FOLDER, 'package-lock.json'), join(project, 'package-lock.json'));
  const gatehouse = (...args: readonly string[]) =>
    runToEnd([process.execPath, PROGRAM, ...args, '--data', dataDir], { core: SERVER_CORE });
  // Records of other ecosystems than ours are told as problems: what was taken in is what counts.
  for (const source of ['osv', 'malware', 'kev.json.gz', 'epss.csv.gz']) {
    await gatehouse('advisories', 'import', join(DATA, source)).catch(() => undefined);
  }
  const tookMs: number[] = [];
  let found: readonly string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    const printed = await gatehouse('scan', project, '--json', '--fail-on', 'nothing');
    tookMs.push(performance.now() - startedAt);
    found = packagesIn(printed);
  }
  if (found.length === 0) throw new Error('The scan found nothing, so that it measured nothing');
  const ours = median(tookMs);
  return [
    holdUnder(`${what}, cold process (${count(found.length)} affected)`, ours, 1_500, seconds),
    ...(await compareWithOsvScanner(bench, join(project, 'package-lock.json'), ours, found)),
  ];
}

function packagesIn(printed: string): readonly string[] {
  const { findings } = JSON.parse(printed) as {
    readonly findings: readonly { readonly name: string; readonly version: string }[];
  };
  return findings.map(({ name, version }) => `${name}@${version}`);
}

/** As fast as it is, and on the same packages. */
async function compareWithOsvScanner(
  bench: Bench,
  lockFile: string,
  ours: number,
  found: readonly string[],
): Promise<readonly Row[]> {
  const what = 'the same beside osv-scanner, offline on the same records';
  const missing = missingOsvScanner();
  if (missing !== undefined) return [skipped(what, missing)];
  const peer = openOsvScanner(join(bench.folder, 'osv-scanner'), DATA);
  const tookMs: number[] = [];
  let theirs: readonly string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    theirs = await peer.scan(lockFile);
    tookMs.push(performance.now() - startedAt);
  }
  const alone = [...new Set(found).symmetricDifference(new Set(theirs))];
  return [
    compareTime(what, ours, { name: 'osv-scanner', ms: median(tookMs) }, 1 / 3),
    expect(
      `… packages that only one of the two reports${alone.length === 0 ? '' : ` (${alone.join(', ')})`}`,
      alone.length,
      0,
    ),
  ];
}
