import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FeedHealth } from '../kernel/evidence.ts';
import { createFeedWarning, describeFeedHealth } from './feed-warning.ts';

test('healthy feeds are no warning', () => {
  assert.equal(describeFeedHealth({ missing: [], stale: [] }), undefined);
});

test('missing feeds are named, stale ones with the time of their last answer', () => {
  const stale = [{ name: 'kev', since: Date.UTC(2026, 0, 2, 3, 4, 5) }];
  assert.equal(
    describeFeedHealth({ missing: ['osv-npm', 'osv-pypi'], stale }),
    'feeds never loaded: osv-npm, osv-pypi; feeds stale: kev (last loaded 2026-01-02T03:04:05Z)',
  );
});

test('many feeds do not make a long header', () => {
  const missing = Array.from({ length: 500 }, (_, at) => `feed-${at}`);
  assert.match(describeFeedHealth({ missing, stale: [] }) ?? '', /feed-9 and 490 more$/);
});

test('the text follows the health within a second, backwards as well', () => {
  let health: FeedHealth = { missing: ['osv-npm'], stale: [] };
  let now = 10_000;
  let asked = 0;
  const warning = createFeedWarning(
    () => {
      asked += 1;
      return health;
    },
    { now: () => now },
  );
  assert.equal(warning(), 'feeds never loaded: osv-npm');
  health = { missing: [], stale: [] };
  now += 999;
  warning();
  assert.equal(asked, 1);
  now += 1;
  assert.equal(warning(), undefined);
  health = { missing: ['osv-npm'], stale: [] };
  now -= 3_600_000;
  assert.equal(warning(), 'feeds never loaded: osv-npm');
});
