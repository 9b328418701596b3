import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { expandVersions, minifyVersions } from './minified.ts';

test('K3: fields stay until another value or __unset takes their place', () => {
  assert.deepEqual(
    expandVersions([
      { version: '3', a: 1, b: [1] },
      { version: '2', b: '__unset' },
      { version: '1', a: null },
    ]),
    [
      { version: '3', a: 1, b: [1] },
      { version: '2', a: 1 },
      { version: '1', a: null },
    ],
  );
});

test('K3: minified versions say only what differs, and unset what is gone', () => {
  assert.deepEqual(minifyVersions([{ v: '2', a: { x: 1 } }, { v: '1', a: { x: 1 } }, { v: '0' }]), [
    { v: '2', a: { x: 1 } },
    { v: '1' },
    { v: '0', a: '__unset' },
  ]);
});

test('what is minified expands to the same, whatever the fields', () => {
  const field = fc.oneof(fc.constantFrom('name', 'dist', '__proto__', 'constructor'), fc.string());
  const version = fc.dictionary(field, fc.jsonValue({ maxDepth: 2 }), { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(version, { maxLength: 6 }), (versions) => {
      const whole = JSON.parse(JSON.stringify(versions).replaceAll('"__unset"', '"set"')) as typeof versions;
      assert.deepEqual(expandVersions(minifyVersions(whole)), whole);
    }),
  );
});
