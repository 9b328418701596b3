import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatBase32, matchTotp, otpauthUri, parseTotpCode, totpCode, totpStep } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');
const NOW = Date.UTC(2026, 10, 29);
const STEP = totpStep(NOW);

test('the vectors of RFC 6238, appendix B', () => {
  const vectors: readonly (readonly [seconds: number, code: string])[] = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ];
  for (const [seconds, code] of vectors)
    assert.equal(totpCode(SECRET, totpStep(seconds * 1000), 8), code, String(seconds));
});

test('the vectors of RFC 4226, appendix D', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871'];
  assert.deepEqual(
    codes.map((_, count) => totpCode(SECRET, count)),
    codes,
  );
});

test('a code is taken one step early or late, once, and nothing older after it', () => {
  const match = (step: number, lastStep: number) =>
    matchTotp(SECRET, totpCode(SECRET, step), { now: NOW, lastStep });
  for (const step of [STEP - 1, STEP, STEP + 1])
    assert.deepEqual(match(step, STEP - 2), { kind: 'accepted', step });
  assert.deepEqual(match(STEP, STEP), { kind: 'replayed' });
  assert.deepEqual(match(STEP - 1, STEP), { kind: 'replayed' });
  assert.deepEqual(match(STEP + 1, STEP), { kind: 'accepted', step: STEP + 1 });
});

test('a code of a clock that is off is told from a wrong one, and is not taken', () => {
  const match = (step: number) => matchTotp(SECRET, totpCode(SECRET, step), { now: NOW, lastStep: 0 });
  assert.deepEqual(match(STEP - 10), { kind: 'clock-off', steps: -10 });
  assert.deepEqual(match(STEP + 2), { kind: 'clock-off', steps: 2 });
  assert.deepEqual(match(STEP + 11), { kind: 'wrong' });
});

test('a code has one spelling: spaces go, other digits, signs and lengths are refused', () => {
  for (const typed of ['123456', ' 123 456 ', '123\u00a0456', '1 2 3 4 5 6\t'])
    assert.equal(parseTotpCode(typed), '123456', JSON.stringify(typed));
  const refused = [
    '',
    '12345',
    '1234567',
    '١٢٣٤٥٦',
    '１２３４５６',
    '+12345',
    '1e5000',
    '123-456',
    '123\n456',
  ];
  for (const typed of [...refused, '123456'.padEnd(33)]) assert.equal(parseTotpCode(typed), undefined, typed);
});

test('the secret is told as applications read it', () => {
  assert.equal(formatBase32(Buffer.from('foobar')), 'MZXW6YTBOI');
  assert.equal(formatBase32(SECRET), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  assert.equal(
    otpauthUri(SECRET, { issuer: 'Gatehouse gate.example', account: 'ada' }),
    'otpauth://totp/Gatehouse%20gate.example:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Gatehouse%20gate.example&algorithm=SHA1&digits=6&period=30',
  );
});
