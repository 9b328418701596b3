import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { findName, names } from './name.ts';

test('a name is canonical in lower case, whatever its spelling', () => {
  assert.equal(names.parse('Acme/Some_Lib'), 'acme/some_lib');
  assert.equal(names.parse('a/b'), 'a/b');
  assert.equal(names.parse('acme/lib--x.y-1'), 'acme/lib--x.y-1');
});

test('what Composer would not take as a name is refused', () => {
  const bad = [
    '',
    'lib',
    '/lib',
    'acme/',
    'a/b/c',
    'acme/.lib',
    'acme/lib.',
    'acme/..',
    '-a/b',
    'a--b/c',
    'a b/c',
  ];
  for (const raw of [
    ...bad,
    'acme/lib~dev',
    'ext-json',
    'a/b\n',
    'ä/b',
    `a/${'b'.repeat(254)}`,
    '__proto__',
  ]) {
    assert.throws(
      () => names.parse(raw),
      (error) => isGatehouseError(error, 'invalid-name'),
      raw,
    );
    assert.equal(findName(raw), undefined);
  }
});

test('a long name of many parts is answered at once', () => {
  assert.equal(findName(`a/${'a-'.repeat(126)}!`), undefined);
});

test('a package-URL has the vendor as its namespace, which reservations compare', () => {
  const name = names.parse('acme/lib');
  assert.deepEqual(names.toPurl(name), { namespace: 'acme', name: 'lib' });
  assert.equal(names.fromPurl('Acme', 'Lib'), name);
  assert.equal(names.namespaceOf(name), 'acme');
  assert.throws(
    () => names.fromPurl(undefined, 'lib'),
    (error) => isGatehouseError(error, 'invalid-name'),
  );
});
