// A server that is killed in the middle of its work, or whose disk is full: nothing half-done is left, nothing wrong is served.

import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';

import { smallDiskMissing, withSmallDisk } from '../../src/storage/contract/small-disk.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { SAMPLES } from '../support/samples.ts';
import { makeDataFolder, startServer, writeServerConfig } from '../support/server-process.ts';

const MIB = 1024 * 1024;

async function startUpstream(t: TestContext): Promise<FixtureUpstream> {
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  return upstream;
}

/** Publishes tarballs that nothing compresses; answers their paths and bytes. */
async function publishNoise(upstream: FixtureUpstream, count: number, sizeBytes: number) {
  const published: { readonly path: string; readonly tarball: Buffer }[] = [];
  for (let number = 1; number <= count; number++) {
    const noise = Buffer.alloc(sizeBytes);
    for (let at = 0; at < noise.length; at += 4)
      noise.writeUInt32LE(Math.imul(at + number, 2_654_435_761) >>> 0, at);
    const release = { name: `noise-${number}`, version: '1.0.0', files: { 'noise.bin': noise } };
    const { tarball } = await upstream.npm.publish(release);
    published.push({ path: `/npm/noise-${number}/-/noise-${number}-1.0.0.tgz`, tarball });
  }
  return published;
}

/** The database is sound, and what it says is here is here; nothing is left half-written. */
function assertSound(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'gatehouse.db'), { readOnly: true });
  try {
    assert.deepEqual(
      database
        .prepare('pragma integrity_check')
        .all()
        .map((row) => row['integrity_check']),
      ['ok'],
    );
    const kept = database.prepare('select sha256 from artifact where present = 1').all();
    for (const { sha256 } of kept) {
      const digest = String(sha256);
      assert.ok(
        readdirSync(join(dataDir, 'blobs', digest.slice(0, 2))).includes(digest),
        `${digest} is not there`,
      );
    }
  } finally {
    database.close();
  }
  assert.deepEqual(readdirSync(join(dataDir, 'blobs', 'staging')), []);
}

test('killed in the middle of downloads, again and again: sound after each start, and all is served at last', async (t) => {
  const upstream = await startUpstream(t);
  const published = await publishNoise(upstream, 6, 3 * MIB);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  for (let round = 0; round < 3; round++) {
    const server = await startServer(t, { dataDir });
    assertSound(dataDir);
    const asked = published.map(({ path }) => server.ask(path).catch(() => undefined));
    // One is through, or (in a later round) was there before; the others are anywhere on their way.
    await Promise.race(asked);
    server.signal('SIGKILL');
    assert.equal((await server.ended).signal, 'SIGKILL');
    await Promise.all(asked);
  }
  const server = await startServer(t, { dataDir });
  assertSound(dataDir);
  for (const { path, tarball } of published) assert.equal((await server.ask(path)).body.compare(tarball), 0);
  assert.equal((await server.stop()).code, 0);
  assertSound(dataDir);
});

test(
  'a disk that fills up while serving: what is here is served, the rest is told; with room, all goes on',
  { skip: smallDiskMissing() },
  async (t) => {
    const upstream = await startUpstream(t);
    const small = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
    const [large] = await publishNoise(upstream, 1, 6 * MIB);
    assert.ok(large !== undefined);
    await withSmallDisk(24 * MIB, async ({ folder }) => {
      const dataDir = join(folder, 'data');
      writeServerConfig(dataDir, upstream);
      const server = await startServer(t, { dataDir });
      assert.equal((await server.ask(small.path)).status, 200);
      const filler = join(folder, 'filler');
      fillUp(filler);
      const refused = await server.ask(large.path);
      assert.ok(refused.status >= 500, `${refused.status} ${refused.text.slice(0, 200)}`);
      assert.match(refused.text, /disk is full/);
      assert.equal((await server.ask(small.path)).body.compare(small.bytes), 0);
      assert.equal((await server.ask('/healthz')).status, 200);
      rmSync(filler);
      assert.equal((await server.ask(large.path)).body.compare(large.tarball), 0);
      assert.equal((await server.stop()).code, 0);
      assertSound(dataDir);
    });
  },
);

/** Writes until nothing more fits. */
function fillUp(filler: string): void {
  const block = Buffer.alloc(MIB);
  try {
    for (;;) writeFileSync(filler, block, { flag: 'a' });
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'ENOSPC');
  }
}
