// Who has what: ways, what to move, who would admit it, who fetched it.

import type { ImpactPageItem, ImpactTreeItem } from '../../../src/http/api/impact-contract.ts';
import { makeApplications } from './applications.ts';
import { daysAgo } from './days-ago.ts';

export const ASKED = 'pkg:npm/kit-merge@3.60.0';

export function makeImpact(now: number): ImpactPageItem {
  const [shop, test, billing, long] = makeApplications(now);
  if (shop === undefined || test === undefined || billing === undefined || long === undefined) {
    throw new Error('Cannot make impact: found no applications');
  }
  const nothing = { held: [], admitted: [], admittedLeft: 0, untold: [] };
  return {
    items: [
      { ...nothing, application: shop, held: [heldBy('web/package-lock.json', '1204')] },
      {
        ...nothing,
        application: long,
        held: [heldBy('services/payment/package-lock.json', '98765432109876543210')],
      },
      { ...nothing, application: billing, held: [], unread: 'its snapshot cannot be read' },
      {
        ...nothing,
        application: test,
        admitted: [
          {
            file: 'web/package-lock.json',
            by: { name: 'kit-server', version: '4.2.0' },
            range: '^3.0.0',
            resolved: '3.58.1',
            scope: 'runtime',
          },
          { file: 'web/package.json', range: '>=3', resolved: '3.58.1', scope: 'development' },
        ],
        admittedLeft: 3,
        untold: [{ file: 'old/npm-shrinkwrap.json', format: 'npm-shrinkwrap.json', resolved: '3.1.0' }],
      },
    ],
    fetched: {
      readers: [
        {
          reader: 'token:build-agent-7',
          client: 'npm/11.4.0',
          lastAt: daysAgo(now, 1),
          count: 12,
          versions: ['3.60.0'],
        },
      ],
      hasMore: false,
    },
    undecided: ['3.60.0-nightly'],
  };
}

function heldBy(file: string, count: string): ImpactPageItem['items'][number]['held'][number] {
  const ways = { count, isMore: count.length > 10, hasCycles: count.length > 10 };
  const via = [
    'kit-server@4.2.0',
    'kit-router@1.0.0',
    'kit-config-with-a-very-long-name-indeed@2.0.1',
    'kit-merge@3.60.0',
  ];
  return {
    purl: ASKED,
    version: '3.60.0',
    records: ['CVE-2026-1234'],
    places: [
      {
        file,
        line: 4_711,
        scope: 'runtime',
        via,
        ways,
        direct: Array.from({ length: 5 }, (_, at) => ({
          name: `kit-direct-${at}`,
          version: '1.0.0',
          ways: { count: String(1 + at * 3), isMore: false, hasCycles: false },
          depth: 1 + at,
          via,
        })),
        directLeft: 2,
        through: [
          { name: 'kit-router', version: '1.0.0' },
          { name: 'kit-config-with-a-very-long-name-indeed', version: '2.0.1' },
        ],
      },
    ],
  };
}

/** `size` nodes: four children each, level by level. */
export function makeTree(size: number): ImpactTreeItem {
  return {
    nodes: Array.from({ length: size }, (_, at) => ({
      parent: at === 0 ? null : Math.floor((at - 1) / 4),
      name: at === 0 ? 'kit-merge' : `kit-node-${at}`,
      version: at === 0 ? '3.60.0' : '1.0.0',
      ...(at === 0 ? { purl: ASKED } : { purl: `pkg:npm/kit-node-${at}@1.0.0` }),
      applications: Math.max(1, 12 - Math.floor(at / 20)),
      direct: at % 7 === 6 ? 2 : 0,
      left: at === 3 ? 17 : 0,
      isRepeated: at % 31 === 30,
    })),
    applications: 12,
    isCut: false,
    unread: 1,
    components: 3_120,
  };
}
