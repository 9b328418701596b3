import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shortestPaths } from './shortest-paths.ts';

test('the shortest way counts, cycles end, and what nothing leads to has none', () => {
  const needs = [[1, 2], [3], [3, 0], [1], [0], undefined];
  assert.deepEqual(shortestPaths({ roots: [0], needs }), [
    [0],
    [0, 1],
    [0, 2],
    [0, 1, 3],
    undefined,
    undefined,
  ]);
});

test('without roots, ways begin where nobody needs a component', () => {
  assert.deepEqual(shortestPaths({ roots: [], needs: [[1], [2], [1], undefined] }), [
    [0],
    [0, 1],
    [0, 1, 2],
    [3],
  ]);
});
