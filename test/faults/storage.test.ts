// The disk turns read-only, artifacts leave while they are read, an import is killed: nothing wrong is served, nothing is lost.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { sha256Of } from '../../src/kernel/digest.ts';
import { evictArtifacts } from '../../src/registry/evict-artifacts.ts';
import { smallDiskMissing, withSmallDisk } from '../../src/storage/contract/small-disk.ts';
import { startGate } from '../support/gate.ts';
import { malwareRecord } from '../support/osv.ts';
import { SAMPLES } from '../support/samples.ts';
import { makeDataFolder, startServer, writeServerConfig } from '../support/server-process.ts';
import { assertSound, MIB, publishNoise, startUpstream } from './sound-folder.ts';

const DEADLINE_MS = 60_000;

test(
  'the disk of the artifacts turns read-only while serving: what is here is served, new ones are told; writable again, all goes on',
  { skip: smallDiskMissing() },
  async (t) => {
    const upstream = await startUpstream(t);
    const small = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
    const [known, fresh] = await publishNoise(upstream, 2, 3 * MIB);
    assert.ok(known !== undefined && fresh !== undefined);
    await withSmallDisk(16 * MIB, async (disk) => {
      const dataDir = makeDataFolder(t);
      mkdirSync(dataDir, { recursive: true });
      symlinkSync(disk.folder, join(dataDir, 'blobs'));
      writeServerConfig(dataDir, upstream);
      const server = await startServer(t, { dataDir });
      for (const path of [small.path, known.path]) assert.equal((await server.ask(path)).status, 200);
      disk.setReadOnly(true);
      const refused = await server.ask(fresh.path);
      assert.ok(refused.status >= 500, `${refused.status} ${refused.text.slice(0, 200)}`);
      assert.match(refused.text, /storage failed/);
      assert.equal((await server.ask(small.path)).body.compare(small.bytes), 0);
      assert.equal((await server.ask(known.path)).body.compare(known.tarball), 0);
      assert.equal((await server.ask('/healthz')).status, 200);
      disk.setReadOnly(false);
      assert.equal((await server.ask(fresh.path)).body.compare(fresh.tarball), 0);
      assert.equal((await server.stop()).code, 0);
      assertSound(dataDir);
    });
  },
);

test('artifacts are evicted while they are being served: the answers under way are whole, and what left comes again the same', async (t) => {
  const gate = await startGate(t);
  const published = await publishNoise(gate.upstream, 3, 4 * MIB);
  for (const { path, tarball } of published) assert.equal((await gate.ask(path)).body.compare(tarball), 0);
  const underWay = await Promise.all(published.map(({ path }) => begin(`${gate.url}${path}`)));
  const { registry, storage } = gate.house;
  const freed = await evictArtifacts(registry, await storage.blobs.totalBytes(), 0);
  assert.equal(
    freed,
    published.reduce((sum, { tarball }) => sum + tarball.byteLength, 0),
  );
  for (const { tarball } of published) assert.equal(await storage.blobs.size(sha256Of(tarball)), undefined);
  // Asked for again while the first answers are still on their way, and evicted once more in the middle.
  const again = published.map(({ path }) => gate.ask(path));
  await evictArtifacts(registry, await storage.blobs.totalBytes(), 0);
  for (const [at, answer] of (await Promise.all(again)).entries()) {
    // A file that left between the decision and the reading is a clear error, never other bytes.
    if (answer.status === 200)
      assert.equal(answer.body.compare(published[at]?.tarball ?? Buffer.alloc(0)), 0);
    else assert.ok(answer.status >= 500, `${answer.status} ${answer.text}`);
  }
  for (const [at, message] of underWay.entries()) {
    assert.equal((await rest(message)).compare(published[at]?.tarball ?? Buffer.alloc(0)), 0);
  }
  for (const { path, tarball } of published) {
    const answer = await gate.ask(path);
    assert.equal(answer.body.compare(tarball), 0);
    assert.equal(answer.headers.etag, `"${sha256Of(tarball)}"`);
  }
});

test('killed in the middle of an import of advisories: sound at the next start, the import goes on, nothing is there twice', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  const total = 6_000;
  const feed = join(dataDir, 'feed.ndjson');
  writeServerConfig(dataDir, upstream, {
    feeds: { sources: [{ name: 'own', kind: 'osv', location: feed }] },
  });
  const records = Array.from({ length: total }, (_, at) =>
    malwareRecord({ ecosystem: 'npm', name: `bad-${at}`, id: `MAL-2026-${at}` }),
  );
  writeFileSync(feed, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const killed = await startServer(t, { dataDir });
  const before = await waitUntil(dataDir, (count) => count > 0);
  killed.signal('SIGKILL');
  assert.equal((await killed.ended).signal, 'SIGKILL');
  assertSound(dataDir);
  t.diagnostic(`killed after about ${before} of ${total} records`);
  const server = await startServer(t, { dataDir });
  await waitUntil(dataDir, (count) => count >= total);
  const refused = await server.ask(`/npm/bad-${total - 1}`);
  assert.ok(refused.status >= 400 && refused.status < 500, `${refused.status}`);
  assert.equal((await server.stop()).code, 0);
  assertSound(dataDir);
  assert.deepEqual(countRows(dataDir), { advisories: total, affected: total, added: total });
});

/** Asks, and stops reading after the head of the answer. */
async function begin(url: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(url, { agent: false }, (message) => resolve(message.pause())).on('error', reject);
  return promise;
}

async function rest(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Waits for a number of advisories in the database; answers it. */
async function waitUntil(dataDir: string, isEnough: (count: number) => boolean): Promise<number> {
  for (const startedAt = performance.now(); performance.now() - startedAt < DEADLINE_MS; await sleep(5)) {
    const { advisories } = countRows(dataDir);
    if (isEnough(advisories)) return advisories;
  }
  throw new Error('The import did not come so far in time');
}

/** What the import left: rows, and how many records its journal entries call new. */
function countRows(dataDir: string): { advisories: number; affected: number; added: number } {
  const database = new DatabaseSync(join(dataDir, 'gatehouse.db'), { readOnly: true });
  try {
    const count = (text: string): number => Number(database.prepare(text).get()?.['n']);
    return {
      advisories: count('select count(*) as n from advisory'),
      affected: count('select count(*) as n from advisory_affected'),
      added: count("select coalesce(sum(data ->> 'added'), 0) as n from journal where kind = 'feed-updated'"),
    };
  } finally {
    database.close();
  }
}
