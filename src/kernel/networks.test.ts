import assert from 'node:assert/strict';
import { test } from 'node:test';

import { containsAddress, formatNetwork, parseNetwork } from './networks.ts';

const spelt = (text: string) => {
  const network = parseNetwork(text);
  return network === undefined ? undefined : formatNetwork(network);
};

test('a network is an address or a block, in one spelling', () => {
  assert.equal(spelt('192.0.2.7'), '192.0.2.7');
  assert.equal(spelt('192.0.2.7/32'), '192.0.2.7');
  assert.equal(spelt('192.0.2.0/24'), '192.0.2.0/24');
  assert.equal(spelt('2001:DB8:0::/32'), '2001:db8::/32');
  assert.equal(spelt('::1/128'), '::1');
});

test('what is no network is none', () => {
  const bad = [
    '',
    '/',
    '192.0.2.0/33',
    '::/129',
    '192.0.2',
    'host',
    'fe80::1%eth0',
    '1.2.3.4/',
    '1.2.3.4/-1',
  ];
  for (const text of [...bad, '1.2.3.4/8/8', ' 1.2.3.4', '::ffff:192.0.2.0/120', '0'.repeat(100)]) {
    assert.equal(spelt(text), undefined, text);
  }
});

test('an address lies in a block of its own family', () => {
  const networks = ['192.0.2.0/24', '2001:db8::/32', '198.51.100.9'].map(parseNetwork);
  const within = containsAddress(networks.filter((network) => network !== undefined));
  for (const address of ['192.0.2.255', '2001:db8:ffff::1', '198.51.100.9']) assert.ok(within(address));
  for (const address of ['192.0.3.0', '2001:db9::1', '198.51.100.8', 'unknown', ''])
    assert.ok(!within(address));
  assert.ok(!containsAddress([])('192.0.2.1'));
});
