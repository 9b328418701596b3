import assert from 'node:assert/strict';
import { test } from 'node:test';

import { suggest } from './suggest.ts';

test('what is near, what is begun and what is written out are suggested; nothing else', () => {
  const flags = ['app', 'application-name', 'environment', 'owner'];
  assert.equal(suggest('onwer', flags), 'owner');
  assert.equal(suggest('env', flags), 'environment');
  assert.equal(suggest('application', ['app', 'owner', 'ap']), 'app');
  assert.equal(suggest('ownership', flags), 'owner');
  assert.equal(suggest('limit', flags), undefined);
  assert.equal(suggest('x', flags), undefined);
});
