import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertVersionOrder } from '../../../test/support/assert-version-order.ts';
import { versions } from './version.ts';

test('versions stand in the order of Semantic Versioning, and what Cargo refuses stands below', () => {
  assertVersionOrder(versions.compare, [
    '',
    ' 1.0.0',
    '01.0.0',
    '1',
    '1.0',
    '1.0.0-01',
    '1.0.0-a..b',
    '1.0.0.0',
    '18446744073709551616.0.0',
    'v1.0.0',
    '0.0.0-0',
    '0.0.0-alpha',
    ['0.0.0', '0.0.0+0'],
    '0.0.1-0',
    '0.0.1',
    '0.9.7',
    '0.10.0-rc.1',
    '0.10.0',
    '0.10.4',
    '1.0.0-0',
    '1.0.0-9',
    '1.0.0-10',
    '1.0.0-99999999999999999999',
    '1.0.0-100000000000000000000',
    '1.0.0-Alpha',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.1.0',
    '1.0.0-alpha.beta',
    '1.0.0-alpha-1',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    ['1.0.0', '1.0.0+zstd.1.5.5', '1.0.0+zstd.1.4', '1.0.0+001'],
    '1.0.1',
    '1.1.0',
    '2.0.0',
    '18446744073709551614.0.0',
    '18446744073709551615.0.0',
  ]);
});

test('valid is strict: three numbers of 64 bits, no leading zeros, no empty identifier', () => {
  for (const version of [
    '0.0.0',
    '1.2.3-a.1+b.01',
    '1.0.0--',
    '1.0.0-0a',
    '1.0.0+-',
    '18446744073709551615.0.0',
  ]) {
    assert.ok(versions.isValid(version), version);
  }
  const refused = [
    '1',
    '1.2',
    '1.2.3.4',
    'v1.2.3',
    '1.2.3 ',
    '01.2.3',
    '1.2.3-01',
    '1.2.3-',
    '1.2.3+',
    '1.2.3-a..b',
  ];
  refused.push(
    '1.2.3+a..b',
    '1.2.3-a.',
    '18446744073709551616.0.0',
    '1.2.3-ä',
    '１.2.3',
    `1.0.0-${'a'.repeat(1_024)}`,
  );
  for (const version of refused) assert.ok(!versions.isValid(version), version);
});

test('only identifiers after a hyphen make a pre-release', () => {
  assert.ok(versions.isPrerelease('1.0.0-alpha'));
  assert.ok(versions.isPrerelease('0.0.0-0'));
  assert.ok(!versions.isPrerelease('1.0.0+alpha-1'));
  assert.ok(!versions.isPrerelease('1.0'));
});

test('no crate version is a branch, and the line is the first number', () => {
  assert.ok(!versions.isBranch('1.0.0-dev'));
  assert.deepEqual(['0.3.4', '12.0.0', '1.0'].map(versions.lineOf), ['0', '12', '']);
});

test('the coarse key holds the three numbers', () => {
  assert.equal(versions.coarseKey('0.0.0-0'), '00:00000000.00000000.00000000');
  assert.equal(versions.coarseKey('1.20.300-beta'), '00:00000001.00000020.00000300');
  assert.equal(versions.coarseKey('18446744073709551615.1.2'), '00:99999999.99999999.99999999');
});
