import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ranges } from './range.ts';

const rows: readonly (readonly [string, string, boolean | undefined])[] = [
  ['>=1.21.1,<3', '1.26.4', true],
  ['>=1.21.1,<3', '3.0', false],
  ['==2.*', '2.9', true],
  ['~=2.2', '2.9', true],
  ['~=2.2.0', '2.3', false],
  ['!=1.0', '1.0.0', false],
  ['', '1.0', true],
  ['*', '1.0', true],
  ['', '1.0rc1', false],
  ['<1.0', '1.0rc1', false],
  ['(>=1.0)', '1.0', true],
  ['^1.2', '1.9', true],
  ['^1.2', '2.0', false],
  ['^0.3.1', '0.4.0', false],
  ['^0.0', '0.1', false],
  ['~1.2.3', '1.2.9', true],
  ['~1.2.3', '1.3', false],
  ['~1', '1.9', true],
  ['1.2', '1.2.0', true],
  ['>=1,<2 || >=3', '3.1', true],
  ['nonsense', '1.0', undefined],
  ['>=1', 'nonsense', undefined],
];

for (const [range, version, expected] of rows) {
  test(`${JSON.stringify(range)} and ${version}: ${expected}`, () => {
    assert.equal(ranges.admits(range, version), expected);
  });
}
