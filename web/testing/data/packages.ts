// Packages as the API would tell of them, in every state.

import type { ReasonItem, VerdictItem } from '../../../src/http/api/contract.ts';
import type { EvidenceItem, PackageDetail, VersionItem } from '../../../src/http/api/package-contract.ts';
import { daysAgo } from './days-ago.ts';

export const ALLOWED: VerdictItem = { action: 'allow', reasons: [], observed: [] };

function verdictOf(reason: ReasonItem, ...more: readonly ReasonItem[]): VerdictItem {
  return { action: reason.action, reasons: [reason, ...more], observed: [] };
}

function youngReason(now: number, hours: number): ReasonItem {
  const isBlocked = hours < 24;
  return {
    rule: 'young-version',
    action: isBlocked ? 'block' : 'hide',
    summary: `published ${daysAgo(now, hours / 24)}; versions younger than ${isBlocked ? '24 hours wait, and versions younger than 72 hours' : '72 hours'} are left out of ranges`,
    evidence: [{ kind: 'index', source: 'main' }],
    until: daysAgo(now, (hours - (isBlocked ? 24 : 72)) / 24),
  };
}

const MALWARE: ReasonItem = {
  rule: 'malware',
  action: 'block',
  summary: 'malware record MAL-2026-4711 names this version: steals environment variables at installation',
  evidence: [
    {
      kind: 'malware',
      source: 'osv-malware',
      id: 'MAL-2026-4711',
      url: 'https://advisories.example/MAL-2026-4711',
    },
  ],
};

const EXPLOITED: ReasonItem = {
  rule: 'known-exploited',
  action: 'hide',
  summary: 'CVE-2026-1234 (CVSS 9.8, known exploited): prototype pollution in merge; fixed in 4.17.99',
  evidence: [
    { kind: 'advisory', source: 'osv', id: 'CVE-2026-1234', url: 'https://advisories.example/CVE-2026-1234' },
  ],
};

const CRITICAL: ReasonItem = {
  rule: 'critical-advisory',
  action: 'warn',
  summary: 'CVE-2025-9999 (CVSS 9.1): command injection in template; fixed in 4.17.21',
  evidence: [
    { kind: 'advisory', source: 'osv', id: 'CVE-2025-9999', url: 'https://advisories.example/CVE-2025-9999' },
  ],
};

function version(
  text: string,
  publishedAt: string,
  verdict: VerdictItem,
  more: Partial<VersionItem> = {},
): VersionItem {
  return {
    version: text,
    publishedAt,
    publishedHow: 'upstream',
    isListed: true,
    isServedHere: false,
    isPrerelease: text.includes('-'),
    installScripts: false,
    licence: 'MIT',
    provenance: 'none',
    publisher: 'ada',
    verdict,
    ...more,
  };
}

/** `kit-merge`: every verdict, several lines, many versions. */
export function busyPackage(now: number): PackageDetail {
  const older = Array.from({ length: 96 }, (_, index) => {
    const minor = 96 - index;
    const major = minor > 60 ? 4 : minor > 30 ? 3 : minor > 14 ? 2 : 1;
    const text = `${major}.${minor}.${index % 4}`;
    const verdict =
      major === 4 && minor < 70
        ? verdictOf(CRITICAL)
        : major === 3 && minor > 50
          ? verdictOf(EXPLOITED, CRITICAL)
          : ALLOWED;
    return version(text, daysAgo(now, 30 + index * 17), verdict, {
      isServedHere: index % 9 === 0,
      ...(index % 13 === 5 ? { deprecated: 'use 4.x' } : {}),
      ...(minor < 14 ? { publishedHow: 'first-seen' as const } : {}),
    });
  });
  return {
    ecosystem: 'npm',
    name: 'kit-merge',
    purl: 'pkg:npm/kit-merge',
    upstream: 'main',
    firstSeenAt: daysAgo(now, 210),
    checkedAt: daysAgo(now, 0.002),
    verdict: ALLOWED,
    latestOffered: '4.97.1',
    latestUpstream: '5.0.0',
    versions: [
      version('5.0.0', daysAgo(now, 0.13), verdictOf(youngReason(now, 3)), {
        installScripts: true,
        provenance: 'trusted-publisher',
      }),
      version('5.0.0-rc.1', daysAgo(now, 2), verdictOf(youngReason(now, 48)), { provenance: 'attested' }),
      version('4.98.0', daysAgo(now, 9), verdictOf(MALWARE, youngReason(now, 30)), {
        yanked: 'compromised account',
        installScripts: true,
        isListed: false,
        publisher: 'mallory',
      }),
      version('4.97.1', daysAgo(now, 21), ALLOWED, { isServedHere: true }),
      ...older,
    ],
    evidence: busyEvidence(now),
    feedWarnings: [],
  };
}

