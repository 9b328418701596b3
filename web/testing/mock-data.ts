// What the rest of the API would tell, realistic enough to look at.

import type { AdvisoryItem } from '../../src/http/api/advisory-contract.ts';
import type { ClientList } from '../../src/http/api/client-contract.ts';
import type { DecisionItem, JournalItem, Overview } from '../../src/http/api/decision-contract.ts';
import type { PolicyItem, ReservationItem, WaiverItem } from '../../src/http/api/governance-contract.ts';
import type { PersonItem, TokenItem } from '../../src/http/api/identity-contract.ts';
import type { FeedStatus, Status, UpstreamStatus } from '../../src/http/api/status-contract.ts';
import { daysAgo } from './mock-packages.ts';

export type Scenario = 'busy' | 'empty' | 'troubled';

export const POLICY_TEXT = `# Known attacks are refused, fresh versions wait, exploited versions give way to their fixes.
preset = "balanced"

[[rules]]
id = "young-version"
# A day longer than the preset: our builds are not in a hurry.
hide_under_hours = 96
except = ["@acme/*"]

[[rules]]
id = "copyleft"
on = "licence"
mode = "observe"
deny = ["AGPL-*", "SSPL-1.0"]
action = "hide"
`;

export function makeDecisions(now: number): DecisionItem[] {
  const rows: readonly (readonly [
    DecisionItem['ecosystem'],
    string,
    string,
    DecisionItem['action'],
    string,
    string,
  ])[] = [
    [
      'npm',
      'kit-merge',
      '5.0.0',
      'block',
      'young-version',
      'published 3 hours ago; versions younger than 24 hours wait',
    ],
    [
      'npm',
      'kit-merge',
      '4.98.0',
      'block',
      'malware',
      'malware record MAL-2026-4711 names this version: steals environment variables at installation',
    ],
    [
      'pypi',
      'acme-quests',
      '',
      'block',
      'malware',
      'malware record MAL-2026-0815 names every version: typosquat that opens a reverse shell',
    ],
    [
      'npm',
      '@acme/billing',
      '',
      'block',
      'reserved-name',
      'the name is reserved here by @acme/* and is never taken from upstream main: our own packages',
    ],
    [
      'cargo',
      'fast-hash',
      '0.9.4',
      'hide',
      'known-exploited',
      'CVE-2026-2222 (CVSS 9.8, known exploited); fixed in 0.9.5',
    ],
    [
      'maven',
      'org.acme.platform:very-long-artifact-name-for-the-payment-gateway',
      '2.0.0',
      'warn',
      'critical-advisory',
      'CVE-2024-1 (CVSS 9.1); fixed in 2.1.0',
    ],
    [
      'composer',
      'acme/mailer',
      '3.2.0',
      'hide',
      'copyleft',
      'its licence is AGPL-3.0-only, which this policy does not accept',
    ],
  ];
  return Array.from({ length: 70 }, (_, index) => {
    const [ecosystem, name, version, action, rule, summary] = rows[index % rows.length] ?? rows[0]!;
    return {
      id: `d-${index}`,
      firstAt: daysAgo(now, 0.02 + index * 0.11),
      lastAt: daysAgo(now, 0.001 + index * 0.1),
      count: 1 + ((index * 7) % 23),
      ecosystem,
      name,
      purl: `pkg:${ecosystem}/${name}${version === '' ? '' : `@${version}`}`,
      version,
      action,
      mode: rule === 'copyleft' ? 'observed' : 'enforced',
      rule,
      summary,
      reader: index % 3 === 0 ? 'token:build-agent-7' : index % 3 === 1 ? 'user:ada' : 'address:10.1.2.0',
      client: ecosystem === 'npm' ? 'npm/11.4.0' : `${ecosystem}/1.0`,
      view: 'default',
    };
  });
}

