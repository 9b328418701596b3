import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isWithinVers, parseVers } from './vers.ts';

const byNumber = (a: string, b: string): number => Number(a) - Number(b);

function isWithin(text: string, version: string): boolean {
  const range = parseVers(text);
  assert.ok(range, text);
  return isWithinVers(range, version, byNumber);
}

const told = (text: string): string =>
  ['1', '2', '3', '4', '5'].filter((version) => isWithin(text, version)).join('');

test('bounds, single versions, exclusions and everything', () => {
  assert.equal(told('vers:npm/*'), '12345');
  assert.equal(told('vers:npm/>=2|<4'), '23');
  assert.equal(told('vers:npm/>2|<=4'), '34');
  assert.equal(told('vers:npm/<2|>4'), '15');
  assert.equal(told('vers:npm/<=2'), '12');
  assert.equal(told('vers:npm/>4'), '5');
  assert.equal(told('vers:npm/2|=4'), '24');
  assert.equal(told('vers:npm/!=3'), '1245');
  assert.equal(told('vers:npm/>=1|!=2|<4|5'), '135');
  assert.equal(told('vers:npm/>=1|<2|>=4|<5'), '14');
});

test('constraints that are not in order mean the same', () => {
  assert.equal(told('vers:npm/<4|>=2'), '23');
});

test('versions are percent-encoded', () => {
  assert.deepEqual(parseVers('vers:pypi/1.0%2Blocal')?.constraints, [
    { comparator: '=', version: '1.0+local' },
  ]);
});

test('what is no range is none', () => {
  const many = Array.from({ length: 1_001 }, (_, at) => String(at)).join('|');
  for (const text of [
    '<1.0',
    'vers:npm',
    'vers:npm/',
    'vers:npm/>=',
    'vers:npm/>=1|',
    'vers:npm/%',
    'vers:npm/a b',
    `vers:npm/${many}`,
  ]) {
    assert.equal(parseVers(text), undefined, text.slice(0, 40));
  }
});