function busyEvidence(now: number): EvidenceItem[] {
  return [
    {
      id: 'ev-1',
      kind: 'malware',
      source: 'osv-malware',
      observedAt: daysAgo(now, 8.9),
      summary: 'MAL-2026-4711 names 4.98.0: steals environment variables at installation',
      url: 'https://advisories.example/MAL-2026-4711',
      versions: ['4.98.0'],
      details: { recordId: 'MAL-2026-4711', scope: 'listed', recordedAt: daysAgo(now, 8.95) },
    },
    {
      id: 'ev-2',
      kind: 'advisory',
      source: 'osv',
      observedAt: daysAgo(now, 40),
      summary: 'CVE-2026-1234 (CVSS 9.8, known exploited): prototype pollution in merge',
      url: 'https://advisories.example/CVE-2026-1234',
      versions: ['3.60.0', '3.59.1', '3.58.2', '3.57.3', '3.56.0', '3.55.1'],
      details: { score: 9.8, ranges: '>=3.50.0 <3.61.0', reviewed: true },
    },
    {
      id: 'ev-3',
      kind: 'waiver',
      source: 'ada',
      observedAt: daysAgo(now, 3),
      expiresAt: daysAgo(now, -4),
      summary:
        'ada lets 3.60.0 through rule known-exploited: the vulnerable function is not reachable in checkout',
      versions: ['3.60.0'],
      details: {},
    },
    {
      id: 'ev-4',
      kind: 'removed-upstream',
      source: 'main',
      observedAt: daysAgo(now, 8.7),
      summary: '4.98.0 was listed by upstream main and is listed no more',
      versions: ['4.98.0'],
      details: { publishedAt: daysAgo(now, 9) },
    },
    {
      id: 'ev-5',
      kind: 'digest-changed',
      source: 'gatehouse',
      observedAt: daysAgo(now, 60),
      summary: 'a link that a browser must never follow',
      url: 'javascript:alert(1)',
      versions: [],
      details: { file: 'kit-merge-2.0.0.tgz' },
    },
  ];
}

/** A reserved name that an upstream has too. */
export function reservedPackage(now: number): PackageDetail {
  return {
    ecosystem: 'npm',
    name: '@acme/billing',
    purl: 'pkg:npm/%40acme/billing',
    verdict: verdictOf({
      rule: 'reserved-name',
      action: 'block',
      summary: 'the name is reserved here by @acme/* and is never taken from upstream main: our own packages',
      evidence: [{ kind: 'reservation', source: 'ada', id: 'res-1' }],
    }),
    versions: [],
    evidence: [
      {
        id: 'ev-r',
        kind: 'reservation',
        source: 'ada',
        observedAt: daysAgo(now, 100),
        summary: '@acme/* is reserved: our own packages',
        versions: [],
        details: { pattern: '@acme/*' },
      },
    ],
    feedWarnings: [],
  };
}

/** Its upstream is down and a feed is stale; one version has no date. */
export function stalePackage(now: number): PackageDetail {
  return {
    ecosystem: 'maven',
    name: 'org.acme.platform:very-long-artifact-name-for-the-payment-gateway',
    purl: 'pkg:maven/org.acme.platform/very-long-artifact-name-for-the-payment-gateway',
    upstream: 'central-mirror',
    firstSeenAt: daysAgo(now, 400),
    checkedAt: daysAgo(now, 2),
    staleBecause: 'upstream central-mirror does not answer (connection refused).',
    verdict: ALLOWED,
    latestOffered: '2.1.0',
    latestUpstream: '2.1.0',
    versions: [
      version('2.1.0', daysAgo(now, 300), ALLOWED, { isServedHere: true, licence: 'Apache-2.0' }),
      {
        version: '2.0.0',
        publishedHow: 'pre-existing',
        isListed: true,
        isServedHere: false,
        isPrerelease: false,
        verdict: {
          action: 'allow',
          reasons: [],
          observed: [
            {
              ...CRITICAL,
              rule: 'high-advisory',
              evidence: [{ kind: 'advisory', source: 'osv', id: 'CVE-2024-1' }],
            },
          ],
        },
      },
    ],
    evidence: [],
    feedWarnings: ['Feed kev is stale: last loaded 2 days ago; newer records are not known here.'],
  };
}

/** Nobody has anything against it. */
export function quietPackage(
  now: number,
  ecosystem: PackageDetail['ecosystem'],
  name: string,
): PackageDetail {
  return {
    ecosystem,
    name,
    purl: `pkg:${ecosystem}/${name}`,
    upstream: 'main',
    firstSeenAt: daysAgo(now, 12),
    checkedAt: daysAgo(now, 0.01),
    verdict: ALLOWED,
    latestOffered: '1.3.0',
    latestUpstream: '1.3.0',
    versions: [version('1.3.0', daysAgo(now, 900), ALLOWED, { isServedHere: true })],
    evidence: [],
    feedWarnings: [],
  };
}
