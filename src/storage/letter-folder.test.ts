import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { createLetterFolder } from './letter-folder.ts';

const LETTER = {
  id: 'one',
  to: 'ada@example.com',
  subject: 'Hello',
  text: 'secret',
  postedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
};

function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'letters-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a letter lands in a file of its own, which only its owner may read', async (t) => {
  const folder = join(newFolder(t), 'mail');
  const carrier = createLetterFolder(folder, async ({ subject }) => Buffer.from(`Subject: ${subject}`));
  await carrier.carry(LETTER);
  await carrier.carry({ ...LETTER, id: 'two', postedAt: LETTER.postedAt + 1_000 });
  assert.deepEqual(readdirSync(folder), ['2026-01-02T03-04-05Z-one.eml', '2026-01-02T03-04-06Z-two.eml']);
  const file = join(folder, '2026-01-02T03-04-05Z-one.eml');
  assert.equal(readFileSync(file, 'utf8'), 'Subject: Hello');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('what keeps it from landing is told, and no half of it stands there as a letter', async (t) => {
  const place = join(newFolder(t), 'mail');
  writeFileSync(place, 'a file where the folder should be');
  chmodSync(place, 0o600);
  const carrier = createLetterFolder(place, async () => Buffer.from('x'));
  await assert.rejects(carrier.carry(LETTER), (error) => isGatehouseError(error, 'storage-failed'));
});
