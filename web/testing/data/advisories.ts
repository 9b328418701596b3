// Advisories of each kind.

import type { AdvisoryItem } from '../../../src/http/api/advisory-contract.ts';
import { daysAgo } from './days-ago.ts';

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