export function makeOverview(now: number, scenario: Scenario): Overview {
  if (scenario === 'empty') {
    return {
      since: daysAgo(now, 0.01),
      keptOut: [],
      recent: [],
      needsMe: [],
      whoHasIt: [],
      packages: 0,
      ecosystems: [],
      reservations: 0,
      served: 0,
    };
  }
  return {
    since: daysAgo(now, 30),
    keptOut: [
      { rule: 'young-version', action: 'hide', mode: 'enforced', count: 1_204 },
      { rule: 'young-version', action: 'block', mode: 'enforced', count: 318 },
      { rule: 'known-exploited', action: 'hide', mode: 'enforced', count: 96 },
      { rule: 'reserved-name', action: 'block', mode: 'enforced', count: 41 },
      { rule: 'malware', action: 'block', mode: 'enforced', count: 7 },
      { rule: 'copyleft', action: 'hide', mode: 'observed', count: 14 },
    ],
    recent: makeDecisions(now).slice(0, 8),
    needsMe: [
      {
        code: 'blocked-in-use',
        text: 'kit-merge@4.98.0 is malware and 3 readers fetched it before it was known.',
        href: '/packages/npm/kit-merge?version=4.98.0#who',
      },
      { code: 'waiver-ends', text: 'The waiver of kit-merge@3.60.0 ends in 4 days.', href: '/waivers' },
    ],
    whoHasIt: [
      {
        ecosystem: 'npm',
        name: 'kit-merge',
        version: '4.98.0',
        purl: 'pkg:npm/kit-merge@4.98.0',
        rule: 'malware',
        summary:
          'malware record MAL-2026-4711 names this version: steals environment variables at installation',
        blockedAt: daysAgo(now, 8.5),
        readers: ['token:build-agent-7', 'user:grace', 'address:10.1.2.0'],
        readerCount: 3,
        hasMoreReaders: false,
      },
    ],
    packages: 1_482,
    ecosystems: ['npm', 'pypi', 'cargo', 'maven'],
    reservations: 0,
    served: 96_310,
  };
}

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

export function makeAdvisories(now: number): AdvisoryItem[] {
  return Array.from({ length: 60 }, (_, index): AdvisoryItem => {
    const isMalware = index % 5 === 1;
    const number = 1234 + index;
    return {
      id: isMalware ? `MAL-2026-${number}` : `CVE-2026-${number}`,
      kind: isMalware ? 'malware' : index % 11 === 7 ? 'informational' : 'vulnerability',
      summary: isMalware
        ? 'Malicious code: steals environment variables at installation'
        : 'Prototype pollution lets a crafted document change the behaviour of other objects',
      aliases: isMalware ? [] : [`GHSA-abcd-${number}-wxyz`],
      ...(isMalware ? {} : { score: 9.8 - (index % 7), epss: 0.94 / (1 + index) }),
      isKev: index % 9 === 0,
      publishedAt: daysAgo(now, 3 + index * 2),
      modifiedAt: daysAgo(now, 1 + index),
      ...(index === 12 ? { withdrawnAt: daysAgo(now, 1) } : {}),
      feed: isMalware ? 'osv-malware' : 'osv-npm',
      packages: [
        {
          ecosystem: 'npm',
          name: index === 0 ? 'kit-merge' : `kit-part-${index}`,
          ranges: isMalware ? 'all versions' : '>=1.0.0 <1.2.3 || <=0.9.0',
        },
        ...(index % 6 === 0
          ? [{ ecosystem: 'pypi' as const, name: `kit_part_${index}`, ranges: '<2.0' }]
          : []),
      ],
      url: `https://advisories.example/${number}`,
    };
  });
}

