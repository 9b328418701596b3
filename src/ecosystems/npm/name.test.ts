import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import { escapeName, names, splitScope } from './name.ts';

test('names with and without a scope, also old ones with capitals and odd characters', () => {
  for (const name of [
    'left-pad',
    '@acme/app',
    'JSONStream',
    'a',
    '_x',
    "it's",
    '@a/_b',
    'x.y~z!*()',
    'node_modules-x',
  ]) {
    assert.equal(names.parse(name), name);
  }
});

test('what is no name is refused', () => {
  const bad = [
    '',
    '.',
    '..',
    '.hidden',
    '-/x',
    '-',
    '@acme',
    '@/x',
    '@acme/',
    '@acme/.',
    '@acme/..',
    '@acme/a/b',
    'acme/app',
    'a b',
    'a%2fb',
    'a\\b',
    'a\0b',
    'ü',
    'a/../b',
    'x'.repeat(215),
  ];
  for (const name of bad) {
    assert.throws(
      () => names.parse(name),
      (error) => isGatehouseError(error, 'invalid-name'),
      JSON.stringify(name),
    );
  }
});

test('N9: one segment for the upstream, as npm writes it', () => {
  assert.equal(escapeName(names.parse('@acme/app')), '@acme%2fapp');
  assert.equal(escapeName(names.parse('left-pad')), 'left-pad');
});

test('scopes are namespaces of purls and of reservations', () => {
  const app = names.parse('@acme/app');
  assert.deepEqual(names.toPurl(app), { namespace: '@acme', name: 'app' });
  assert.equal(names.namespaceOf(app), '@acme');
  assert.equal(names.namespaceOf(names.parse('app')), undefined);
  assert.deepEqual(splitScope('@acme/app'), { scope: '@acme', unscoped: 'app' });
});

test('property: any text is refused, or a name that comes back from its purl', () => {
  const part = fc.string({ unit: fc.constantFrom(...'aZ0-_.~@/%!'.split('')), maxLength: 12 });
  fc.assert(
    fc.property(
      fc.oneof(
        part,
        fc.tuple(part, part).map(([a, b]) => `@${a}/${b}`),
      ),
      (raw) => {
        let name;
        try {
          name = names.parse(raw);
        } catch (error) {
          assert.ok(isGatehouseError(error, 'invalid-name'));
          return;
        }
        const purl = names.toPurl(name);
        assert.equal(names.fromPurl(purl.namespace, purl.name), name);
      },
    ),
    { numRuns: 500 },
  );
});
