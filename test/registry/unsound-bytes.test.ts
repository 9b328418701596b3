// Bytes on the disk that are gone or damaged: nobody is served them, they are fetched again, and the journal and the log say so.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { sha256Of } from '../../src/kernel/digest.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { SAMPLES } from '../support/samples.ts';

const sample = SAMPLES.npm;
/** Nothing stays hot: every answer is read from the disk. */
const COLD = { storage: { memory_for_artifacts: '1 KB' } };

/** Publishes a tarball of about `sizeBytes` that nothing compresses. */
async function publishNoise(gate: Gate, sizeBytes: number): Promise<{ path: string; bytes: Buffer }> {
  const noise = Buffer.alloc(sizeBytes);
  for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
  const release = { name: 'noise', version: '1.0.0', files: { 'noise.bin': noise } };
  const { tarball } = await gate.upstream.npm.publish(release);
  return { path: '/npm/noise/-/noise-1.0.0.tgz', bytes: tarball };
}

/** Turns one bit in the middle of a blob. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

async function removals(gate: Gate): Promise<readonly string[]> {
  const entries = await gate.journal('artifact-removed');
  return entries.map((entry) => (entry.kind === 'artifact-removed' ? entry.data.why : ''));
}

for (const [how, harm] of [
  ['damaged', damage],
  ['lost', (path: string) => rmSync(path)],
] as const) {
  test(`an artifact whose bytes are ${how} is fetched again before anything is sent`, async (t) => {
    const gate = await startGate(t, { config: COLD });
    const { path, bytes } = await publishNoise(gate, 20_000);
    assert.equal((await gate.ask(path)).status, 200);
    const blob = gate.house.storage.blobs.pathOf(sha256Of(bytes));
    harm(blob);
    const healed = await gate.ask(path);
    assert.equal(healed.status, 200, healed.text);
    assert.equal(healed.body.compare(bytes), 0);
    assert.equal(readFileSync(blob).compare(bytes), 0);
    assert.deepEqual(await removals(gate), [how]);
    assert.ok(gate.logged.some(({ level, message }) => level === 'error' && message === 'a request failed'));
    assert.equal(gate.upstream.count(path), 2);
  });
}

test('damaged bytes whose upstream has others by now are not replaced by those', async (t) => {
  const gate = await startGate(t, { config: COLD });
  const { path, bytes } = await publishNoise(gate, 20_000);
  assert.equal((await gate.ask(path)).status, 200);
  damage(gate.house.storage.blobs.pathOf(sha256Of(bytes)));
  gate.upstream.fault(path, { body: 'other bytes' });
  const answer = await gate.ask(path);
  assert.notEqual(answer.status, 200);
  assert.equal(existsSync(gate.house.storage.blobs.pathOf(sha256Of(bytes))), false);
});

test('a large artifact that is damaged on the disk never arrives whole, and does the next time', async (t) => {
  const gate = await startGate(t, { config: COLD });
  const { path, bytes: tarball } = await publishNoise(gate, 6 * 1024 * 1024);
  const blob = gate.house.storage.blobs.pathOf(sha256Of(tarball));
  assert.equal((await gate.ask(path, { method: 'HEAD' })).status, 200);
  damage(blob);
  await assert.rejects(gate.ask(path));
  // The connection breaks before the journal is written.
  while ((await removals(gate)).length === 0) await sleep(20);
  assert.equal((await gate.ask(path)).body.compare(tarball), 0);
  writeFileSync(blob, tarball.subarray(0, 1_000));
  assert.equal((await gate.ask(path)).body.compare(tarball), 0);
  // Whoever asks before the mark is seen everywhere finds them lost, and is served all the same.
  const found = (await removals(gate)).filter((why) => why !== 'lost');
  assert.deepEqual(found, ['damaged', 'damaged']);
});

test('an index whose kept document is damaged is fetched again', async (t) => {
  const gate = await startGate(t);
  await sample.publish(gate.upstream, { version: '1.0.0' });
  assert.equal((await gate.ask(sample.indexPath)).status, 200);
  for await (const { sha256 } of gate.house.storage.blobs.list())
    damage(gate.house.storage.blobs.pathOf(sha256));
  // What is in memory is overtaken, so that the document is read from the disk.
  gate.house.registry.caches.revisions.raiseAll();
  const again = await gate.ask(sample.indexPath);
  assert.deepEqual(sample.offered(again), ['1.0.0']);
});
