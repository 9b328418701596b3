import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import { names } from './name.ts';

test('P9: every spelling of a project is one name', () => {
  for (const raw of ['Flask_SQLAlchemy', 'flask.sqlalchemy', 'FLASK--SQLAlchemy', 'flask-._sqlalchemy']) {
    assert.equal(names.parse(raw), 'flask-sqlalchemy');
  }
  assert.equal(names.parse('2'), '2');
});

test('what no project can be called is refused', () => {
  for (const raw of [
    '',
    '-a',
    'a-',
    '.',
    '..',
    'a/b',
    'a b',
    'ä',
    'a\n',
    'a\u0000',
    '__proto__',
    'x'.repeat(215),
  ]) {
    assert.throws(
      () => names.parse(raw),
      (error) => isGatehouseError(error, 'invalid-name'),
      raw,
    );
  }
});

test('a package-URL of PyPI has no namespace', () => {
  assert.equal(names.fromPurl(undefined, 'My.Package'), 'my-package');
  assert.throws(
    () => names.fromPurl('ns', 'a'),
    (error) => isGatehouseError(error, 'invalid-name'),
  );
  assert.deepEqual(names.toPurl(names.parse('My.Package')), { name: 'my-package' });
  assert.equal(names.namespaceOf(names.parse('a')), undefined);
});

test('normalising twice is normalising once', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/), (raw) => {
      const once = names.parse(raw);
      assert.equal(names.parse(once), once);
      assert.match(once, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    }),
  );
});
