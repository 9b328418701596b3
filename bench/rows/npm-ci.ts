// `npm ci` of a real lock file: warm through Gatehouse, Verdaccio, and nginx with the same files; cold beside the upstream.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { Bench } from '../bench.ts';
import { lockedPackages } from '../locked-packages.ts';
import { startGate } from '../peers/gate.ts';
import { startNginx } from '../peers/nginx.ts';
import { missingVerdaccio, startVerdaccio } from '../peers/verdaccio.ts';
import { compareTime, skipped, type Row } from '../row.ts';
import { installLocked, readRegistry, type CopiedFile } from '../npm-ci/install-locked.ts';
import { MALWARE } from './warm-reads.ts';

/** Of several rounds the fastest counts: npm's own work is most of the time, and what else the machine does only adds to it. */
const WARM_ROUNDS = 2;
const COLD_ROUNDS = 2;

export async function measureNpmCi(bench: Bench): Promise<readonly Row[]> {
  const what = `npm ci of ${lockedPackages().length} packages`;
  if (bench.npmRegistry === undefined) return [skipped(what, 'no npm registry is in reach')];
  const feed = join(bench.folder, 'npm-ci.ndjson');
  writeFileSync(feed, `${JSON.stringify(MALWARE)}\n`);
  const openGate = (name: string) =>
    startGate({
      dataDir: join(bench.folder, name),
      port: bench.port,
      upstreams: { npm: bench.npmRegistry ?? '' },
      feeds: [{ name: 'malware', kind: 'osv', location: feed }],
    });
  // What the upstream does for the first time it does for neither of the two that are compared.
  const upstream = bench.npmRegistry;
  const direct: number[] = [];
  const cold: number[] = [];
  for (let round = 0; round < COLD_ROUNDS; round++) {
    direct.push(await installLocked(bench, upstream));
    const gate = await openGate(`npm-ci-${round}`);
    try {
      cold.push(await installLocked(bench, `${gate.url}/npm`));
    } finally {
      await gate.stop();
    }
  }
  const gate = await openGate(`npm-ci-${COLD_ROUNDS - 1}`);
  bench.after(() => gate.stop());
  return [
    ...(await measureWarm(bench, what, `${gate.url}/npm`)),
    compareTime(
      `${what}, cold`,
      Math.min(...cold),
      { name: 'direct to the upstream', ms: Math.min(...direct) },
      1.25,
    ),
  ];
}

async function measureWarm(bench: Bench, what: string, ours: string): Promise<readonly Row[]> {
  const files = await readRegistry(ours);
  const nginx = await startNginx((url) => files.map((file) => movedTo(url, ours, file)));
  bench.after(() => nginx.stop());
  const peers = new Map([
    [ours, [] as number[]],
    [nginx.url, []],
  ]);
  const missing = missingVerdaccio();
  const verdaccio = missing === undefined ? await startVerdaccio(ours) : undefined;
  if (verdaccio !== undefined) {
    bench.after(() => verdaccio.stop());
    await readRegistry(verdaccio.url);
    peers.set(verdaccio.url, []);
  }
  for (let round = 0; round < WARM_ROUNDS; round++) {
    for (const [url, took] of peers) took.push(await installLocked(bench, url));
  }
  const ms = (url: string) => Math.min(...(peers.get(url) ?? []));
  return [
    verdaccio === undefined
      ? skipped(`${what}, warm, beside Verdaccio 6`, missing ?? '')
      : compareTime(`${what}, warm`, ms(ours), { name: 'Verdaccio', ms: ms(verdaccio.url) }, 1),
    compareTime('the same against nginx', ms(ours), { name: 'nginx', ms: ms(nginx.url) }, 1.2),
  ];
}

/** The file as another server has it: addresses in indexes lead to that server. */
function movedTo(url: string, from: string, { path, body, contentType, isIndex }: CopiedFile) {
  if (!isIndex) return { path, body, contentType };
  const text = body.toString().replaceAll(from, url);
  return { path, body: gzipSync(text), contentType, encoding: 'gzip' };
}
