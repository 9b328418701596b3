import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { createSecretBox } from './secret-box.ts';

const random = (sizeBytes: number) => randomBytes(sizeBytes);
const SECRET = Buffer.from('a secret of an authenticator');

function keyFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-key-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'secret.key');
}

const failed = (words: RegExp) => (error: unknown) =>
  isGatehouseError(error, 'storage-failed') && words.test(error.message);

test('a secret is sealed with a key that is made when it is first needed, for its owner alone', async (t) => {
  const file = keyFile(t);
  const box = createSecretBox({ file, isMade: true }, random);
  assert.equal(existsSync(file), false);
  const sealed = await box.seal(SECRET, 'ada');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(sealed, new RegExp(SECRET.toString('base64url').slice(0, 12)));
  assert.notEqual(await box.seal(SECRET, 'ada'), sealed);
  const later = createSecretBox({ file, isMade: true }, random);
  assert.deepEqual(Buffer.from(await later.open(sealed, 'ada')), SECRET);
  assert.deepEqual(readdirSync(join(file, '..')), ['secret.key']);
});

test('two that make the key at once use the same', async (t) => {
  const file = keyFile(t);
  const boxes = [1, 2].map(() => createSecretBox({ file, isMade: true }, random));
  const sealed = await Promise.all(boxes.map((box) => box.seal(SECRET, 'ada')));
  for (const text of sealed)
    for (const box of boxes) assert.deepEqual(Buffer.from(await box.open(text, 'ada')), SECRET);
});

test('a sealed text that was moved or changed is not opened', async (t) => {
  const box = createSecretBox({ file: keyFile(t), isMade: true }, random);
  const sealed = await box.seal(SECRET, 'ada');
  const damaged = failed(/damaged, or was moved/);
  await assert.rejects(box.open(sealed, 'eve'), damaged);
  const end = sealed.endsWith('A') ? 'B' : 'A';
  for (const text of [sealed.slice(0, -2) + end + end, 'v1.00000000', 'v2.a.b', '', sealed.slice(0, 14)])
    await assert.rejects(box.open(text, 'ada'), (error) => isGatehouseError(error, 'storage-failed'), text);
});

test('another key, no key and a file that is no key are told as what they are', async (t) => {
  const [file, other] = [keyFile(t), keyFile(t)];
  const sealed = await createSecretBox({ file, isMade: true }, random).seal(SECRET, 'ada');
  const empty = createSecretBox({ file: other, isMade: true }, random);
  await assert.rejects(
    empty.open(sealed, 'ada'),
    failed(/found no key file .*put back the one of the backup/),
  );
  assert.equal(existsSync(other), false);
  await empty.seal(SECRET, 'ada');
  await assert.rejects(empty.open(sealed, 'ada'), failed(/sealed with key [0-9a-f]{8}, and .* is key/));
  writeFileSync(other, 'not a key\n');
  const bad = createSecretBox({ file: other, isMade: true }, random);
  await assert.rejects(bad.seal(SECRET, 'ada'), failed(/expected base64 of 32 bytes/));
});

test('a key file that is configured is not made: each of several servers would make its own', async (t) => {
  const file = keyFile(t);
  const box = createSecretBox({ file, isMade: false }, random);
  await assert.rejects(box.seal(SECRET, 'ada'), failed(/make it once, for all servers: openssl rand/));
  assert.equal(existsSync(file), false);
});
