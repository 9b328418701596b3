import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findWays } from './find-ways.ts';

/** The way to each component. */
function allWays(graph: Parameters<typeof findWays>[0]): readonly (readonly number[] | undefined)[] {
  const wayTo = findWays(graph);
  return graph.needs.map((_, at) => wayTo(at));
}

test('the shortest way counts, cycles end, and what nothing leads to has none', () => {
  const needs = [[1, 2], [3], [3, 0], [1], [0], undefined];
  assert.deepEqual(allWays({ roots: [0], needs }), [[0], [0, 1], [0, 2], [0, 1, 3], undefined, undefined]);
});

test('without roots, ways begin where nobody needs a component', () => {
  assert.deepEqual(allWays({ roots: [], needs: [[1], [2], [1], undefined] }), [[0], [0, 1], [0, 1, 2], [3]]);
});

test('of a very long way its last steps are told', () => {
  const length = 100_000;
  const wayTo = findWays({
    roots: [0],
    needs: Array.from({ length }, (_, at) => (at + 1 < length ? [at + 1] : [])),
  });
  assert.deepEqual(wayTo(length - 1, 2), [length - 2, length - 1]);
  assert.equal(wayTo(length - 1)?.length, length);
  assert.equal(wayTo(length), undefined);
});

test('a file without edges tells no way to anything', () => {
  assert.deepEqual(allWays({ roots: [], needs: [undefined, undefined] }), [undefined, undefined]);
});
