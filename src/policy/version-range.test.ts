import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareDotted } from './testdata/build-evidence.ts';
import { isInRange, parseVersionRange } from './version-range.ts';

const isIn = (version: string, text: string) => {
  const range = parseVersionRange(text);
  assert.ok(range !== undefined, text);
  return isInRange(version, range, compareDotted);
};

test('comparators are all needed, alternatives are not', () => {
  assert.deepEqual(
    ['1.1', '1.2', '1.9', '2', '3.0.1'].map((version) => isIn(version, '>= 1.2, <2 || =3.0.1')),
    [false, true, true, false, true],
  );
  assert.equal(isIn('1.2.0', '1.2'), true);
  assert.equal(isIn('1.2', '>1.2'), false);
  assert.equal(isIn('1.2', '<=1.2'), true);
});

test('what is no list of comparators is no range', () => {
  for (const text of ['', '^1.2', '~1', '>=', '1.x || ', '!=1', '1 - 2*', '>=1.2 <', '=>1']) {
    assert.equal(parseVersionRange(text), undefined, text);
  }
});
