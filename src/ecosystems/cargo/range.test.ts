import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ranges } from './range.ts';

const rows: readonly (readonly [string, string, boolean | undefined])[] = [
  ['1.2.3', '1.9.0', true],
  ['1.2.3', '2.0.0', false],
  ['0.2', '0.2.9', true],
  ['0.2', '0.3.0', false],
  ['0.0.3', '0.0.4', false],
  ['0', '0.9.0', true],
  ['~1.2', '1.3.0', false],
  ['1.*', '1.7.0', true],
  ['*', '3.0.0', true],
  ['=1.2.3', '1.2.4', false],
  ['>=1.2, <1.5', '1.4.9', true],
  ['>= 1.2 , < 1.5', '1.5.0', false],
  ['1', '1.0.0-rc.1', false],
  ['1.0.0-rc.1', '1.0.0-rc.2', true],
  ['>=1 || 3', '1.0.0', undefined],
  ['', '1.0.0', undefined],
  ['latest', '1.0.0', undefined],
  ['1', '1.0', undefined],
];

for (const [range, version, expected] of rows) {
  test(`${JSON.stringify(range)} and ${version}: ${expected}`, () => {
    assert.equal(ranges.admits(range, version), expected);
  });
}