export function makePolicies(now: number): PolicyItem[] {
  const base = { view: 'default', text: POLICY_TEXT, author: 'account:ada' };
  return [
    { ...base, number: 3, note: 'Licences: observe copyleft for a month', createdAt: daysAgo(now, 6) },
    {
      ...base,
      number: 2,
      note: 'Fresh versions wait four days',
      createdAt: daysAgo(now, 40),
      text: 'preset = "balanced"\n\n[[rules]]\nid = "young-version"\nhide_under_hours = 96\n',
    },
    {
      ...base,
      number: 1,
      note: 'From the preset',
      author: 'gatehouse',
      createdAt: daysAgo(now, 90),
      text: 'preset = "balanced"\n',
    },
    {
      view: 'build',
      text: 'preset = "strict"\n',
      author: 'account:ada',
      number: 1,
      note: 'Build machines are stricter',
      createdAt: daysAgo(now, 20),
    },
  ];
}

export function makeWaivers(now: number): WaiverItem[] {
  const npm = { ecosystem: 'npm' as const, name: 'kit-merge', author: 'account:ada' };
  return [
    {
      ...npm,
      id: 'w-1',
      purl: 'pkg:npm/kit-merge@3.60.0',
      versions: ['3.60.0'],
      rules: ['known-exploited'],
      reason: 'The vulnerable function is not reachable in checkout; replaced in sprint 31',
      createdAt: daysAgo(now, 3),
      expiresAt: daysAgo(now, -4),
      isInForce: true,
    },
    {
      id: 'w-2',
      purl: 'pkg:pypi/fresh-tool',
      ecosystem: 'pypi',
      name: 'fresh-tool',
      reason: 'Written by a partner, reviewed by hand',
      author: 'account:grace',
      createdAt: daysAgo(now, 10),
      expiresAt: daysAgo(now, -20),
      isInForce: true,
    },
    {
      ...npm,
      id: 'w-3',
      purl: 'pkg:npm/kit-merge@4.90.0',
      versions: ['4.90.0'],
      reason: 'Hotfix of the outage',
      createdAt: daysAgo(now, 80),
      expiresAt: daysAgo(now, 73),
      isInForce: false,
    },
    {
      ...npm,
      id: 'w-4',
      purl: 'pkg:npm/kit-merge@4.91.0',
      versions: ['4.91.0'],
      reason: 'A mistake',
      createdAt: daysAgo(now, 81),
      withdrawnAt: daysAgo(now, 80.9),
      isInForce: false,
    },
  ];
}

export function makeQuarantines(now: number): WaiverItem[] {
  return [
    {
      id: 'q-1',
      purl: 'pkg:cargo/fast-hash@0.9.3',
      ecosystem: 'cargo',
      name: 'fast-hash',
      versions: ['0.9.3'],
      reason: 'Build script talks to an address that we do not know',
      author: 'account:grace',
      createdAt: daysAgo(now, 0.4),
      isInForce: true,
    },
  ];
}

/** Ids of tokens are as long as the server makes them; this one has a name. */
export const NAMED_TOKEN = 'token:9f31c07be2a4d58810c6e2f7';

export function makeReservations(now: number): ReservationItem[] {
  const common = { author: 'account:ada', createdAt: daysAgo(now, 100) };
  return [
    { ...common, id: 'res-1', ecosystem: 'npm', pattern: '@acme/*', reason: 'our own packages' },
    {
      ...common,
      id: 'res-2',
      ecosystem: 'pypi',
      pattern: 'acme-*',
      reason: 'our own packages',
      author: NAMED_TOKEN,
    },
    { ...common, id: 'res-3', ecosystem: 'maven', pattern: 'com.acme:*', reason: 'our own packages' },
  ];
}

export function makeTokens(now: number): TokenItem[] {
  const common = { account: 'ada', createdAt: daysAgo(now, 50) };
  return [
    {
      ...common,
      id: 't-1',
      name: 'build-agent-7',
      scope: 'read',
      view: 'build',
      expiresAt: daysAgo(now, -40),
      lastUsedAt: daysAgo(now, 0.01),
    },
    { ...common, id: 't-2', name: 'nightly report', scope: 'api', expiresAt: daysAgo(now, -1) },
    {
      ...common,
      id: 't-3',
      name: 'old laptop',
      scope: 'read',
      revokedAt: daysAgo(now, 9),
      lastUsedAt: daysAgo(now, 9),
    },
  ];
}

