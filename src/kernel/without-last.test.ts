import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCpuTime } from '../../test/support/cpu-time.ts';
import { withoutLast, withoutLastSlashes } from './without-last.ts';

test('any of the characters at the end are taken away', () => {
  assert.deepEqual(
    ['a\r\n\n', '\na', '\n\r', ''].map((text) => withoutLast(text, '\r\n')),
    ['a', '\na', '', ''],
  );
});

test('slashes at the end are taken away, in time that grows with the length of the text', () => {
  assert.deepEqual(['https://a.example//', 'a/b', '///', ''].map(withoutLastSlashes), [
    'https://a.example',
    'a/b',
    '',
    '',
  ]);
  const cpuMs = startCpuTime();
  const inner = `https:${'/'.repeat(500_000)}a`;
  assert.equal(withoutLastSlashes(`${inner}/`), inner);
  assert.ok(cpuMs() < 2_000);
});
