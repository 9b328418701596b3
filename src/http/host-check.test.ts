// The Host header against DNS rebinding.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { createHostCheck } from './host-check.ts';

const OWN = ['packages.example.com', 'packages.example.com:443', 'PACKAGES.example.com:8443'];
const LOOPBACK = [
  'localhost',
  'localhost:4870',
  'LocalHost:1',
  '127.0.0.1',
  '127.0.0.1:4870',
  '[::1]',
  '[::1]:80',
];
const FOREIGN = [
  undefined,
  '',
  'evil.example',
  'evil.example:4870',
  'packages.example.com.evil.example',
  'evil-packages.example.com',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'localhost@evil.example',
  '127.0.0.2',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  'packages.example.com, evil.example',
  'packages.example.com:443:443',
];

test('the public address and the loopback names are served, on any port', () => {
  const check = createHostCheck('https://packages.example.com');
  for (const host of [...OWN, ...LOOPBACK]) check(host);
});

test('any other name is refused, also after many that were served', () => {
  const check = createHostCheck('https://packages.example.com');
  for (let port = 1; port < 100; port++) check(`localhost:${port}`);
  for (const host of FOREIGN) {
    assert.throws(
      () => check(host),
      (error) => isGatehouseError(error, 'not-allowed'),
      String(host),
    );
  }
});
