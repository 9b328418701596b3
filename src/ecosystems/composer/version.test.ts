import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertVersionOrder } from '../../../test/support/assert-version-order.ts';
import { normalizeVersion } from './normalize-version.ts';
import { orderByKey } from '../sort-key.ts';
import { phpVersionKey, phpVersionParts } from './php-version.ts';
import { versions } from './version.ts';

test('versions stand in the order of Composer', () => {
  assertVersionOrder(versions.compare, [
    '',
    'foo',
    ['dev-1.0', 'DEV-1.0'],
    'dev-foo',
    ['dev-master', 'master'],
    '1.0.0-foo',
    ['1.0-dev', '1.0.0.0-dev', '1.0.0-DEV'],
    ['1.0a1', '1.0.0-alpha1', 'v1.0.0.0-alpha.1', '1-a1', '1.0-ALPHA1'],
    '1.0-alpha2-dev',
    '1.0.0-alpha2',
    '1.0.0-alpha10',
    ['1.0b2.1', '1.0.0-b.2.1', '1.0beta2.1', '1.0-BETA-2.1'],
    ['1.0RC1', '1.0.0-rc1', '1.0.0.rc-1'],
    '1.0RC2',
    [
      '1',
      '1.0',
      '1.0.0',
      '1.0.0.0',
      'v1.0.0',
      'V1.0',
      '1.0.0+build',
      '1.0-stable',
      '1.0@dev',
      '1.0.0 as 2.0',
      '1.0-STABLE',
    ],
    ['1.0pl1', '1.0-patch1', '1.0.0.0-p1'],
    '1.0.0.1',
    '1.0.0.1.5',
    '1.0.1-beta',
    '1.0.1',
    '1.2.3',
    '1.2.3.4',
    '1.2.3.4.5',
    '1.10',
    '1.20.x-dev',
    ['1.x-dev', '1.*-dev', 'v1.X.x-DEV'],
    ['2.0.0-dev', '2-dev'],
    '2.0.0',
    '4.3-2beta5',
    '4.3-2RC1',
    '4.3-2RC2',
    '4.3-2',
    '4.3.1',
    '2023.12.01',
    '20231201',
    ['20231201.1', '20231201-1'],
    '20231202-dev',
    '20231202',
    '20231202-patch1',
    '999999999999999999999999999991',
    '999999999999999999999999999999',
  ]);
});

test('a pre-release of the fixed version stands below the fix', () => {
  assert.ok(versions.compare('1.0.0-beta1', '1.0.0') < 0);
});

test('versions are spelt as Composer normalises them', () => {
  const spellings: readonly (readonly [string, string | undefined])[] = [
    ['none', undefined],
    ['1.0.0', '1.0.0.0'],
    ['1.2.3.4', '1.2.3.4'],
    ['1.0.0RC1dev', '1.0.0.0-RC1-dev'],
    ['1.0.0-rC15-dev', '1.0.0.0-RC15-dev'],
    ['1.0.0.RC.15-dev', '1.0.0.0-RC15-dev'],
    ['1.0.0.pl3-dev', '1.0.0.0-patch3-dev'],
    ['10.4.13-beta2', '10.4.13.0-beta2'],
    ['1.0.0-beta.5+foo', '1.0.0.0-beta5'],
    ['00.01.03.04', '00.01.03.04'],
    ['041.x-dev', '041.9999999.9999999.9999999-dev'],
    ['2010.01.02', '2010.01.02.0'],
    ['2010-01-02', '2010.01.02'],
    ['2010-01-02.5', '2010.01.02.5'],
    ['20100102-203040-p1', '20100102.203040-patch1'],
    ['20100102.0.3.1', undefined],
    ['202406.1.2', '202406.1.2'],
    ['100001.0.0.0', undefined],
    ['1.0.0-alpha.beta', undefined],
    ['1.0.0<1.0', undefined],
    ['a', undefined],
    ['foo-dev', undefined],
    ['dev-feature/x', 'dev-feature/x'],
    ['trunk', 'dev-trunk'],
    ['  1.0 ', '1.0.0.0'],
  ];
  for (const [raw, normal] of spellings) assert.equal(normalizeVersion(raw), normal, raw);
});

test("PHP's own comparison holds the longer version for later and minds the case of words", () => {
  assertVersionOrder(
    orderByKey((version) => phpVersionKey(phpVersionParts(version))),
    [
      ['1.0-foo', '1.0.zoo', '1.0-BETA', '1.0-ALPHA'],
      '1.0-dev',
      ['1.0a1', '1.0-alpha-1', '1.0.alpha.1'],
      '1.0b1',
      ['1.0RC1', '1.0rc1', '1.0_rc+1'],
      '1.0',
      '1.0.0-beta',
      '1.0.0',
      '1.0.1',
      ['1.0pl1', '1.0-p1', '1.0-patch1'],
      '1.1',
      '1.10',
      '10',
    ],
  );
});

test('valid is what Composer normalises', () => {
  for (const version of ['1', 'v1.2.3', '1.0-dev', 'dev-main', '1.x-dev', '20231201', '1.0.0-p1'])
    assert.ok(versions.isValid(version), version);
  for (const version of [
    '',
    '1.2.3.4.5',
    '1.0.0-foo',
    'foo',
    '^1.0',
    '1.x',
    '1.0#',
    `dev-${'a'.repeat(1_024)}`,
  ])
    assert.ok(!versions.isValid(version), version);
});

test('whatever is less stable than stable is a pre-release; a patch is not', () => {
  for (const version of ['1.0a1', '1.0-BETA', '1.0RC1', '1.0-dev', 'dev-main', '1.x-dev', '1.0.0-foo'])
    assert.ok(versions.isPrerelease(version), version);
  for (const version of ['1.0', '1.0-patch1', '1.0-stable', '1.0+beta', '20231201', '1.2.3.4.5', 'foo'])
    assert.ok(!versions.isPrerelease(version), version);
});

test('named branches and lines that end in x are branches; a dev version is none', () => {
  for (const version of ['dev-main', 'DEV-main', 'master', '1.x-dev', '2.0.x-dev'])
    assert.ok(versions.isBranch(version), version);
  for (const version of ['1.0-dev', '1.0.0.0-dev', '2.0', 'main', '1.0.0-foo'])
    assert.ok(!versions.isBranch(version), version);
});

test('the line is the first number; a named branch has none', () => {
  assert.deepEqual(['v3.1', '0.5', '2.x-dev', '20231201', 'dev-2.0', 'foo'].map(versions.lineOf), [
    '3',
    '0',
    '2',
    '20231201',
    '',
    '',
  ]);
});

test('the coarse key holds the first three numbers, and a patch of a date is above every number after it', () => {
  assert.equal(versions.coarseKey('1.2-beta3'), '00:00000001.00000002.00000000');
  assert.equal(versions.coarseKey('1.x-dev'), '00:00000001.09999999.09999999');
  assert.equal(versions.coarseKey('20231201'), '00:20231201.00000000.00000000');
  assert.equal(versions.coarseKey('20231201-p1'), '00:20231201.99999999.99999999');
  assert.equal(versions.coarseKey('dev-main'), '00:00000000.00000000.00000000');
});
