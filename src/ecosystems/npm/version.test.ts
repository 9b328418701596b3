import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';
import * as semver from 'semver';

import { assertVersionOrder } from '../../../test/support/assert-version-order.ts';
import { versions } from './version.ts';

test('versions stand in the order of Semantic Versioning', () => {
  assertVersionOrder(versions.compare, [
    '',
    'beta',
    'latest',
    '0.0.0-0',
    '0.0.0-foo',
    ['0.0.0', '0', '0.0', 'v0.0.0'],
    '0.9.9',
    '0.10.0',
    '1.0.0-0',
    ['1.0.0-1', '1.0.0-01'],
    '1.0.0-1.0',
    '1.0.0-2',
    '1.0.0-11',
    '1.0.0-99999999999999999999',
    '1.0.0-100000000000000000000',
    '1.0.0--',
    '1.0.0-Beta',
    ['1.0.0-alpha', '1.0.0alpha', '=1.0.0-alpha', '1.0-alpha'],
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    ['1.0.0-beta', '1.0.0-beta+one', '1.0.0-beta+two'],
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-r100',
    '1.0.0-r2',
    '1.0.0-rc.1',
    ['1.0.0', 'v1.0.0', ' 1.0.0 ', '1.0.0+build', '1.0.0+otherbuild', '01.0.0', '1', '1.0', '1.0.0.0'],
    '1.0.0.1-alpha',
    '1.0.0.1',
    '1.0.0.2',
    '1.0.1-alpha',
    '1.0.1',
    ['1.2', '1.2.0'],
    ['1.2.3', '1.2.3+4'],
    '9007199254740991.0.0',
    '9007199254740992.0.0',
    '9007199254740993.0.0',
    '999999999999999999999999999991.0.0',
    '999999999999999999999999999999.0.0',
  ]);
});

test('the order is that of node-semver wherever it accepts both versions', () => {
  const number = fc.nat(12).map(String);
  const identifier = fc.oneof(number, fc.stringMatching(/^[0-9A-Za-z-]{1,4}$/));
  const version = fc
    .tuple(number, number, number, fc.array(identifier, { maxLength: 3 }), fc.constantFrom('', '+x'))
    .map(([a, b, c, ids, build]) => `${a}.${b}.${c}${ids.length > 0 ? '-' : ''}${ids.join('.')}${build}`)
    .filter((text) => semver.valid(text, { loose: true }) !== null);
  fc.assert(
    fc.property(version, version, (a, b) => {
      assert.equal(Math.sign(versions.compare(a, b)), semver.compare(a, b, { loose: true }), `${a} and ${b}`);
    }),
    { numRuns: 2_000 },
  );
});

test('valid is what node-semver reads loosely', () => {
  for (const version of ['1.2.3', 'v1.2.3', '=1.2.3', '1.2.3beta', '01.02.03', '1.2.3-0+x']) {
    assert.ok(versions.isValid(version), version);
  }
  for (const version of [
    '',
    '1',
    '1.2',
    '1.2.3.4',
    '1.x',
    '^1.2.3',
    '99999999999999999999.1.1',
    'latest',
    `1.2.3-${'a'.repeat(256)}`,
  ]) {
    assert.ok(!versions.isValid(version), version);
  }
});

test('a version with identifiers after its numbers is a pre-release', () => {
  for (const version of ['1.0.0-0', '1.0.0-rc.1+x', '1.0.0beta', '1.0-beta'])
    assert.ok(versions.isPrerelease(version), version);
  for (const version of ['1.0.0', '1.0.0+beta', '1.0', '1.2.3.4', 'beta', ''])
    assert.ok(!versions.isPrerelease(version), version);
});

test('a pre-release of the fixed version stands below the fix', () => {
  assert.ok(versions.compare('1.0.0-beta', '1.0.0') < 0);
});

test('no npm version is a branch, and the line is the major number', () => {
  assert.ok(!versions.isBranch('1.0.0-dev'));
  assert.deepEqual(['1.2.3', 'v01.2.3', '0.1.0', '20', 'latest', ''].map(versions.lineOf), [
    '1',
    '1',
    '0',
    '20',
    '',
    '',
  ]);
});

test('the coarse key holds the first three numbers, clamped together', () => {
  assert.equal(versions.coarseKey('1.20.300-beta'), '00:00000001.00000020.00000300');
  assert.equal(versions.coarseKey('1.2'), '00:00000001.00000002.00000000');
  assert.equal(versions.coarseKey('99999999.0.5'), '00:99999999.00000000.00000005');
  assert.equal(versions.coarseKey('100000000.0.5'), '00:99999999.99999999.99999999');
  assert.equal(versions.coarseKey('1.100000000.5'), '00:00000001.99999999.99999999');
  assert.equal(versions.coarseKey('latest'), '00:00000000.00000000.00000000');
});
