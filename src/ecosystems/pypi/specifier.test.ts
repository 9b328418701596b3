import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findRequirement } from './python-requirement.ts';
import { exactVersion, mayMean } from './specifier.ts';

test('only == without a wildcard and === name a version', () => {
  const specifiers = ['==1.0', '=== 1.0-custom', '==1.*', '>=1.0', '~=1.0', '', '>=1,==1.5', '1.0'];
  assert.deepEqual(specifiers.map(exactVersion), [
    '1.0',
    '1.0-custom',
    undefined,
    undefined,
    undefined,
    undefined,
    '1.5',
    undefined,
  ]);
});

test('which of several versions is meant', () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['>=1.0,<2', '1.5', true],
    ['>=1.0,<2', '2.0', false],
    ['==1.*', '1.9', true],
    ['==1.0.*', '1', true],
    ['==1.1.*', '1.10', false],
    ['!=1.5.*', '1.5.1', false],
    ['!=1.5', '1.5.0', false],
    ['~=1.4.2', '1.4.9', true],
    ['~=1.4.2', '1.5.0', false],
    ['~=1.4', '1.9', true],
    ['~=1.4', '1!1.9', false],
    ['==1.0', '1.0+cpu', true],
    ['==1.0+cpu', '1.0', false],
    ['>1.0', '1.0', false],
    ['===1.0', '1.0.0', false],
    // Another syntax: it may be this one.
    ['^1.0', '9.0', true],
    ['>=1.0 || <0.5', '0.7', true],
  ];
  for (const [specifier, version, expected] of rows) {
    assert.equal(mayMean(specifier, version), expected, `${specifier} ${version}`);
  }
});

test('dependency specifiers of PEP 508', () => {
  assert.deepEqual(findRequirement('Foo_Bar[Extra, more_x] (>=1.0, <2) ; python_version < "3"'), {
    name: 'foo-bar',
    extras: ['extra', 'more-x'],
    specifier: '>=1.0, <2',
    marker: 'python_version < "3"',
  });
  assert.deepEqual(findRequirement('foo @ https://x.example/foo-1.0.zip ; os_name == "nt"'), {
    name: 'foo',
    extras: [],
    specifier: '',
    address: 'https://x.example/foo-1.0.zip',
    marker: 'os_name == "nt"',
  });
  for (const none of [
    '',
    '-x',
    'foo bar',
    './foo',
    'foo @',
    'foo=1',
    'foo==',
    'a'.repeat(300),
    '{{ name }}==1',
  ]) {
    assert.equal(findRequirement(none), undefined, none);
  }
});
