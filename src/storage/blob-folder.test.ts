import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';

import { parseSha256, sha256Of } from '../kernel/digest.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { openBlobFolder } from './blob-folder.ts';
import type { BlobFolder } from './blob-store.ts';
import { withTemporaryFolder } from './contract/engines.ts';

const LIMIT = { limitBytes: 1_000_000 };
const ABSENT = parseSha256('0'.repeat(64));

function testFolder(name: string, body: (blobs: BlobFolder, root: string) => Promise<void>): void {
  test(name, () =>
    withTemporaryFolder(async (folder) => {
      const root = join(folder, 'blobs');
      await body(await openBlobFolder(root), root);
    }),
  );
}

async function store(blobs: BlobFolder, text: string) {
  const staged = await blobs.stage(LIMIT);
  await staged.write(Buffer.from(text));
  return await staged.commit();
}

/** Names of all files below `root`. */
function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(root, name)).isFile())
    .sort();
}

testFolder('a committed blob is found by its digest, whole and in part', async (blobs) => {
  const { sha256, sizeBytes } = await store(blobs, 'hello world');
  assert.equal(sha256, sha256Of('hello world'));
  assert.equal(sizeBytes, 11);
  assert.equal(await blobs.size(sha256), 11);
  assert.equal((await blobs.read(sha256, 100))?.toString(), 'hello world');
  const whole = await blobs.open(sha256);
  assert.ok(whole);
  assert.equal(whole.sizeBytes, 11);
  assert.equal((await buffer(whole.stream)).toString(), 'hello world');
  const part = await blobs.open(sha256, { start: 6, end: 10 });
  assert.ok(part);
  assert.equal(part.sizeBytes, 11);
  assert.equal((await buffer(part.stream)).toString(), 'world');
});

testFolder('a blob that is not there is undefined, its removal false', async (blobs) => {
  assert.equal(await blobs.size(ABSENT), undefined);
  assert.equal(await blobs.read(ABSENT, 10), undefined);
  assert.equal(await blobs.open(ABSENT), undefined);
  assert.equal(await blobs.remove(ABSENT), false);
});

testFolder(
  'nothing is visible before the commit, and nothing is left after an abort',
  async (blobs, root) => {
    const staged = await blobs.stage(LIMIT);
    await staged.write(Buffer.from('secret'));
    const { sha256 } = await staged.seal();
    assert.equal(await blobs.size(sha256), undefined);
    assert.equal(staged.path.startsWith(join(root, 'staging')), true);
    await staged.abort();
    await staged.abort();
    assert.deepEqual(filesBelow(root), []);
  },
);

testFolder('sealing tells the digests that were asked for before anything is kept', async (blobs) => {
  const staged = await blobs.stage({ ...LIMIT, algorithms: ['sha512', 'sha1', 'sha256'] });
  await staged.write(Buffer.from('ab'));
  await staged.write(Buffer.from('c'));
  const sealed = await staged.seal();
  const hex = (algorithm: string) => createHash(algorithm).update('abc').digest('hex');
  assert.deepEqual(sealed, {
    sha256: hex('sha256'),
    sizeBytes: 3,
    digests: { sha256: hex('sha256'), sha512: hex('sha512'), sha1: hex('sha1') },
  });
  assert.deepEqual(await staged.seal(), sealed);
  await assert.rejects(staged.write(Buffer.from('d')), (error) => isGatehouseError(error, 'storage-failed'));
  assert.deepEqual(await staged.commit(), sealed);
});

testFolder('more bytes than the limit are refused and can only be aborted', async (blobs, root) => {
  const staged = await blobs.stage({ limitBytes: 4 });
  await staged.write(Buffer.from('1234'));
  await assert.rejects(staged.write(Buffer.from('5')), (error) => isGatehouseError(error, 'too-large'));
  await assert.rejects(staged.commit(), (error) => isGatehouseError(error, 'storage-failed'));
  await staged.abort();
  assert.deepEqual(filesBelow(root), []);
});

testFolder('storing the same bytes twice, also at once, keeps them once', async (blobs, root) => {
  await Promise.all([store(blobs, 'same'), store(blobs, 'same'), store(blobs, 'same')]);
  const { sha256 } = await store(blobs, 'same');
  assert.deepEqual(filesBelow(root), [join(sha256.slice(0, 2), sha256)]);
});

testFolder('a blob that was damaged is healed by storing it again', async (blobs) => {
  const { sha256 } = await store(blobs, 'good bytes');
  writeFileSync(blobs.pathOf(sha256), 'bad');
  await store(blobs, 'good bytes');
  assert.equal((await blobs.read(sha256, 100))?.toString(), 'good bytes');
});

testFolder('an empty blob is a blob', async (blobs) => {
  const { sha256 } = await store(blobs, '');
  assert.equal(await blobs.size(sha256), 0);
  const opened = await blobs.open(sha256);
  assert.ok(opened);
  assert.equal((await buffer(opened.stream)).length, 0);
});

testFolder('a range that is not within the blob is refused', async (blobs) => {
  const { sha256 } = await store(blobs, 'hello');
  for (const range of [
    { start: 0, end: 5 },
    { start: 3, end: 2 },
    { start: -1, end: 2 },
  ]) {
    await assert.rejects(blobs.open(sha256, range), (error) => isGatehouseError(error, 'invalid-request'));
  }
});

testFolder('a blob larger than the reader takes is not read as a whole', async (blobs) => {
  const { sha256 } = await store(blobs, 'hello');
  await assert.rejects(blobs.read(sha256, 4), (error) => isGatehouseError(error, 'too-large'));
});

testFolder('a removed blob is gone, but a reader that has it open reads on', async (blobs) => {
  const { sha256 } = await store(blobs, 'hello');
  const opened = await blobs.open(sha256);
  assert.equal(await blobs.remove(sha256), true);
  assert.equal(await blobs.size(sha256), undefined);
  assert.ok(opened);
  assert.equal((await buffer(opened.stream)).toString(), 'hello');
});

testFolder('the list and the total follow commits and removals', async (blobs, root) => {
  await store(blobs, 'one');
  assert.equal(await blobs.totalBytes(), 3);
  const { sha256 } = await store(blobs, 'three');
  await store(blobs, 'three');
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
    const { sha256 } = await store(blobs, 'kept');
    const staged = await blobs.stage(LIMIT);
    await staged.write(Buffer.from('half'));
    assert.equal(existsSync(staged.path), true);
    const reopened = await openBlobFolder(root);
    assert.equal(existsSync(staged.path), false);
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

testFolder('a commit that cannot place its file keeps nothing and can be aborted', async (blobs, root) => {
  const text = 'blocked';
  writeFileSync(join(root, sha256Of(text).slice(0, 2)), 'a file where a folder must be');
  const staged = await blobs.stage(LIMIT);
  await staged.write(Buffer.from(text));
  await assert.rejects(staged.commit(), (error) => isGatehouseError(error, 'storage-failed'));
  await staged.abort();
  assert.deepEqual(readdirSync(join(root, 'staging')), []);
});
