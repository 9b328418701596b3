import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countedDays } from './counted-days.ts';

const day = (name: string, open: number, resolved = 0) => ({
  day: name,
  open: open === 0 ? {} : { high: open },
  opened: {},
  resolved: resolved === 0 ? {} : { high: resolved },
  kev: 0,
  overdue: 0,
});

test('a trend begins with the first day on which something was known', () => {
  const names = (days: ReturnType<typeof countedDays>) => days.map((one) => one.day);
  assert.deepEqual(names(countedDays([day('a', 0), day('b', 0), day('c', 2), day('d', 0)])), ['c', 'd']);
  assert.deepEqual(names(countedDays([day('a', 0, 1), day('b', 0)])), ['a', 'b']);
  assert.deepEqual(countedDays([day('a', 0)]), []);
});
