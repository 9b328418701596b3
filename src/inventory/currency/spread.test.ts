import assert from 'node:assert/strict';
import { test } from 'node:test';

import { agesOn, describeSpread, SpreadSum } from './spread.ts';

test('a spread answers as its values in a row would: mean, median between two, nearest rank', () => {
  const sum = new SpreadSum();
  for (const value of [5, 1, 1, 10]) sum.add(value);
  assert.deepEqual(sum.spread(), [
    [1, 2],
    [5, 1],
    [10, 1],
  ]);
  assert.deepEqual(describeSpread(sum.spread()), { of: 4, sum: 17, mean: 4.25, median: 3, p90: 10 });
  assert.deepEqual(describeSpread([[7, 1]]), { of: 1, sum: 7, mean: 7, median: 7, p90: 7 });
  assert.equal(
    describeSpread([
      [0, 9],
      [100, 1],
    ])?.p90,
    0,
  );
});

test('nothing has no age, and spreads of several are one again', () => {
  assert.equal(describeSpread([]), undefined);
  const sum = new SpreadSum();
  sum.addAll([
    [1, 2],
    [3, 1],
  ]);
  sum.addAll([[3, 4]]);
  assert.deepEqual(sum.spread(), [
    [1, 2],
    [3, 5],
  ]);
});

test('ages go on with the day, and nothing is younger than zero', () => {
  assert.deepEqual(
    agesOn(100, [
      [90, 2],
      [100, 1],
      [101, 3],
    ]),
    [
      [0, 4],
      [10, 2],
    ],
  );
});
