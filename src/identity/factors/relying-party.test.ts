import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { relyingPartyOf } from './relying-party.ts';

test('passkeys belong to the name of the public address, on this machine to localhost', () => {
  const parties = [
    ['https://gate.example', 'gate.example', 'https://gate.example'],
    ['https://gate.example:8443/', 'gate.example', 'https://gate.example:8443'],
    ['http://localhost:4870', 'localhost', 'http://localhost:4870'],
    ['http://127.0.0.1:4870', 'localhost', 'http://localhost:4870'],
    ['http://[::1]:4870', 'localhost', 'http://localhost:4870'],
  ] as const;
  for (const [url, id, origin] of parties) assert.deepEqual(relyingPartyOf(url), { id, origin }, url);
});

test('where no browser makes a passkey, it is said why and what to set', () => {
  const refused = [
    ['https://192.0.2.7', /192\.0\.2\.7 is an address.*server\.public_url/],
    ['https://[2001:db8::1]:4870', /2001:db8::1 is an address/],
    ['http://gate.example', /https alone; set server\.public_url/],
  ] as const;
  for (const [url, words] of refused) {
    assert.throws(
      () => relyingPartyOf(url),
      (error) => isGatehouseError(error, 'unsupported') && words.test(error.message),
      url,
    );
  }
});
