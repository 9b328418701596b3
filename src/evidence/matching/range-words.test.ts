import assert from 'node:assert/strict';
import { test } from 'node:test';

import { affectedOf, entry, orderOf, range } from '../testing/records.ts';
import { rangeInWords } from './range-words.ts';

const words = (fields: object, ecosystem = 'npm'): string => {
  const { intervals, versions, ecosystem: id } = affectedOf(entry(ecosystem, 'v/a', fields));
  return rangeInWords(intervals, versions, orderOf(id));
};
const semver = (...events: readonly object[]): object => range('SEMVER', ...events);

test('intervals are written with their bounds', () => {
  assert.equal(words({ ranges: [semver({ introduced: '0' }, { fixed: '1.2.3' })] }), '<1.2.3');
  assert.equal(words({ ranges: [semver({ introduced: '0' }, { last_affected: '0.9.0' })] }), '<=0.9.0');
  assert.equal(words({ ranges: [semver({ introduced: '1.0.0' })] }), '>=1.0.0');
  assert.equal(words({ ranges: [semver({ introduced: '0' })] }), '*');
  assert.equal(words({ ranges: [semver({ introduced: '1.0.0' }, { last_affected: '1.0.0' })] }), '=1.0.0');
});

test('intervals stand in order, overlapping and adjoining ones as one', () => {
  const ranges = [
    semver({ introduced: '3.0.0' }, { fixed: '3.1.0' }),
    semver({ introduced: '1.5.0' }, { fixed: '2.0.0' }),
    semver({ introduced: '1.0.0' }, { fixed: '1.5.0' }),
    semver({ introduced: '1.2.0' }, { last_affected: '1.9.0' }),
  ];
  assert.equal(words({ ranges }), '>=1.0.0 <2.0.0 || >=3.0.0 <3.1.0');
});

test('listed versions follow, without those that a range holds', () => {
  const ranges = [semver({ introduced: '1.0.0' }, { fixed: '2.0.0' })];
  assert.equal(
    words({ ranges, versions: ['3.0.0', '1.1.0', '2.5.0', '3.0.0'] }),
    '>=1.0.0 <2.0.0 || =2.5.0 || =3.0.0',
  );
});

test('what is not certain is not said', () => {
  const ranges = [range('ECOSYSTEM', { introduced: '1.0' }, { last_affected: 'trunk' })];
  assert.equal(words({ ranges }, 'PyPI'), '=1.0');
  assert.equal(words({ ranges: [range('NEW')] }), '');
});
