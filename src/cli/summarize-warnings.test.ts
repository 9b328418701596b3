import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findWarnings } from '../http/api/find-warnings.ts';
import type { FeedStatus, Status, UpstreamStatus } from '../http/api/status-contract.ts';
import { summarizeWarnings } from './summarize-warnings.ts';

const feed = (name: string, more: Partial<FeedStatus>): FeedStatus => ({
  name,
  kind: 'osv',
  location: `/feeds/${name}`,
  state: 'never-loaded',
  records: 0,
  lastError: `Cannot read ${name}`,
  ...more,
});
const upstream = (name: string, state: UpstreamStatus['state']): UpstreamStatus => ({
  ecosystem: 'npm',
  name,
  url: 'http://127.0.0.1:9',
  artifactHosts: [],
  state,
  lastError: `Cannot reach ${name}`,
});

function summarize(
  feeds: readonly FeedStatus[],
  upstreams: readonly UpstreamStatus[],
): ReturnType<typeof summarizeWarnings> {
  const warnings: Status['warnings'] = findWarnings({
    needsAdministrator: true,
    feeds,
    upstreams,
    storage: { blobBytes: 0, quotaBytes: 1 },
    publicUrl: 'http://localhost:4870',
  });
  return summarizeWarnings({ warnings, feeds: [...feeds], upstreams: [...upstreams] });
}

test('all feeds of one state, and all upstreams in trouble, make one warning, without the errors of their tables', () => {
  const told = summarize(
    [
      feed('a', {}),
      feed('kev', { kind: 'kev' }),
      feed('b', { state: 'stale' }),
      feed('c', { state: 'fresh' }),
    ],
    [upstream('main', 'down'), upstream('second', 'failing'), upstream('third', 'up')],
  );
  assert.deepEqual(
    told.slice(1).map(({ text, command }) => [text, command]),
    [
      [
        'feeds never loaded: a, kev; what they know of malware and vulnerabilities is not applied',
        'gatehouse feeds refresh',
      ],
      ['feed stale: b; what is new since the last load is not known', 'gatehouse feeds refresh b'],
      [
        'upstreams in trouble: npm main, npm second; what was fetched before is served meanwhile',
        'gatehouse doctor',
      ],
    ],
  );
  assert.match(told[0]?.text ?? '', /^nobody administers this server yet: open the one-time link/);
});

test('feeds that know nothing of malware leave only their facts missing; what is well is not told', () => {
  assert.deepEqual(
    summarize([feed('kev', { kind: 'kev' }), feed('a', { state: 'fresh' })], [upstream('main', 'up')])
      .slice(1)
      .map(({ text }) => text),
    ['feed never loaded: kev; its facts are missing'],
  );
});

test('a stale feed that was imported by hand has no source to refresh: a newer file is imported', () => {
  const byHand = feed('imported', { state: 'stale', location: '' });
  const commandsOf = (...feeds: readonly FeedStatus[]) =>
    summarize(feeds, [])
      .filter(({ text }) => text.includes('stale'))
      .map(({ command }) => command);
  assert.deepEqual(commandsOf(byHand), ['gatehouse advisories import PATH --feed imported']);
  assert.deepEqual(commandsOf(byHand, feed('b', { state: 'stale' })), ['gatehouse feeds refresh']);
});
