import assert from 'node:assert/strict';
import { test } from 'node:test';

import { faultsOfPassword } from './password-words.ts';

test('a password that is short, or typed differently the second time, is told before it is sent', () => {
  assert.deepEqual(faultsOfPassword('a long enough one', 'a long enough one'), {});
  assert.deepEqual(faultsOfPassword('eleven char', 'eleven char'), {
    password: 'At least 12 characters; a sentence is good.',
  });
  assert.deepEqual(faultsOfPassword('a long enough one', 'a long enough ane'), {
    again: 'The two passwords differ.',
  });
});
