// Versions that wait for approval, and what differs in them.

import type { StagedDetail, StagedDiff } from '../../../src/http/api/staged-contract.ts';
import { daysAgo } from './days-ago.ts';

const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** Lists are mutable on purpose: calls change them. */
export function makeStaged(now: number): StagedDetail[] {
  const common = {
    ecosystem: 'npm',
    name: '@acme/billing',
    tags: ['latest'],
    isNewPackage: false,
    warnings: [] as string[],
    files: [{ file: 'billing-2.4.0.tgz', sizeBytes: 48_211, sha256: SHA }],
    fingerprint: SHA,
    mayApprove: true,
    mayReject: true,
    until: daysAgo(now, -13),
  } as const;
  return [
    {
      ...common,
      tags: [...common.tags],
      files: [...common.files],
      id: 'staged-open',
      version: '2.4.0',
      state: 'open',
      stagedAt: daysAgo(now, 0.2),
      stagedBy: 'publisher:publisher-1',
      because: ['approval-required'],
      provenBy: {
        repository: 'acme/billing',
        ref: 'refs/tags/v2.4.0',
        sha: 'f'.repeat(40),
        run: '1234567890',
      },
    },
    {
      ...common,
      tags: [],
      files: [...common.files],
      id: 'staged-own',
      name: '@acme/a-package-with-the-longest-name-that-anybody-here-ever-thought-of',
      version: '1.0.0-beta.1+build.20261129',
      isNewPackage: true,
      state: 'open',
      stagedAt: daysAgo(now, 2),
      stagedBy: 'account:ada',
      because: [],
      warnings: ['The package has no licence.'],
      mayApprove: false,
      whyNotApprove: 'You put it up yourself: a second person approves it.',
    },
    {
      ...common,
      tags: [],
      files: [],
      id: 'staged-rejected',
      version: '2.3.9',
      state: 'rejected',
      stagedAt: daysAgo(now, 9),
      stagedBy: 'account:grace',
      because: ['owners-changed'],
      mayApprove: false,
      mayReject: false,
      decided: { at: daysAgo(now, 8), by: 'account:ada', reason: 'The tests were left out.' },
    },
  ];
}

export const STAGED_DIFF: StagedDiff = {
  previous: { version: '2.3.8', publishedAt: '2026-10-01T10:00:00Z' },
  installs: [{ what: 'postinstall', after: 'node scripts/fetch.js --quiet' }],
  dependencies: [
    { what: 'undici', before: '^7.1.0', after: '^8.0.0' },
    { what: 'left-pad', before: '^1.3.0' },
    { what: '@acme/money', after: '~4.1.0' },
  ],
  fields: [{ what: 'licence', before: 'MIT', after: 'Apache-2.0' }],
  files: [
    {
      file: 'billing-2.4.0.tgz',
      was: 'billing-2.3.8.tgz',
      change: 'changed',
      sizeBytes: 48_211,
      wasBytes: 47_902,
      sameEntries: 31,
      moreEntries: 0,
      entries: [
        {
          path: 'package.json',
          change: 'changed',
          before: { sizeBytes: 812, sha256: SHA },
          after: { sizeBytes: 901, sha256: SHA },
          diff: '@@ -2,3 +2,4 @@\n   "name": "@acme/billing",\n-  "version": "2.3.8",\n+  "version": "2.4.0",\n+  "scripts": { "postinstall": "node scripts/fetch.js --quiet" },\n   "main": "index.js"\n',
        },
        {
          path: 'scripts/fetch.js',
          change: 'added',
          after: { sizeBytes: 2_004, sha256: SHA },
          diff: '@@ -0,0 +1,2 @@\n+// \u202Enothing to see\n+fetch(address);\n',
        },
        { path: 'test/all.test.js', change: 'removed', before: { sizeBytes: 9_800, sha256: SHA } },
      ],
    },
  ],
  isCut: false,
  left: [],
};
