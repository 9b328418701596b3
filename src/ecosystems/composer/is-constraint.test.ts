import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isConstraint } from './is-constraint.ts';

test('constraints that Composer reads are constraints', () => {
  for (const text of [
    '*',
    '1.0.0',
    'v1.2',
    '1.*',
    '1.2.x',
    'v1.2.*',
    '^1.2 || ^2.0',
    '^7.2|^8.0',
    '>=1.0,<2.0',
    '>= 1.0 < 2.0',
    '>=1.0 <1.1 || >=1.2',
    '~1.2.3',
    '!=1.3.0',
    '1.0 - 2.0',
    'dev-main',
    'dev-feature/new-thing#0123abc',
    '1.x-dev',
    '1.0.x-dev as 1.0.0',
    '^1.0@beta',
    '@dev',
    '*@dev',
    '*.*',
    'self.version',
  ]) {
    assert.equal(isConstraint(text), true, text);
  }
});

test('what Composer cannot read is none', () => {
  for (const text of [
    '',
    ' ',
    'one',
    '^one',
    '>=',
    '^1.0 ||',
    '1.0.0.0.0',
    'latest',
    '>1.0 <',
    '^1.0 foo',
    '>=1.0,',
    '^1.x',
    '1.0#0123abc',
    'x'.repeat(2_000),
  ]) {
    assert.equal(isConstraint(text), false, text);
  }
});
