import assert from 'node:assert/strict';
import { test } from 'node:test';

import { describeDays, describeShare } from './span-words.ts';

test('a span is told in the unit that people would use', () => {
  assert.deepEqual([0.2, 1, 12.4, 59, 90, 364, 366, 913].map(describeDays), [
    'less than a day',
    '1 day',
    '12 days',
    '59 days',
    '3 months',
    '12 months',
    '1.0 years',
    '2.5 years',
  ]);
});

test('a share never rounds to none or to all when it is neither', () => {
  const shares: readonly (readonly [number, number])[] = [
    [0, 0],
    [0, 9],
    [1, 1_000],
    [41, 100],
    [999, 1_000],
    [7, 7],
  ];
  assert.deepEqual(
    shares.map(([part, whole]) => describeShare(part, whole)),
    ['–', '0 %', 'under 1 %', '41 %', 'over 99 %', '100 %'],
  );
});
