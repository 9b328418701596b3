import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';

import { isGatehouseError } from '../kernel/errors.ts';
import { importLeakedPasswords } from './import-leaked-passwords.ts';
import { createLeakedPasswordFile } from './leaked-password-file.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const PASSWORDS = Array.from({ length: 3_000 }, (_, at) => `password ${at}`);
const HASHES = PASSWORDS.map(sha1).sort();
const LINES = HASHES.map((hash, at) => `${hash}:${(at % 50) + 1}\r\n`).join('');

function setUp(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-leaked-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const target = join(folder, 'list');
  const list = createLeakedPasswordFile(target);
  const write = (name: string, bytes: string | Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  return { folder, target, list, write, take: (source: string) => importLeakedPasswords({ source, target }) };
}

/** All that are in the list are found, and none that is not. */
async function assertList(list: { count(sha1: string): Promise<number> }): Promise<void> {
  for (const [at, hash] of HASHES.entries()) {
    const count = (at % 50) + 1;
    const found = await list.count(hash);
    assert.ok(found >= 1 && found <= count && found > count / 2, `${hash}: ${found} of ${count}`);
  }
  for (let at = 0; at < 200; at += 1) assert.equal(await list.count(sha1(`another ${at}`)), 0);
  for (const edge of ['0'.repeat(40), 'F'.repeat(40)]) assert.equal(await list.count(edge), 0);
}

test('without a list nothing is leaked', async (t) => {
  assert.equal(await setUp(t).list.count(sha1('password')), 0);
});

test('a file of hashes in order is taken in, compressed or not, and each is found', async (t) => {
  const { list, take, write, target } = setUp(t);
  assert.equal(await take(write('hashes.txt', LINES)), 3_000);
  await assertList(list);
  assert.equal(statSync(target).mode & 0o777, 0o600);
  assert.equal(await take(write('hashes.gz', gzipSync(LINES))), 3_000);
  await assertList(list);
});

test('a folder of range files is taken in, in whatever order their lines and names are', async (t) => {
  const { folder, list, take } = setUp(t);
  const ranges = join(folder, 'ranges');
  mkdirSync(ranges);
  const byPrefix = Map.groupBy(HASHES, (hash) => hash.slice(0, 5));
  for (const [prefix, hashes] of byPrefix) {
    const lines = hashes.map((hash) => `${hash.slice(5)}:${(HASHES.indexOf(hash) % 50) + 1}`).reverse();
    const text = [...lines, `${'0'.repeat(35)}:0`].join('\n');
    const isOdd = prefix.charCodeAt(4) % 2 === 1;
    if (isOdd) writeFileSync(join(ranges, `${prefix.toLowerCase()}.gz`), gzipSync(text));
    else writeFileSync(join(ranges, `${prefix}.txt`), text);
  }
  writeFileSync(join(ranges, 'README.md'), 'no range');
  assert.equal(await take(ranges), 3_000);
  await assertList(list);
});

test('what is no list leaves the list of before, and nothing beside it', async (t) => {
  const { folder, list, take, write } = setUp(t);
  await take(write('good.txt', LINES));
  const before = readdirSync(folder).length;
  const bad = {
    'order.txt': `${'F'.repeat(40)}:1\n${'0'.repeat(40)}:1\n`,
    'words.txt': 'password\n',
    'empty.txt': '',
    'cut.gz': gzipSync(LINES).subarray(0, 500),
    'long.txt': 'A'.repeat(1_000_000),
  };
  for (const [name, bytes] of Object.entries(bad)) {
    await assert.rejects(take(write(name, bytes)), name);
    rmSync(join(folder, name));
    assert.equal(readdirSync(folder).length, before, name);
  }
  await assert.rejects(take(join(folder, 'nowhere')));
  mkdirSync(join(folder, 'none'));
  await assert.rejects(take(join(folder, 'none')), (error) => isGatehouseError(error, 'not-found'));
  await assertList(list);
});

test('a damaged list says so', async (t) => {
  const { list, target } = setUp(t);
  for (const bytes of ['', 'GHLEAK1\n', 'something else entirely', 'GHLEAK1\n'.padEnd(100, '\xff')]) {
    writeFileSync(target, bytes);
    await assert.rejects(list.count(sha1('x')), (error) => isGatehouseError(error, 'storage-failed'));
  }
});
