import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unifiedDiff } from '../../formats/unified-diff.ts';
import { patchedFiles } from './read-sent-plan.ts';

const changed = (path: string): string => unifiedDiff(path, 'one\ntwo\n', 'one\nthree\n');

test('the files of a diff are those that its headers name', () => {
  assert.deepEqual(patchedFiles(changed('package-lock.json') + changed('apps/a c/package.json')), [
    'package-lock.json',
    'apps/a c/package.json',
  ]);
});

test('a header that could be read in two ways, or of two files, is none', () => {
  for (const header of ['a/x b/x b/x b/x', 'a/x b/y', 'a/ b/', 'a/x\r b/x\r', 'a/x b/x ', 'x b/x']) {
    assert.equal(patchedFiles(changed('x').replace('a/x b/x', header)), undefined, header);
  }
});

test('a header of millions of characters takes no longer than others', () => {
  const header = `diff --git a/x${' b/x'.repeat(1_000_000)}\r`;
  assert.equal(patchedFiles(`${header}\n--- a/x\n+++ b/x\n`), undefined);
});
