import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compareCodeUnits, MAX_VERSION_LENGTH, numberKey, orderByKey, textKey } from './sort-key.ts';

test('numbers of any size compare by value, whatever zeros lead them', () => {
  const ascending = [
    '0',
    '1',
    '9',
    '10',
    '99',
    '100',
    '9007199254740993',
    '9'.repeat(1_000),
    `1${'0'.repeat(1_000)}`,
  ];
  for (const [index, digits] of ascending.entries()) {
    assert.equal(numberKey(`000${digits}`), numberKey(digits));
    const next = ascending[index + 1];
    if (next !== undefined) assert.ok(numberKey(digits) < numberKey(next), `${digits} < ${next}`);
  }
});

test('text sorts below its continuation, whatever follows it in the key', () => {
  assert.ok(`${textKey('a')}\uffff` < textKey('aa'));
});

test('text compares by code unit, not by locale', () => {
  assert.equal(compareCodeUnits('Z', 'a'), -1);
  assert.equal(compareCodeUnits('ä', 'z'), 1);
  assert.equal(compareCodeUnits('a', 'a'), 0);
});

test('versions that are too long are never read and sort below', () => {
  const seen: string[] = [];
  const compare = orderByKey((version) => {
    seen.push(version);
    return version;
  });
  const long = 'z'.repeat(MAX_VERSION_LENGTH + 1);
  assert.ok(compare(long, '1') < 0);
  assert.ok(compare(`${long}z`, long) > 0);
  assert.deepEqual(seen, ['1']);
});

test('a version is read once while it is in use, and forgotten after many others', () => {
  const reads = new Map<string, number>();
  const compare = orderByKey((version) => {
    reads.set(version, (reads.get(version) ?? 0) + 1);
    return numberKey(version);
  });
  assert.ok(compare('1', '2') < 0);
  assert.ok(compare('2', '1') > 0);
  assert.deepEqual([...reads.values()], [1, 1]);
  for (let index = 0; index < 50_000; index += 1) assert.ok(compare(String(index + 3), '2') > 0);
  assert.equal(reads.get('2'), 1);
  assert.ok(compare('1', '2') < 0);
  assert.equal(reads.get('1'), 2);
});
