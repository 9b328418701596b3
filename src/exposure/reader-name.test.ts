import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readerName } from './reader-name.ts';

test('tokens and accounts are named by id', () => {
  assert.equal(readerName({ kind: 'token', id: 't1' }), 'token:t1');
  assert.equal(readerName({ kind: 'user', id: 'u1' }), 'user:u1');
});

test('an address has one name however it is spelt', () => {
  const names: Record<string, string> = {
    '192.0.2.7': 'address:192.0.2.7',
    '::ffff:192.0.2.7': 'address:192.0.2.7',
    '2001:DB8:0:0::7': 'address:2001:db8::7',
    'not an address': 'address:unknown',
  };
  for (const [address, name] of Object.entries(names)) {
    assert.equal(readerName({ kind: 'address', address }), name);
  }
});
