import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as assertProperty, ipV4, ipV6, oneof, property, string } from 'fast-check';

import { networkOf, normalizeAddress, shortenAddress } from './address.ts';

test('an IPv4 address keeps its spelling, also when it came mapped into IPv6', () => {
  assert.equal(normalizeAddress('192.0.2.7'), '192.0.2.7');
  assert.equal(normalizeAddress('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(normalizeAddress('::FFFF:c000:207'), '192.0.2.7');
});

test('every spelling of an IPv6 address becomes one', () => {
  for (const spelling of ['2001:DB8::1', '2001:0db8:0:0:0:0:0:1', '2001:db8::0.0.0.1', '2001:db8::1%eth0']) {
    assert.equal(normalizeAddress(spelling), '2001:db8::1', spelling);
  }
});

test('what is no address is none', () => {
  for (const text of [
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4:80',
    '[::1]',
    ':::',
    '1'.repeat(9_000),
    '%',
    '::g',
  ]) {
    assert.equal(normalizeAddress(text), undefined, text);
  }
});

test('a shortened address names the network alone', () => {
  assert.equal(shortenAddress('192.0.2.7'), '192.0.2.0/24');
  assert.equal(shortenAddress('2001:db8:7:8:9::1'), '2001:db8:7::/48');
  assert.equal(shortenAddress('::1'), '::/48');
  assert.equal(shortenAddress('192.0.2.0/24'), '192.0.2.0/24');
  assert.equal(networkOf('2001:db8:7:8:9::1', { v4: 24, v6: 64 }), '2001:db8:7:8::/64');
  assert.equal(networkOf('10.20.30.40', { v4: 8, v6: 64 }), '10.0.0.0/8');
});

test('normalizing is idempotent and never throws', () => {
  assertProperty(
    property(oneof(ipV4(), ipV6(), string()), (text) => {
      const once = normalizeAddress(text);
      if (once !== undefined) assert.equal(normalizeAddress(once), once);
      shortenAddress(text);
    }),
  );
});
