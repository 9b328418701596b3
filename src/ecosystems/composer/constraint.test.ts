import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toConstraint } from './constraint.ts';

test('ranges that Composer reads stay as they are', () => {
  const words = '>=1.0.0 <1.2.3 || <=0.9.0-beta2 || =v3.1.4';
  assert.equal(toConstraint(words, ['1.0.0']), words);
  assert.equal(toConstraint('*', []), '*');
});

test('what Composer cannot read is left out, and the affected versions stand for it', () => {
  assert.equal(
    toConstraint('>=1.0.0 <1.2.3 || =1.0.0-foo-bar', ['1.1.0', 'no version']),
    '>=1.0.0 <1.2.3 || =1.1.0',
  );
  assert.equal(toConstraint('', ['1.1.0', '1.1.0', 'v2']), '=1.1.0 || =v2');
});

test('nothing readable says nothing', () => {
  assert.equal(toConstraint('<1,2 || =x y', ['||', '1 as 2', '^1', '']), undefined);
});
