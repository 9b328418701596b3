import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readZip } from './read-zip.ts';
import { writeZip } from './write-zip.ts';

const FILES = [
  { path: 'src/b.php', bytes: Buffer.from('<?php\n'.repeat(50)), isExecutable: false },
  { path: 'bin/tide', bytes: Buffer.from('#!/usr/bin/env php\n'), isExecutable: true },
  { path: 'empty', bytes: Buffer.alloc(0), isExecutable: false },
  { path: 'caf\u00e9.txt', bytes: Buffer.from([0, 255, 1]), isExecutable: false },
];

test('what is written is read again, by the reader that takes nothing doubtful', async () => {
  const { entries, taken } = await readZip(writeZip(FILES), 'it', () => true);
  assert.deepEqual(
    entries.map(({ path }) => path),
    ['bin/tide', 'caf\u00e9.txt', 'empty', 'src/b.php'],
  );
  for (const { path, bytes } of FILES) assert.deepEqual(Buffer.from(taken.get(path) ?? []), bytes, path);
});

test('the same files are the same bytes, in whatever order they are given', () => {
  assert.deepEqual(writeZip(FILES), writeZip([...FILES].reverse()));
});
