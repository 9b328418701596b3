// Publishing, from request to acknowledged, durable and visible: 20 a second of 100 KB each, from clients that wait for nobody.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { npmBody } from '../../test/publish/npm-body.ts';
import { ask } from '../../test/support/ask.ts';
import { startFixtureUpstream } from '../../test/support/fixture-upstream.ts';
import { mintPublishToken } from '../../test/support/publishing-server.ts';
import { packTgz } from '../../test/support/tgz.ts';
import type { Bench } from '../bench.ts';
import { percentile } from '../median.ts';
import { waitFor } from '../peers/child.ts';
import { startGate } from '../peers/gate.ts';
import { holdUnder, seconds, type Row } from '../row.ts';

const PER_SECOND = 20;
const SECONDS = 20;
/** Half of the versions are the first of their package, the others join one that has some. */
const PACKAGES = (PER_SECOND * SECONDS) / 2;
const ARCHIVE_BYTES = 100 * 1024;
const HELD_MS = 150;

interface Publish {
  readonly name: string;
  readonly version: string;
  readonly body: string;
}

export async function measurePublish(bench: Bench): Promise<readonly Row[]> {
  const upstream = await startFixtureUpstream();
  bench.after(() => upstream.close());
  const gate = await startGate({
    dataDir: join(bench.folder, 'publish'),
    port: bench.port,
    upstreams: { npm: `${upstream.registryUrl}/npm` },
  });
  bench.after(() => gate.stop());
  // The one-time link is printed a moment after the server answers.
  await waitFor(gate.child, async () => gate.child.output().includes('/setup#'));
  const printed = () => ({ stdout: gate.child.output(), stderr: '' });
  const token = await mintPublishToken({ url: gate.url, printed });
  const all = await Promise.all(Array.from({ length: PER_SECOND * SECONDS }, (_, at) => makePublish(at)));
  // What is compiled and loaded at the first publish is not what is measured.
  for (const warm of [-2, -1]) await send(gate.url, token, await makePublish(warm));
  const tookMs = await Promise.all(
    all.map(async (publish, at) => {
      await sleep((at * 1_000) / PER_SECOND);
      return send(gate.url, token, publish);
    }),
  );
  await assertVisible(gate.url, all);
  const what = `publish of a ${ARCHIVE_BYTES / 1024} KB package at ${PER_SECOND} a second, acknowledged, durable and visible`;
  return [
    holdUnder(`${what}, p99`, percentile(tookMs, 0.99), HELD_MS, seconds),
    holdUnder('… median', percentile(tookMs, 0.5), HELD_MS, seconds),
  ];
}

async function makePublish(at: number): Promise<Publish> {
  const name = `@acme/tide-${((at % PACKAGES) + PACKAGES) % PACKAGES}`;
  const version = at < 0 ? `0.0.${-at}` : `1.${at}.0`;
  const manifest = { description: 'Of the sea', license: 'MIT', dependencies: { wave: '^1.0.0' } };
  const files = {
    'package.json': JSON.stringify({ name, version, ...manifest }),
    'noise.bin': randomBytes(ARCHIVE_BYTES),
  };
  return {
    name,
    version,
    body: await npmBody({ name, version, manifest, tarball: await packTgz('package', files) }),
  };
}

/** How long it took, in milliseconds. */
async function send(url: string, token: string, { name, version, body }: Publish): Promise<number> {
  const startedAt = performance.now();
  const answer = await ask(`${url}/npm/${name.replace('/', '%2f')}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  if (answer.status !== 201)
    throw new Error(`${name}@${version} was not published: ${answer.text.slice(0, 500)}`);
  return performance.now() - startedAt;
}

async function assertVisible(url: string, all: readonly Publish[]): Promise<void> {
  for (const { name, version } of all) {
    const answer = await ask(`${url}/npm/${name.replace('/', '%2f')}`, {});
    if (!answer.text.includes(`"${version}":`))
      throw new Error(`${name}@${version} was acknowledged, and is not visible`);
  }
}
