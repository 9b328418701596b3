// Paths are decoded once, and what could mean two things is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { splitPath } from './split-path.ts';

test('segments are decoded once; what was encoded twice stays encoded once', () => {
  assert.deepEqual(splitPath('/npm/%74ide').segments, ['npm', 'tide']);
  assert.deepEqual(splitPath('/npm/%2574ide').segments, ['npm', '%74ide']);
  assert.deepEqual(splitPath('/npm//tide///').segments, ['npm', 'tide']);
  assert.deepEqual(splitPath('/npm/@acme%2ftide').segments, ['npm', '@acme/tide']);
  assert.deepEqual([splitPath('/a/?x=1#y').endsWithSlash, splitPath('/a?x=/').endsWithSlash], [true, false]);
});

test('dots, controls, backslashes and smuggled slashes are refused wherever they stand', () => {
  for (const path of [
    '/npm/..',
    '/npm/.',
    '/npm/%2e%2e/x',
    '/npm/%2E',
    '/npm/a%2fb',
    '/npm/@a%2f..',
    '/npm/@..%2f..',
    '/npm/@a%2fb%2fc',
    '/npm/..%2f..%2fetc%2fpasswd',
    '/npm/a%5cb',
    '/npm/a\\b',
    '/npm/a%00',
    '/npm/a%0d%0aset-cookie:x',
    '/npm/%7f',
    '/npm/%c0%af',
    '/npm/%',
    '/npm/%zz',
    'npm/tide',
    'http://elsewhere.example/npm/tide',
    '*',
    `/${'a/'.repeat(65)}`,
    `/${'a'.repeat(5_000)}`,
  ]) {
    assert.throws(
      () => splitPath(path),
      (error) => isGatehouseError(error, 'invalid-request'),
      path.slice(0, 40),
    );
  }
});
