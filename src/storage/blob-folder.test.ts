import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';

import { parseSha256, sha256Of } from '../kernel/digest.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { openBlobFolder, type BlobFolder } from './blob-folder.ts';
import { withTemporaryFolder } from './contract/engines.ts';

const LIMIT = 1_000_000;
const ABSENT = parseSha256('0'.repeat(64));

function testFolder(name: string, body: (blobs: BlobFolder, root: string) => Promise<void>): void {
  test(name, () =>
    withTemporaryFolder(async (folder) => {
      const root = join(folder, 'blobs');
      await body(await openBlobFolder(root), root);
    }),
  );
}

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** Names of all files below `root`. */
function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(root, name)).isFile())
    .sort((a, b) => a.localeCompare(b));
}

testFolder('a committed blob is found by its digest, whole and in part', async (blobs) => {
  const staged = await blobs.stage(chunksOf('hello ', 'world'), LIMIT);
  const { sha256, sizeBytes } = staged;
  await staged.commit();
  assert.equal(sha256, sha256Of('hello world'));
  assert.equal(sizeBytes, 11);
  assert.equal(await blobs.size(sha256), 11);
  assert.equal((await blobs.read(sha256))?.toString(), 'hello world');
  const whole = await blobs.stream(sha256);
  assert.ok(whole);
  assert.equal((await buffer(whole)).toString(), 'hello world');
  const part = await blobs.stream(sha256, { start: 6, end: 10 });
  assert.ok(part);
  assert.equal((await buffer(part)).toString(), 'world');
});

testFolder('a blob that is not there is undefined, and removing it does nothing', async (blobs) => {
  assert.equal(await blobs.size(ABSENT), undefined);
  assert.equal(await blobs.read(ABSENT), undefined);
  assert.equal(await blobs.stream(ABSENT), undefined);
  await blobs.remove(ABSENT);
  assert.equal(await blobs.totalBytes(), 0);
});

testFolder('a staged blob tells its digests, and is not visible before its commit', async (blobs) => {
  const hex = (algorithm: string) => createHash(algorithm).update('abc').digest('hex');
  const staged = await blobs.stage(chunksOf('ab', 'c'), LIMIT);
  assert.equal(staged.sizeBytes, 3);
  assert.deepEqual(staged.digests, {
    sha512: hex('sha512'),
    sha256: hex('sha256'),
    sha1: hex('sha1'),
    md5: hex('md5'),
  });
  assert.equal(staged.sha256, hex('sha256'));
  assert.equal(await blobs.size(staged.sha256), undefined);
  await staged.commit();
  assert.equal(await blobs.size(staged.sha256), 3);
  await assert.rejects(staged.commit(), (error) => isGatehouseError(error, 'storage-failed'));
});

testFolder('an abort leaves nothing; after a commit it does nothing', async (blobs, root) => {
  const dropped = await blobs.stage(chunksOf('dropped'), LIMIT);
  await dropped.abort();
  await dropped.abort();
  await assert.rejects(dropped.commit(), (error) => isGatehouseError(error, 'storage-failed'));
  assert.deepEqual(filesBelow(root), []);
  const kept = await blobs.stage(chunksOf('kept'), LIMIT);
  await kept.commit();
  await kept.abort();
  assert.equal(await blobs.size(kept.sha256), 4);
});

testFolder('more bytes than the limit are refused, and the source is left at once', async (blobs, root) => {
  let given = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 1;
      yield Buffer.alloc(10);
    }
  }
  await assert.rejects(blobs.stage(endless(), 25), (error) => isGatehouseError(error, 'too-large'));
  assert.equal(given, 3);
  assert.deepEqual(filesBelow(root), []);
  await (await blobs.stage(chunksOf('12345'), 5)).abort();
});

testFolder('a source that fails is told as it failed, and nothing is left', async (blobs, root) => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('connection reset');
  }
  await assert.rejects(blobs.stage(broken(), LIMIT), { message: 'connection reset' });
  assert.deepEqual(filesBelow(root), []);
});

testFolder('storing the same bytes twice, also at once, keeps them once', async (blobs, root) => {
  const bytes = Buffer.from('same');
  await Promise.all([blobs.put(bytes), blobs.put(bytes), blobs.put(bytes)]);
  const sha256 = await blobs.put(bytes);
  const again = await blobs.stage(chunksOf('same'), LIMIT);
  await again.commit();
  assert.equal(sha256, again.sha256);
  assert.deepEqual(filesBelow(root), [join(sha256.slice(0, 2), sha256)]);
});

