// Applications, one of them in full: with ways in, unknown components, gaps, statements and snapshots.

import type {
  ApplicationDetail,
  ApplicationItem,
  SnapshotDiffItem,
  SnapshotItem,
} from '../../../src/http/api/application-contract.ts';
import { daysAgo } from './days-ago.ts';
import { makeFindings } from './findings.ts';

const FILES = [
  { path: 'web/package-lock.json', format: 'package-lock.json', components: 1_204 },
  { path: 'services/payment/pom.xml', format: 'pom.xml', components: 212 },
];

export function makeApplications(now: number): ApplicationItem[] {
  const named = [
    ...new Map(
      makeFindings(now).map(({ application }) => [
        `${application.name} ${application.environment}`,
        application,
      ]),
    ).values(),
  ];
  const others = Array.from({ length: 60 }, (_, at) => ({ name: `service-${at}`, environment: 'default' }));
  return [...named, ...others].map((holder, index) => ({
    ...holder,
    tags: index === 0 ? { criticality: 'high', region: 'eu' } : {},
    createdAt: daysAgo(now, 200),
    pushedAt: daysAgo(now, index / 3),
    snapshot: 7,
    components: 1_416 - index,
    unknown: index % 3 === 0 ? 4 : 0,
    findings: Math.max(0, 40 - index),
  }));
}

export function detailOf(now: number, application: ApplicationItem): ApplicationDetail {
  const findings = makeFindings(now).filter(
    (item) =>
      item.application.name === application.name &&
      item.application.environment === application.environment &&
      item.resolvedAt === undefined,
  );
  return {
    application,
    files: FILES,
    findings: findings.map(
      ({ purl, ecosystem, name, version, record, summary, firstSeenAt, reach }, index) => ({
        purl,
        ecosystem,
        name,
        version,
        verdict: { action: 'warn', reasons: [], observed: [] },
        records: [
          { id: record, kind: 'vulnerability', aliases: [], summary, source: 'osv-npm', firstSeenAt },
        ],
        places: Array.from({ length: 1 + (index % 4) }, (_, at) => ({
          file: FILES[at % 2]?.path ?? '',
          line: 120 + at * 31,
          scope: at === 1 ? ('development' as const) : ('runtime' as const),
          via: at === 2 ? [] : ['kit-server@4.2.0', `kit-router-${at}@1.0.0`, `${name}@${version}`],
        })),
        ...(reach === undefined ? {} : { reach }),
      }),
    ),
    cleared: [
      {
        purl: 'pkg:npm/kit-part-9@1.0.9',
        record: 'CVE-2023-4000',
        aliases: ['GHSA-abcd-4000-wxyz'],
        status: 'not_affected',
        because: 'vulnerable code not in execute path',
        author: 'Acme product security',
        document: 'https://vex.example/2026-01',
      },
    ],
    unknown:
      application.unknown === 0
        ? []
        : [
            {
              file: 'services/payment/pom.xml',
              line: 31,
              name: 'org.acme:inhouse',
              requested: '${acme.version}',
            },
            { file: 'web/package-lock.json', name: 'local-tool' },
          ],
    gaps: [
      { file: 'services/payment/pom.xml', line: 4, message: 'the parent org.acme:parent:7 cannot be had' },
    ],
    ...(application.name === 'billing' ? { unmatched: 'the feed osv-npm was never loaded' } : {}),
  };
}

export function makeSnapshots(now: number): SnapshotItem[] {
  return Array.from({ length: 7 }, (_, index) => ({
    number: 7 - index,
    takenAt: daysAgo(now, index * 9),
    author: 'account:ada',
    components: 1_416 - index * 3,
    files: FILES,
  }));
}

export function makeDiff(now: number, application: ApplicationItem, from: number): SnapshotDiffItem {
  const [one] = detailOf(now, application).findings;
  return {
    application,
    from,
    to: application.snapshot,
    packages: [
      { ecosystem: 'npm', name: 'kit-part-3', from: ['1.0.2'], to: ['1.0.3'] },
      { ecosystem: 'npm', name: 'kit-new', from: [], to: ['3.0.0'] },
      { ecosystem: 'maven', name: 'org.acme:old', from: ['1.0', '1.1'], to: [] },
    ],
    opened: one === undefined ? [] : [one],
    closed: [],
  };
}
