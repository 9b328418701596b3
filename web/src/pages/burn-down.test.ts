import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { HeldFindingItem } from '../../../src/http/api/finding-contract.ts';
import { makeFindings } from '../../testing/data/findings.ts';
import { burnDown, MOST_DAYS } from './burn-down.ts';

const NOW = Date.UTC(2026, 5, 10, 12);
const [some] = makeFindings(NOW);

const held = (name: string, firstSeenAt: string, resolvedAt?: string): HeldFindingItem => {
  assert.ok(some !== undefined);
  const { resolvedAt: _, ...rest } = some;
  return {
    ...rest,
    application: { name, environment: 'prod' },
    firstSeenAt: `${firstSeenAt}T10:00:00Z`,
    ...(resolvedAt === undefined ? {} : { resolvedAt: `${resolvedAt}T11:00:00Z` }),
  };
};

test('applications that have it and that had it are counted at the end of each day, up to today', () => {
  const days = burnDown(
    [held('a', '2026-06-06', '2026-06-08'), held('b', '2026-06-06'), held('c', '2026-06-07', '2026-06-09')],
    NOW,
  );
  assert.deepEqual(
    days.map(({ day, affected, fixed }) => `${day} ${affected} ${fixed}`),
    ['2026-06-06 2 0', '2026-06-07 3 0', '2026-06-08 2 1', '2026-06-09 1 2', '2026-06-10 1 2'],
  );
});

test('an application with two versions has it until both are gone', () => {
  const days = burnDown([held('a', '2026-06-08', '2026-06-09'), held('a', '2026-06-09', '2026-06-10')], NOW);
  assert.deepEqual(
    days.map(({ affected, fixed }) => [affected, fixed]),
    [
      [1, 0],
      [1, 0],
      [0, 1],
    ],
  );
});

test('of what goes on for years the last days are told, with what was before counted in', () => {
  const days = burnDown([held('a', '2020-01-01', '2020-02-01'), held('b', '2020-01-01')], NOW);
  assert.equal(days.length, MOST_DAYS);
  assert.deepEqual([days[0]?.affected, days[0]?.fixed, days.at(-1)?.day], [1, 1, '2026-06-10']);
  assert.deepEqual(burnDown([], NOW), []);
});
