// What the first page tells.

import type { Overview } from '../../../src/http/api/decision-contract.ts';
import { daysAgo } from './days-ago.ts';
import { makeDecisions } from './decisions.ts';
import type { Scenario } from './scenario.ts';

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
