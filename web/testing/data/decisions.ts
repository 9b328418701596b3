// What was kept out.

import type { DecisionItem } from '../../../src/http/api/decision-contract.ts';
import { daysAgo } from './days-ago.ts';

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