export function makePeople(now: number): PersonItem[] {
  return [
    { id: 'a-1', name: 'ada', role: 'administrator', createdAt: daysAgo(now, 100), hasPassword: true },
    { id: 'a-2', name: 'grace', role: 'reviewer', createdAt: daysAgo(now, 90), hasPassword: true },
    { id: 'a-3', name: 'linus', role: 'auditor', createdAt: daysAgo(now, 2), hasPassword: false },
    {
      id: 'a-4',
      name: 'former',
      role: 'reader',
      createdAt: daysAgo(now, 300),
      disabledAt: daysAgo(now, 40),
      hasPassword: true,
    },
  ];
}

export function makeJournal(now: number): JournalItem[] {
  const rows: readonly Omit<JournalItem, 'sequence' | 'at'>[] = [
    { kind: 'signed-in', actor: 'account:ada', data: { accountId: 'a-1', network: '10.1.2.0' } },
    { kind: 'reservation-added', actor: 'token:0d47be11a8f3c2956e01b7aa', data: { pattern: 'acme-*' } },
    { kind: 'policy-applied', actor: 'account:ada', data: { view: 'default', revision: 3, sha256: '4f1c…' } },
    {
      kind: 'evidence-added',
      actor: 'feed:osv-malware',
      ecosystem: 'npm',
      name: 'kit-merge',
      data: { id: 'ev-1', kind: 'malware', source: 'osv-malware' },
    },
    {
      kind: 'index-changed',
      actor: 'gatehouse',
      ecosystem: 'npm',
      name: 'kit-merge',
      data: { upstream: 'main', added: ['5.0.0'], removed: [] },
    },
    {
      kind: 'feed-updated',
      actor: 'feed:osv-npm',
      data: { feed: 'osv-npm', added: 12, changed: 31, withdrawn: 1 },
    },
  ];
  return Array.from({ length: 65 }, (_, index) => ({
    ...rows[index % rows.length]!,
    sequence: 9_065 - index,
    at: daysAgo(now, 0.01 + index * 0.07),
  }));
}

export function makeClients(publicUrl: string): ClientList {
  const one = (
    ecosystem: ClientList['items'][number]['ecosystem'],
    id: string,
    title: string,
    snippet: string,
    file: string,
  ) => ({
    ecosystem,
    id,
    title,
    snippet,
    command: `npx gatehouse setup ${id}`,
    userFile: file,
    projectFile: file,
  });
  return {
    items: [
      one(
        'npm',
        'npm',
        'npm',
        `npm config set registry ${publicUrl}/npm/\nnpm config set omit-lockfile-registry-resolved true\nnpm config set replace-registry-host always`,
        '.npmrc',
      ),
      one('npm', 'pnpm', 'pnpm', `pnpm config set registry ${publicUrl}/npm/`, '.npmrc'),
      one(
        'npm',
        'yarn',
        'Yarn 2 and newer (berry)',
        `yarn config set npmRegistryServer ${publicUrl}/npm/`,
        '.yarnrc.yml',
      ),
      one(
        'pypi',
        'pip',
        'pip',
        `pip config set global.index-url ${publicUrl}/pypi/simple/`,
        '.config/pip/pip.conf',
      ),
      one(
        'cargo',
        'cargo',
        'Cargo',
        `[registries.gatehouse]\nindex = "sparse+${publicUrl}/cargo/"`,
        '.cargo/config.toml',
      ),
      one(
        'maven',
        'maven',
        'Maven',
        `<mirror>\n  <id>gatehouse</id>\n  <mirrorOf>*</mirrorOf>\n  <url>${publicUrl}/maven/</url>\n</mirror>`,
        '.m2/settings.xml',
      ),
      one(
        'composer',
        'composer',
        'Composer',
        `composer config -g repo.gatehouse composer ${publicUrl}/composer/`,
        '.composer/config.json',
      ),
    ],
  };
}
