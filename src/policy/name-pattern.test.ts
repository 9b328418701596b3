import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { matchesAny, matchesPattern } from './name-pattern.ts';
import { startCpuTime } from '../../test/support/cpu-time.ts';

test('a star stands for any run of characters, all else for itself', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['left-pad', 'left-pad', true],
    ['left-pad', 'left-pads', false],
    ['@scope/*', '@scope/a', true],
    ['@scope/*', '@scopes/a', false],
    ['org.apache.*', 'org.apache.commons:lang', true],
    ['org.apache.*', 'orgxapachexcommons', false],
    ['*-loader', 'css-loader', true],
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b', 'xxaxxbxx', false],
    ['*', '', true],
    ['', 'a', false],
  ];
  for (const [pattern, name, expected] of rows)
    assert.equal(matchesPattern(pattern, name), expected, pattern);
});

test('no list matches nothing', () => {
  assert.equal(matchesAny(undefined, 'a'), false);
  assert.equal(matchesAny(['b', 'a*'], 'a'), true);
});

test('a pattern made from a name by replacing parts with stars matches it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.boolean()), { maxLength: 8 }), (parts) => {
      const pattern = parts.map(([text, isStar]) => (isStar ? '*' : text)).join('');
      assert.ok(matchesPattern(pattern, parts.map(([text]) => text).join('')));
    }),
  );
});

test('a hostile pattern takes no more than quadratic time', () => {
  const cpuMs = startCpuTime();
  assert.equal(matchesPattern(`${'*a'.repeat(100)}b`, 'a'.repeat(5_000)), false);
  assert.ok(cpuMs() < 2_000);
});
