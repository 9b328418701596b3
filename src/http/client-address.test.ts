// Who made a request, when proxies stand in front; and networks by which readers get a view.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { clientAddress, parseNetworks, parseTrustedProxies } from './client-address.ts';

const proxies = parseTrustedProxies(['10.0.0.0/8', '2001:db8::/32']);

test('X3: what an untrusted peer says about itself is ignored', () => {
  assert.equal(clientAddress('192.0.2.7', '127.0.0.1', proxies), '192.0.2.7');
  assert.equal(clientAddress('192.0.2.7', '10.1.1.1, 127.0.0.1', proxies), '192.0.2.7');
  assert.equal(clientAddress('192.0.2.7', undefined, parseTrustedProxies([])), '192.0.2.7');
});

test('X3: hops are read from right to left, as far as they are trusted', () => {
  assert.equal(clientAddress('10.0.0.1', '198.51.100.9', proxies), '198.51.100.9');
  assert.equal(clientAddress('10.0.0.1', '203.0.113.1, 198.51.100.9, 10.2.3.4', proxies), '198.51.100.9');
  assert.equal(clientAddress('10.0.0.1', '127.0.0.1, 198.51.100.9', proxies), '198.51.100.9');
  assert.equal(clientAddress('2001:db8::5', '198.51.100.9', proxies), '198.51.100.9');
});

test('X3: a hop that is no address ends the reading at the proxy that sent it', () => {
  assert.equal(clientAddress('10.0.0.1', 'unknown', proxies), '10.0.0.1');
  assert.equal(clientAddress('10.0.0.1', '127.0.0.1, garbage, 10.2.3.4', proxies), '10.2.3.4');
  assert.equal(clientAddress(undefined, '127.0.0.1', proxies), 'unknown');
});

test('one address has one spelling, mapped into IPv6 or not', () => {
  assert.equal(clientAddress('::ffff:192.0.2.7', undefined, proxies), '192.0.2.7');
  assert.equal(clientAddress('::ffff:10.0.0.1', '198.51.100.9', proxies), '198.51.100.9');
});

/** Each would be a number to a reader in good faith; the first one would be zero, and the network everything. */
const TYPING_SLIPS = [
  '10.0.0.0/',
  '10.0.0.0/ 8',
  'fe80::1%eth0',
  '::%2f1',
  '10.0.0.0/0x8',
  '10.0.0.0/8/16',
  '10.0.0.0/1e1',
  '10.0.0.0/8.0',
];

test('networks are addresses and CIDR blocks of both families; anything else names its setting', () => {
  const contains = parseNetworks(['192.0.2.0/24', '203.0.113.5', '2001:db8:7::/48'], 'here');
  assert.deepEqual(
    ['192.0.2.200', '192.0.3.1', '203.0.113.5', '203.0.113.6', '2001:db8:7::1', '2001:db8:8::1', 'x'].map(
      contains,
    ),
    [true, false, true, false, true, false, false],
  );
  for (const entry of [
    '',
    'example.com',
    '192.0.2.0/33',
    '192.0.2.0/x',
    '2001:db8::/129',
    '10.0.0.0/-1',
    ...TYPING_SLIPS,
  ]) {
    assert.throws(
      () => parseNetworks([entry], 'access.views[0].networks'),
      (error) =>
        isGatehouseError(error, 'invalid-config') && error.message.includes('access.views[0].networks'),
      entry,
    );
  }
});
