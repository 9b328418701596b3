import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ranges } from './range.ts';

const rows: readonly (readonly [string, string, boolean | undefined])[] = [
  ['^1.2.0', '1.9.0', true],
  ['^1.2.0', '2.0.0', false],
  ['^0.3.0', '0.4.0', false],
  ['~1.2.3', '1.2.9', true],
  ['1.2.3', '1.2.3', true],
  ['1.x || >=3', '3.1.0', true],
  ['*', '1.0.0', true],
  ['', '1.0.0', true],
  // npm passes over pre-releases that nobody names.
  ['*', '1.0.0-rc.1', false],
  ['>=1.0.0-rc.1 <2', '1.0.0-rc.2', true],
  ['npm:string-width@^4.2.0', '4.2.3', true],
  ['npm:@acme/x@^4', '5.0.0', false],
  // As Yarn 2 and newer write every range.
  ['npm:^4.2.0', '4.2.3', true],
  ['workspace:^1.0.0', '1.1.0', true],
  ['workspace:*', '1.1.0', undefined],
  ['latest', '1.0.0', undefined],
  ['git+ssh://git@git.example/x.git', '1.0.0', undefined],
  ['file:../x', '1.0.0', undefined],
  ['^1', 'nonsense', undefined],
  [`^1${' '.repeat(2_000)}`, '1.0.0', undefined],
];

for (const [range, version, expected] of rows) {
  test(`${JSON.stringify(range.slice(0, 40))} and ${version}: ${expected}`, () => {
    assert.equal(ranges.admits(range, version), expected);
  });
}
