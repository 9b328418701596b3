import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isPathPattern, matchesPath } from './path-pattern.ts';

test('a star stays within its segment, two of them cross segments', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['packages/*/package.json', 'packages/a/package.json', true],
    ['packages/*/package.json', 'packages/a/b/package.json', false],
    ['packages/*/package.json', 'packages/package.json', false],
    ['packages/app-*/package.json', 'packages/app-one/package.json', true],
    ['packages/app-*/package.json', 'packages/lib/package.json', false],
    ['a*b*c', 'axxbyybzzc', true],
    ['a*b*c', 'axxbyybzz', false],
    ['apps/**/package.json', 'apps/package.json', true],
    ['apps/**/package.json', 'apps/a/b/package.json', true],
    ['**/x/**/y', 'a/x/b/x/c/y', true],
    ['**/x/**/y', 'a/b/c/y', false],
    ['*', '', true],
    ['a', 'a', true],
    ['a', 'b', false],
  ];
  for (const [pattern, path, is] of table) assert.equal(matchesPath(pattern, path), is, `${pattern} ${path}`);
});

test('patterns with more than stars are not read', () => {
  for (const pattern of ['packages/*', '**']) assert.equal(isPathPattern(pattern), true);
  for (const pattern of ['packages/a', '!packages/*', 'packages/{a,b}*', 'a?*', '[ab]*']) {
    assert.equal(isPathPattern(pattern), false);
  }
});

test('many stars take no time that explodes', () => {
  assert.equal(matchesPath(`${'a*'.repeat(200)}b`, 'a'.repeat(2_000)), false);
  assert.equal(matchesPath(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(1_000)), false);
});
