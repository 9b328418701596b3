import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCpuTime } from '../../../test/support/cpu-time.ts';
import { findNormalVersion, versionKey } from './normal-version.ts';

test('a version has one spelling', () => {
  for (const [written, normal] of [
    ['1.0.0-Beta.1', '1.0.0b1'],
    ['v01.02', '1.2'],
    ['0!1.0', '1.0'],
    ['2!1.0-1', '2!1.0.post1'],
    ['1.0.dev', '1.0.dev0'],
    ['1.0+Ubuntu-01', '1.0+ubuntu.1'],
    ['1.0.x', undefined],
  ] as const)
    assert.equal(findNormalVersion(written), normal, written);
});

test('zeros at the end of a release count for nothing, those within it do', () => {
  for (const same of ['1', '1.0', '1.0.0', 'v1.00']) assert.equal(versionKey(same), '1', same);
  assert.deepEqual(['0.0', '1.0.1', '1.10', '10', '1.0rc1', 'nothing'].map(versionKey), [
    '0',
    '1.0.1',
    '1.10',
    '10',
    '1rc1',
    'nothing',
  ]);
});

test('a release of very many zeros is read in time that grows with its length', () => {
  const cpuMs = startCpuTime();
  assert.ok(versionKey(`1${'.0'.repeat(100_000)}.1`).endsWith('.0.1'));
  assert.ok(cpuMs() < 2_000);
});
