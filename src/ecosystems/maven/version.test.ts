import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertVersionOrder } from '../../../test/support/assert-version-order.ts';
import { versions } from './version.ts';

test('versions stand in the order of Maven', () => {
  assertVersionOrder(versions.compare, [
    '',
    '[1.0,2.0)',
    ['0', '0.0.0-0.0.0', '0-final-ga', '0.0', 'ga'],
    ['v1.0', 'v1', 'V1.0'],
    '0-1',
    '0.0.1',
    ['1-alpha-1-SNAPSHOT', '1.0-a1-snapshot'],
    ['1-alpha-1', '1a1', '1.0-alpha-1', '1.0.0A1', '1.0.0-Alpha1'],
    '1.0-alpha-1-12062013',
    '1.0-alpha-2',
    ['1-beta-2', '1b2', '1.0.0-BETA2'],
    ['1-milestone-3', '1m3', '1MileStone3', '1.0-M3'],
    ['1rc', '1cr', '1-rc', '1Cr'],
    '1.0-rc-1',
    '1.0-rc-2-SNAPSHOT',
    '1.0-rc-2',
    '1.0-SNAPSHOT',
    [
      '1',
      '1.0',
      '1.0.0',
      '1.ga',
      '1.final',
      '1-',
      '1.',
      '01',
      '1.0.0.Final',
      '1-ga',
      '1.0.0.RELEASE',
      '1.0-GA',
    ],
    '1.0-sp1',
    '1.0-dev',
    '1.0-ea',
    '1.0-incubating',
    '1.0-jre',
    '1.0-pre1',
    '1.0-preview',
    ['1.0-redhat-1', '1.0.0.Final-redhat-1'],
    ['1x', '1-x', '1.0.0-x', '1.0x', '1X'],
    ['1-1', '1-ga-1', '1.0.0-1', '1.0-01'],
    '1-2',
    '1.0.0.pr1',
    '1.0.1-klm',
    '1.0.1-lmn',
    '1.0.1-123',
    ['1.1', '1.01'],
    '1.10',
    '2.0-1',
    '2.0.1',
    '6.1.0rc3',
    '6.1.0',
    '6.1H.5-beta',
    '9.4.1207',
    '9.4.1207.jre6',
    '9.4.1207.jre7',
    '20190126.230843',
    '1234567890.12345',
    '123456789012345.1H.5-beta',
    '12345678901234567890.1H.5-beta',
  ]);
});

test('one letter is a short qualifier only before a digit', () => {
  assertVersionOrder(versions.compare, ['1-alpha-1', '1', '1-a', '1-b', ['1-c-1', '1c1'], '1-m']);
});

test('flavours and vendor builds stand above the release they are built from, as Maven has them', () => {
  assertVersionOrder(versions.compare, ['12.10.2', '12.10.2.jre8', '12.10.2.jre11']);
  assertVersionOrder(versions.compare, ['32.0.0', '32.0.0-android', '32.0.0-jre']);
  assertVersionOrder(versions.compare, ['1.2.17', '1.2.17-atlassian-1']);
  assertVersionOrder(versions.compare, [['4.1.100.Final', '4.1.100'], '4.1.100.Final-redhat-00001']);
  assertVersionOrder(versions.compare, ['1.1.31', '1.1.31.sec10', '1.1.31_noneautotype']);
});

test('a number after a hyphen, or next to letters, stands below one after a dot', () => {
  assertVersionOrder(versions.compare, ['1.0.0-beta11', '1.0.0-beta.6', '1.0.0']);
  assertVersionOrder(versions.compare, ['3.2.0rc2', '3.2.0-rc.1', '3.2.0']);
  assertVersionOrder(versions.compare, ['1.0.0-RC16', '1.0.0.RC8-beta', '1.0.0']);
  assertVersionOrder(versions.compare, ['1-0.alpha', '1-0.beta', '1']);
});

test("Maven's circles are cut at the release: what is below it stays below what is above it", () => {
  assertVersionOrder(versions.compare, ['1.0.0.RC1', '1.0.0', '1.0.0-sp', '1.0.0-1']);
  assertVersionOrder(versions.compare, ['1-alpha', '1', '1.sp', '1.foo']);
});

test('valid is what the model takes for one version', () => {
  for (const version of [
    '1',
    '1.0-SNAPSHOT',
    'Finchley.SR2',
    'r09',
    '2.0-groovy-2.5',
    '1.0+build',
    '${revision}',
    'ä',
  ]) {
    assert.ok(versions.isValid(version), version);
  }
  for (const version of [
    '',
    '1/2',
    '1\\2',
    '1:2',
    '1"',
    '<1',
    '1|2',
    '1?',
    '*',
    '[1]',
    '(1,2)',
    '1 2',
    '1\n',
    '1\0',
    '1'.repeat(1_025),
  ]) {
    assert.ok(!versions.isValid(version), version);
  }
});

test('a pre-release is known by its words, wherever the order puts it', () => {
  const prereleases = [
    '1.0-alpha-1',
    '1a1',
    '1.0.0.Beta3',
    '1.0-b12',
    '5.0.0.M1',
    '1.0-milestone-2',
    '1.0-RC1',
    '1.0.CR2',
  ];
  prereleases.push(
    '2.10.0.pr1',
    '1.0-pre1',
    '1.0-preview',
    '17-ea',
    '1.0-dev',
    '1.0-SNAPSHOT',
    '0.7.2-incubating',
  );
  prereleases.push(
    '1.0-20240131.235959-7',
    '2.0.0-rc1-incubating',
    '1.0_beta',
    '1.0.0-jre8-preview',
    '1.0-alpha+001',
  );
  for (const version of prereleases) assert.ok(versions.isPrerelease(version), version);
  const releases = [
    '1',
    '1.0.Final',
    '1.0-GA',
    '1.0.RELEASE',
    '1.0-jre',
    '1.0-android',
    '12.10.2.jre11',
    '12-jdk5',
  ];
  releases.push(
    '1.0-sp1',
    '1.2.17-atlassian-1',
    '1.1.31_noneautotype',
    '1.0-a',
    '1.0b',
    '20190126.230843',
    'Finchley.SR2',
    '',
    '[1.0-beta]',
  );
  for (const version of releases) assert.ok(!versions.isPrerelease(version), version);
});

test('no Maven version is a branch, and the line is the first number', () => {
  assert.ok(!versions.isBranch('1.x-dev'));
  assert.deepEqual(['1.2.3', '0.5', '0', '0-1', '20231013', 'v2', 'Finchley.SR2', ''].map(versions.lineOf), [
    '1',
    '0',
    '0',
    '0',
    '20231013',
    '',
    '',
    '',
  ]);
});

test('the coarse key holds the numbers before the first qualifier or hyphen', () => {
  assert.equal(versions.coarseKey('4.1.100.Final'), '00:00000004.00000001.00000100');
  assert.equal(versions.coarseKey('1.0.0-2021-05-17'), '00:00000001.00000000.00000000');
  assert.equal(versions.coarseKey('20190126.230843'), '00:20190126.00230843.00000000');
  assert.equal(versions.coarseKey('123456789012345.1'), '00:99999999.99999999.99999999');
  assert.equal(versions.coarseKey('v5'), '00:00000000.00000000.00000000');
});
