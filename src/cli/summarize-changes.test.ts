import assert from 'node:assert/strict';
import { test } from 'node:test';

import { summarizeChanges } from './summarize-changes.ts';

const CHANGE = {
  before: 'allow',
  after: 'warn',
  rule: 'high-advisory',
  summary: 'CVE-1 (CVSS 7.5)',
} as const;

test('versions of a package to which the same happens stand in one row, in the order of the first', () => {
  const changes = [
    { ...CHANGE, purl: 'pkg:npm/%40acme/kit@1.0.0' },
    { ...CHANGE, purl: 'pkg:npm/debug@0.0.1' },
    { ...CHANGE, purl: 'pkg:npm/%40acme/kit@1.1.0', summary: 'CVE-2 (CVSS 8)' },
    { ...CHANGE, purl: 'pkg:npm/%40acme/kit@1.2.0' },
    { ...CHANGE, purl: 'pkg:npm/debug' },
  ];
  assert.deepEqual(summarizeChanges(changes), [
    { change: changes[0], more: 2 },
    { change: changes[1], more: 1 },
  ]);
});

test('what another rule does, or does otherwise, stands in a row of its own', () => {
  const purl = 'pkg:npm/debug@0.0.1';
  const changes = [
    { ...CHANGE, purl },
    { ...CHANGE, purl: 'pkg:npm/debug@0.0.2', rule: 'yanked' },
    { ...CHANGE, purl: 'pkg:npm/debug@0.0.3', after: 'hide' as const },
    { ...CHANGE, purl: 'pkg:npm/debug@0.0.4', before: 'hide' as const },
    { ...CHANGE, purl: 'pkg:npm/debugger@0.0.1' },
  ];
  assert.deepEqual(
    summarizeChanges(changes),
    changes.map((change) => ({ change, more: 0 })),
  );
});
