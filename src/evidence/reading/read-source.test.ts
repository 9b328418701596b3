import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buffer } from 'node:stream/consumers';

import { isGatehouseError } from '../../kernel/errors.ts';
import { zipOf } from '../testing/zip.ts';
import { readSource } from './read-source.ts';

/** The texts of the source's files by name. */
async function readTexts(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-source-'));
  try {
    const path = join(folder, 'all.zip');
    await writeFile(path, bytes);
    const texts = new Map<string, string>();
    for await (const { name, chunks } of readSource(path)) texts.set(name, (await buffer(chunks)).toString());
    return texts;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('the files of a zip are read under its name', async () => {
  const texts = await readTexts(zipOf({ 'a.json': '{"a":1}', 'b/': '', 'b/c.json': '{}' }));
  assert.deepEqual(
    [...texts],
    [
      ['all.zip:a.json', '{"a":1}'],
      ['all.zip:b/c.json', '{}'],
    ],
  );
});

test('a zip whose directory leads to no entry is no archive that can be followed', async () => {
  const zip = zipOf({ 'a.json': '{}', 'b.json': '{}' });
  zip.write('none', zip.indexOf('PK\u0003\u0004', 4));
  await assert.rejects(readTexts(zip), (error) => isGatehouseError(error, 'invalid-archive'));
});
