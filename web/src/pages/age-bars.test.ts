import assert from 'node:assert/strict';
import { test } from 'node:test';

import { barsOf } from './age-bars.ts';

const quarter = (name: string, high: number, kev = 0) => ({
  quarter: name,
  open: { high },
  kev: kev === 0 ? {} : { high: kev },
});

test('quarters without any stand between those with some', () => {
  const bars = barsOf([quarter('2025-Q3', 4, 1), quarter('2026-Q1', 2)], 40);
  assert.deepEqual(
    bars.map(({ title, total, kev }) => [title, total, kev]),
    [
      ['2025 Q3', 4, 1],
      ['2025 Q4', 0, 0],
      ['2026 Q1', 2, 0],
    ],
  );
});

test('where quarters do not fit, years are told, and nothing is lost', () => {
  const bars = barsOf([quarter('2024-Q4', 1), quarter('2025-Q1', 2, 2), quarter('2026-Q4', 3)], 4);
  assert.deepEqual(
    bars.map(({ title, total, kev }) => [title, total, kev]),
    [
      ['2024', 1, 0],
      ['2025', 2, 2],
      ['2026', 3, 0],
    ],
  );
});

test('where years do not fit either, the oldest are told together', () => {
  const bars = barsOf([quarter('2012-Q1', 5, 1), quarter('2023-Q2', 1), quarter('2026-Q3', 2)], 3);
  assert.deepEqual(
    bars.map(({ title, total, kev }) => [title, total, kev]),
    [
      ['2024 and before', 6, 1],
      ['2025', 0, 0],
      ['2026', 2, 0],
    ],
  );
});

test('what is no quarter makes no bar', () => {
  assert.deepEqual(barsOf([quarter('unknown', 3)], 40), []);
});
