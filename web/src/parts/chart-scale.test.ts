import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stepsUpTo } from './chart-scale.ts';

test('the side of a chart has few, round, whole steps that reach above what is drawn', () => {
  assert.deepEqual(stepsUpTo(0), [0, 1]);
  assert.deepEqual(stepsUpTo(3), [0, 1, 2, 3]);
  assert.deepEqual(stepsUpTo(17), [0, 5, 10, 15, 20]);
  assert.deepEqual(stepsUpTo(1_000), [0, 500, 1_000]);
  for (const most of [1, 7, 42, 99, 101, 12_345, 9_999_999]) {
    const steps = stepsUpTo(most);
    assert.ok((steps.at(-1) ?? 0) >= most && steps.length <= 6, `${most}: ${steps.join(' ')}`);
    assert.ok(steps.every(Number.isInteger));
  }
});
