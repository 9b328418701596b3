import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scopesByReach } from './component-graph.ts';

test('what runtime needs is runtime, what only development needs is development, the rest is unknown', () => {
  const needs = [[2], [2, 3], [], [4], [3], undefined, [5]];
  const scopes = scopesByReach(needs, [
    { component: 0, scope: 'runtime' },
    { component: 1, scope: 'development' },
    { component: 5, scope: 'development' },
  ]);
  assert.deepEqual(scopes, [
    'runtime',
    'development',
    'runtime',
    'development',
    'development',
    'development',
    'unknown',
  ]);
});

test('entries and edges that lead nowhere are passed over', () => {
  assert.deepEqual(
    scopesByReach(
      [[9]],
      [
        { component: 0, scope: 'runtime' },
        { component: 7, scope: 'runtime' },
      ],
    ),
    ['runtime'],
  );
});