testFolder('a blob that was damaged is healed by storing it again', async (blobs) => {
  const sha256 = await blobs.put(Buffer.from('good bytes'));
  writeFileSync(blobs.pathOf(sha256), 'bad');
  await blobs.put(Buffer.from('good bytes'));
  assert.equal((await blobs.read(sha256))?.toString(), 'good bytes');
});

testFolder('an empty blob is a blob', async (blobs) => {
  const sha256 = await blobs.put(Buffer.alloc(0));
  assert.equal(await blobs.size(sha256), 0);
  const stream = await blobs.stream(sha256);
  assert.ok(stream);
  assert.equal((await buffer(stream)).length, 0);
});

testFolder('bytes of many pieces are stored whole, and others get their turn between them', async (blobs) => {
  const bytes = Buffer.alloc(40_000_000, 'gatehouse');
  let turns = 0;
  const others = setInterval(() => (turns += 1), 0);
  const sha256 = await blobs.put(bytes);
  clearInterval(others);
  assert.equal(sha256, sha256Of(bytes));
  assert.equal(await blobs.size(sha256), bytes.byteLength);
  assert.ok(turns >= 10, `${turns} turns`);
});

testFolder('a range that is not within the blob is refused', async (blobs) => {
  const sha256 = await blobs.put(Buffer.from('hello'));
  for (const range of [
    { start: 0, end: 5 },
    { start: 3, end: 2 },
    { start: -1, end: 2 },
  ]) {
    await assert.rejects(blobs.stream(sha256, range), (error) => isGatehouseError(error, 'invalid-request'));
  }
});

testFolder('a removed blob is gone, but a reader that has it open reads on', async (blobs) => {
  const sha256 = await blobs.put(Buffer.from('hello'));
  const stream = await blobs.stream(sha256);
  await blobs.remove(sha256);
  assert.equal(await blobs.size(sha256), undefined);
  assert.ok(stream);
  assert.equal((await buffer(stream)).toString(), 'hello');
});

testFolder('the list and the total follow commits and removals', async (blobs, root) => {
  await blobs.put(Buffer.from('one'));
  assert.equal(await blobs.totalBytes(), 3);
  const sha256 = await blobs.put(Buffer.from('three'));
  await blobs.put(Buffer.from('three'));
  assert.equal(await blobs.totalBytes(), 8);
  writeFileSync(join(root, 'README'), 'not a blob');
  const listed = [];
  for await (const blob of blobs.list()) listed.push(blob);
  assert.deepEqual(
    listed.map(({ sizeBytes }) => sizeBytes).sort((a, b) => a - b),
    [3, 5],
  );
  assert.ok(listed.every(({ storedAt }) => Math.abs(storedAt - Date.now()) < 60_000));
  await blobs.remove(sha256);
  assert.equal(await blobs.totalBytes(), 3);
  const reopened = await openBlobFolder(root);
  assert.equal(await reopened.totalBytes(), 3);
});

testFolder(
  'what a process that died had staged is swept at the next start, blobs are kept',
  async (blobs, root) => {
    const sha256 = await blobs.put(Buffer.from('kept'));
    const staged = await blobs.stage(chunksOf('half'), LIMIT);
    assert.equal(readdirSync(join(root, 'staging')).length, 1);
    const reopened = await openBlobFolder(root);
    assert.deepEqual(readdirSync(join(root, 'staging')), []);
    assert.equal(await reopened.size(sha256), 4);
    await staged.abort();
  },
);

test('a folder that cannot be made is told as storage-failed with its path', () =>
  withTemporaryFolder(async (folder) => {
    const root = join(folder, 'file');
    writeFileSync(root, '');
    await assert.rejects(openBlobFolder(root), (error) => {
      assert.ok(isGatehouseError(error, 'storage-failed'));
      assert.deepEqual(error.facts, { path: root, systemCode: 'ENOTDIR' });
      return true;
    });
  }));

testFolder(
  'a commit that cannot place its file is storage-failed and leaves nothing',
  async (blobs, root) => {
    const bytes = Buffer.from('blocked');
    writeFileSync(join(root, sha256Of(bytes).slice(0, 2)), 'a file where a folder must be');
    await assert.rejects(blobs.put(bytes), (error) => isGatehouseError(error, 'storage-failed'));
    assert.deepEqual(readdirSync(join(root, 'staging')), []);
  },
);

testFolder('a count that failed is made anew, and says that it failed', async (blobs, root) => {
  await blobs.put(Buffer.from('four'));
  renameSync(root, `${root}-away`);
  await assert.rejects(blobs.totalBytes(), (error) => isGatehouseError(error, 'storage-failed'));
  renameSync(`${root}-away`, root);
  assert.equal(await blobs.totalBytes(), 4);
  await blobs.put(Buffer.from('seven..'));
  assert.equal(await blobs.totalBytes(), 11);
});
