import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ranges } from './range.ts';

const rows: readonly (readonly [string, string, boolean | undefined])[] = [
  ['[2.0,2.15)', '2.14.1', true],
  ['[2.0,2.15)', '2.15', false],
  ['(,1.0],[1.2,)', '1.1', false],
  ['[1.0]', '1.0', true],
  // A wish for one version does not ask for another one.
  ['2.14.1', '2.14.1', true],
  ['1.0', '1', true],
  ['2.17.1', '2.14.1', false],
  ['LATEST', '1.0', undefined],
  ['${log4j.version}', '1.0', undefined],
  ['[1.0', '1.0', undefined],
  ['', '1.0', undefined],
];

for (const [range, version, expected] of rows) {
  test(`${JSON.stringify(range)} and ${version}: ${expected}`, () => {
    assert.equal(ranges.admits(range, version), expected);
  });
}
