import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ranges } from './range.ts';

const rows: readonly (readonly [string, string, boolean | undefined])[] = [
  ['^1.2.3', '1.9.0', true],
  ['^1.2.3', 'v1.9.0', true],
  ['^1.2.3', '2.0.0', false],
  ['^1.2.3', '2.0.0-beta1', false],
  ['^0.3', '0.4.0', false],
  ['^0.0.3', '0.0.4', false],
  ['~1.2', '1.9.0', true],
  ['~1.2.3', '1.3.0', false],
  ['~1', '1.9.0', true],
  ['1.*', '1.7', true],
  ['1.2.x', '1.3', false],
  ['>=1.0 <1.5', '1.4.9', true],
  ['>= 1.0, < 1.5', '1.5.0', false],
  ['<1.5', '1.5.0-beta1', false],
  ['1.0 - 2.0', '2.0.9', true],
  ['1.0.0 - 2.1.0', '2.1.1', false],
  ['^1.0 || ^2.0', '2.3.0', true],
  ['^1.0|^2.0', '3.0.0', false],
  ['1.0.0', '1.0', true],
  ['!=1.0', '1.1', true],
  ['^1.0@dev', '1.1', true],
  ['*', '1.1', true],
  ['dev-main', '1.1', undefined],
  ['dev-main || ^1.0', '1.1', true],
  ['^1.0', 'dev-main', undefined],
  ['self.version', '1.1', undefined],
  ['', '1.1', undefined],
];

for (const [range, version, expected] of rows) {
  test(`${JSON.stringify(range)} and ${version}: ${expected}`, () => {
    assert.equal(ranges.admits(range, version), expected);
  });
}
