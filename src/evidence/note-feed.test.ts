import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FeedState } from './advisory-ports.ts';
import { feedSource, lookedForAt, noteFailure, noteUnchanged } from './note-feed.ts';
import { createMemoryAdvisories } from './testing/memory-advisory-store.ts';

const LOADED: FeedState = {
  feed: 'osv',
  kind: 'osv',
  generation: 3,
  lastTriedAt: 10,
  lastGoodAt: 10,
  records: 7,
  bad: 0,
  etag: '"1"',
};

test('an unchanged source makes what is stored fresh again', async () => {
  const store = createMemoryAdvisories();
  await store.imports.saveFeed({ ...LOADED, lastTriedAt: 20, lastError: 'was away' });
  await noteUnchanged({ ...store, clock: { now: () => 30 } }, 'osv');
  assert.deepEqual(await store.lookups.feeds(), [{ ...LOADED, lastTriedAt: 30, lastGoodAt: 30 }]);
});

test('a feed that was never loaded is not fresh because its source did not change', async () => {
  const store = createMemoryAdvisories();
  await noteUnchanged({ ...store, clock: { now: () => 30 } }, 'osv');
  assert.deepEqual(await store.lookups.feeds(), []);
});

test('a source that could not be had is noted beside what is stored', async () => {
  const store = createMemoryAdvisories();
  await store.imports.saveFeed(LOADED);
  const deps = { ...store, clock: { now: () => 30 } };
  await noteFailure(deps, { feed: 'osv', kind: 'osv' }, 'status 500\u001b[2J');
  await noteFailure(deps, { feed: 'kev', kind: 'kev' }, 'no answer');
  assert.deepEqual(await store.lookups.feeds(), [
    { feed: 'kev', kind: 'kev', generation: 0, records: 0, bad: 0, lastTriedAt: 30, lastError: 'no answer' },
    { ...LOADED, lastTriedAt: 30, lastError: 'status 500\\u001b[2J' },
  ]);
});

test('what one place answered is not told of another: its error and its validators go', async () => {
  const [old, moved] = [feedSource('https://feeds.example/all.zip'), feedSource('/srv/feeds')];
  const store = createMemoryAdvisories();
  await store.imports.saveFeed(LOADED);
  const deps = { ...store, clock: { now: () => 30 } };
  await noteFailure(deps, { feed: 'osv', kind: 'osv', source: old }, 'status 500');
  const [state] = await store.lookups.feeds();
  assert.ok(state !== undefined);
  assert.deepEqual(lookedForAt(state, old), state);
  assert.equal(state.lastError, 'status 500');
  const { etag: _, ...kept } = LOADED;
  assert.deepEqual(lookedForAt(state, moved), { ...kept, lastTriedAt: 30, source: moved });
});
