// Targets for what is compared before somebody approves it: archives that were well-formed once.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { HostedFacts } from '../../../src/ecosystems/adapter-publish.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { asPackageName } from '../../../src/kernel/package-ref.ts';
import { compareReleases } from '../../../src/registry/staged/compare-releases.ts';
import type { ComparedVersion } from '../../../src/registry/staged/comparison.ts';
import { packTgz } from '../../support/tgz.ts';
import { packZip } from '../../support/zip.ts';
import { attemptAsync } from '../support/attempt.ts';
import { mutatedBytes } from '../support/mutations.ts';
import { asyncTarget, type Target } from '../support/target.ts';

const TARBALL = await packTgz('package', { 'package.json': '{"name":"tide"}', 'index.js': 'one\ntwo\n' });
const WHEEL = packZip([
  { name: 'tide.py', content: 'HEIGHT = 1\n' },
  { name: 'tide-1.0.0.dist-info/METADATA', content: 'Metadata-Version: 2.1\nName: tide\nVersion: 1.0.0\n' },
]);
const POM = Buffer.from(
  '<project><groupId>a</groupId><artifactId>b</artifactId><version>1</version></project>',
);

const KINDS = [
  { ecosystem: 'npm', file: 'tide-1.0.0.tgz', seed: TARBALL },
  { ecosystem: 'pypi', file: 'tide-1.0.0-py3-none-any.whl', seed: WHEEL },
  { ecosystem: 'cargo', file: 'tide-1.0.0.crate', seed: TARBALL },
  { ecosystem: 'composer', file: 'tide-1.0.0.zip', seed: WHEEL },
  { ecosystem: 'maven', file: '1.0.0/tide-1.0.0.pom', seed: POM },
] as const;

const sides = fc.constantFrom(...KINDS).chain(({ ecosystem, file, seed }) =>
  fc.record({
    ecosystem: fc.constant(ecosystem),
    file: fc.constant(file),
    bytes: mutatedBytes([seed]),
    old: mutatedBytes([seed]),
  }),
);

function versionOf(file: string, bytes: Uint8Array): ComparedVersion {
  const facts: HostedFacts = {
    name: asPackageName('tide'),
    spelt: 'tide',
    createdAt: 0,
    updatedAt: 0,
    tags: new Map(),
    status: 'active',
    statusReason: '',
    versions: [{ version: '1.0.0', publishedAt: 0, words: {}, files: [] }],
  };
  return { version: '1.0.0', facts, files: [{ file, bytes }] };
}

export const comparisonTargets: readonly Target[] = [
  asyncTarget(
    'versions that are compared',
    [
      'src/registry/staged/compare-releases.ts#compareReleases',
      'src/registry/staged/archive-entries.ts#readEntries',
    ],
    sides,
    async ({ ecosystem, file, bytes, old }) => {
      const told = await attemptAsync([], () =>
        compareReleases(ADAPTERS, {
          ecosystem,
          before: versionOf(file, old),
          after: versionOf(file, bytes),
          registryUrl: 'https://gate.example',
        }),
      );
      const [one] = told?.files ?? [];
      assert.equal(one?.file, file);
      assert.ok(one.unread === undefined || one.entries.length === 0);
    },
  ),
];
