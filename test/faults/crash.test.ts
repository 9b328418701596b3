// A server that is killed in the middle of its work, or whose disk is full: nothing half-done is left, nothing wrong is served.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { smallDiskMissing, withSmallDisk } from '../../src/storage/contract/small-disk.ts';
import { SAMPLES } from '../support/samples.ts';
import { makeDataFolder, startServer, writeServerConfig } from '../support/server-process.ts';
import { assertSound, MIB, publishNoise, startUpstream } from './sound-folder.ts';

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
      assert.ok(!refused.text.includes(folder), `told a client where files lie: ${refused.text}`);
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
