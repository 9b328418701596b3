// How the server stands, its feeds and its upstreams.

import type { FeedStatus, Status, UpstreamStatus } from '../../../src/http/api/status-contract.ts';
import { daysAgo } from './days-ago.ts';
import type { Scenario } from './scenario.ts';

export function makeFeeds(now: number, scenario: Scenario): FeedStatus[] {
  const fresh = (name: string, kind: FeedStatus['kind'], records: number): FeedStatus => ({
    name,
    kind,
    location: `https://feeds.example/${name}`,
    state: 'fresh',
    records,
    lastGoodAt: daysAgo(now, 0.002),
    lastTriedAt: daysAgo(now, 0.002),
  });
  if (scenario === 'empty') {
    return ['osv-npm', 'osv-malware', 'kev'].map((name) => ({
      name,
      kind: 'osv' as const,
      location: `https://feeds.example/${name}`,
      state: 'loading' as const,
      records: 0,
    }));
  }
  const troubled = scenario === 'troubled';
  return [
    fresh('osv-npm', 'osv', 218_400),
    fresh('osv-pypi', 'osv', 61_733),
    troubled
      ? {
          name: 'osv-malware',
          kind: 'osv',
          location: 'https://feeds.example/osv-malware',
          state: 'never-loaded',
          records: 0,
          lastTriedAt: daysAgo(now, 0.01),
          lastError: 'Cannot fetch feed: found status 503, expected 200',
        }
      : fresh('osv-malware', 'osv', 214_118),
    troubled
      ? {
          ...fresh('kev', 'kev', 1_640),
          state: 'stale',
          lastGoodAt: daysAgo(now, 2),
          lastError: 'Cannot fetch feed: timed out after 30 seconds',
        }
      : fresh('kev', 'kev', 1_640),
    fresh('epss', 'epss', 341_220),
  ];
}

function makeUpstreams(now: number, scenario: Scenario): UpstreamStatus[] {
  const one = (
    ecosystem: UpstreamStatus['ecosystem'],
    name: string,
    state: UpstreamStatus['state'],
  ): UpstreamStatus => ({
    ecosystem,
    name,
    url: `https://${ecosystem}.registry.example/`,
    state,
    artifactHosts: ecosystem === 'pypi' ? ['files.registry.example'] : [],
    ...(state === 'unused' ? {} : { lastSuccessAt: daysAgo(now, state === 'up' ? 5e-4 : 2) }),
    ...(state === 'down' ? { lastError: 'connection refused' } : {}),
  });
  const used = scenario === 'empty' ? 'unused' : 'up';
  return [
    one('npm', 'main', used),
    one('pypi', 'main', used),
    one('cargo', 'main', used),
    one('maven', 'central-mirror', scenario === 'troubled' ? 'down' : used),
    one('composer', 'main', 'unused'),
  ];
}

export function makeStatus(now: number, scenario: Scenario, publicUrl: string): Status {
  return {
    version: '0.1.0',
    publicUrl,
    startedAt: daysAgo(now, 4),
    feeds: makeFeeds(now, scenario),
    upstreams: makeUpstreams(now, scenario),
    storage: {
      database: 'sqlite',
      blobBytes: 18_420_000_000,
      quotaBytes: 50_000_000_000,
      freeBytes: 211_000_000_000,
    },
    mail: { to: 'server', waiting: 0 },
    warnings:
      scenario === 'troubled'
        ? [
            {
              code: 'feed-missing',
              text: 'Feed osv-malware was never loaded: known malware is not seen.',
              command: 'npx gatehouse feeds refresh osv-malware',
            },
          ]
        : [],
    needsAdministrator: false,
  };
}
