import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { test } from 'node:test';

import { isSignedBy } from './verify-report.ts';

const BODY = Buffer.from('[{"token":"gha_x","type":"t","url":"u","source":"content"}]');

const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' });

function keyPair(namedCurve = 'P-256') {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  const signed = (body: Uint8Array, dsaEncoding: 'der' | 'ieee-p1363' = 'der') =>
    sign('sha256', body, { key: privateKey, dsaEncoding }).toString('base64');
  return { privateKey, pem: pemOf(publicKey), signed };
}

test('a signature holds over exactly the bytes that were signed', () => {
  const { pem, signed } = keyPair();
  const signature = signed(BODY);
  assert.ok(isSignedBy(pem, BODY, signature));
  for (const other of [Buffer.concat([BODY, Buffer.from(' ')]), BODY.subarray(1), Buffer.alloc(0)]) {
    assert.ok(!isSignedBy(pem, other, signature));
  }
  // The same JSON, spelt otherwise.
  assert.ok(!isSignedBy(pem, Buffer.from(JSON.stringify(JSON.parse(BODY.toString()), null, 1)), signature));
});

test('another key, another curve, another algorithm, another form: nothing else holds', () => {
  const { pem, privateKey, signed } = keyPair();
  const other = keyPair();
  assert.ok(!isSignedBy(other.pem, BODY, signed(BODY)));
  assert.ok(!isSignedBy(pem, BODY, signed(BODY, 'ieee-p1363')));
  const wide = keyPair('P-384');
  assert.ok(!isSignedBy(wide.pem, BODY, wide.signed(BODY)));
  const ed = generateKeyPairSync('ed25519');
  assert.ok(!isSignedBy(pemOf(ed.publicKey), BODY, sign(null, BODY, ed.privateKey).toString('base64')));
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  assert.ok(!isSignedBy(pemOf(rsa.publicKey), BODY, sign('sha256', BODY, rsa.privateKey).toString('base64')));
  const ownHalf = privateKey.export({ type: 'pkcs8', format: 'pem' });
  assert.ok(!isSignedBy(ownHalf, BODY, signed(BODY)));
});

test('what is no signature, or no key, holds for nothing', () => {
  const { pem, signed } = keyPair();
  for (const bad of ['', 'AAAA', '!!!!', 'MAYCAQACAQA=', `${signed(BODY)} `, 'A'.repeat(10_000)]) {
    assert.ok(!isSignedBy(pem, BODY, bad), bad.slice(0, 20));
  }
  for (const key of ['', 'nonsense', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----']) {
    assert.ok(!isSignedBy(key, BODY, signed(BODY)));
  }
});
