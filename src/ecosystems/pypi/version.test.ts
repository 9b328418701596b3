import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compare as libraryCompare } from '@renovatebot/pep440';
import * as fc from 'fast-check';

import { assertVersionOrder } from '../../../test/support/assert-version-order.ts';
import { versions } from './version.ts';

test('versions stand in the order of PEP 440, and legacy versions below', () => {
  assertVersionOrder(versions.compare, [
    '',
    '-class.-jw.util.version.version-pre',
    '0.1-bulbasaur',
    '0.9-ivysaur',
    '1.0-foo',
    '2004d',
    '0.dev0',
    ['0', '0.0', '0.0.0'],
    ['1.0.dev0', '1.0dev', '1.dev'],
    '1.0.dev2',
    '1.0.dev10',
    '1.0a0.dev1',
    ['1.0a0', '1.0a', '1.0.alpha', '1.0-ALPHA0', '1.0_a_0'],
    ['1.0a2', '1.0.alpha.2', '1.0-a-2'],
    '1.0a2.post1.dev3',
    '1.0a2.post1',
    '1.0a10',
    '1.0b1.dev4',
    ['1.0b1', '1beta1'],
    ['1.0rc1', '1.0c1', '1.0pre1', '1.0.preview1', '1.0RC1', '1.0-rc.01'],
    '1.0rc2',
    ['1.0', '1', '1.0.0', 'v1.0', ' 1.0\n', '0!1.0', '01.00'],
    '1.0+1e5',
    '1.0+abc',
    '1.0+abc.def',
    '1.0+abc.2',
    ['1.0+cu118', '1.0.0+CU118'],
    '1.0+local.a',
    '1.0+local.0',
    ['1.0+local.1', '1.0+local-1', '1.0+local_01'],
    '1.0+local.1.0',
    '1.0+5',
    '1.0.post0.dev0',
    ['1.0.post0', '1.0.post', '1.0rev', '1.0-r', '1.0r0'],
    ['1.0.post1', '1.0-1', '1.0.rev1', '1.0-r-1'],
    '1.0.post1+x',
    '1.0-2',
    '1.0.1.dev1',
    '1.0.1',
    '1.1',
    '1.10',
    '2024.1',
    '99999999999999999999999991.0',
    '99999999999999999999999999.0',
    '1!0.1',
    '1!1.0',
    '2!0',
  ]);
});

test('the order is that of the pep440 library wherever it reads both versions', () => {
  const number = fc.nat(11).map(String);
  const version = fc
    .tuple(
      fc.constantFrom('', '', '1!', 'v'),
      fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
      fc.constantFrom('', '', 'a1', '.b2', '-rc-1', 'preview', 'alpha.10'),
      fc.constantFrom('', '', '.post1', '-2', 'r', 'rev10'),
      fc.constantFrom('', '', '.dev1', 'dev', '-dev.10'),
      fc.constantFrom('', '', '+local', '+1', '+a.10', '+A-2'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(version, version, (a, b) => {
      assert.equal(Math.sign(versions.compare(a, b)), Math.sign(libraryCompare(a, b)), `${a} and ${b}`);
    }),
    { numRuns: 2_000 },
  );
});

test('valid is what PEP 440 takes, normal or not', () => {
  for (const version of [
    '1',
    '1!2.0',
    'v1.0',
    ' 1.0 ',
    '1.0-1',
    '1.0.0rc1.post2.dev3+ubuntu.1',
    '1.0_POST_1',
  ]) {
    assert.ok(versions.isValid(version), version);
  }
  const refused = [
    '',
    '1.',
    '.1',
    '1.0-',
    '1.0+',
    '1.0+a+b',
    '1.0-foo',
    '2004d',
    '1.0.x',
    '1.0a1b1',
    '1!',
    'latest',
    '1.0 .1',
    '１',
  ];
  refused.push(`1.${'0'.repeat(1_024)}`, '1.0+ä', '==1.0');
  for (const version of refused) assert.ok(!versions.isValid(version), version);
});

test('alpha, beta, candidate and development releases are pre-releases; post and local ones are not', () => {
  for (const version of ['1.0a1', '1.0b', '1.0c1', '1.0.dev1', '1.0.post1.dev1', '1.0pre'])
    assert.ok(versions.isPrerelease(version), version);
  for (const version of ['1.0', '1.0.post1', '1.0-1', '1.0+dev', '1.0-foo'])
    assert.ok(!versions.isPrerelease(version), version);
});

test('no Python version is a branch, and the line is the first number after the epoch', () => {
  assert.ok(!versions.isBranch('1.0.dev1'));
  assert.deepEqual(['1!2.0', '0.0', '2024.1.0', 'v03', 'foo'].map(versions.lineOf), [
    '2',
    '0',
    '2024',
    '3',
    '',
  ]);
});

test('the coarse key begins with the epoch', () => {
  assert.equal(versions.coarseKey('2024.1rc1'), '00:00002024.00000001.00000000');
  assert.equal(versions.coarseKey('1!2.3.4.5+local'), '01:00000002.00000003.00000004');
  assert.equal(versions.coarseKey('100!1.0'), '99:99999999.99999999.99999999');
  assert.equal(versions.coarseKey('2004d'), '00:00000000.00000000.00000000');
});
