import assert from 'node:assert/strict';
import { test } from 'node:test';

import { countedRandom } from '../testing/memory-identity.ts';
import { hashRecoveryCode, parseRecoveryCode, renewRecoveryCodes } from './recovery-codes.ts';

test('eight codes of 64 bits are told in groups and kept as hashes of their account', async () => {
  const kept: string[] = [];
  const recoveryCodes = {
    countCodes: async () => kept.length,
    replaceCodes: async (_: string, hashes: readonly string[]) => void kept.push(...hashes),
    takeCode: async () => false,
  };
  const codes = await renewRecoveryCodes({ recoveryCodes }, countedRandom(), { id: 'a1' });
  assert.equal(new Set(codes).size, 8);
  for (const code of codes) assert.match(code, /^[0-9a-f]{4}(-[0-9a-f]{4}){3}$/);
  const digits = codes.map((code) => parseRecoveryCode(code) ?? '');
  assert.deepEqual(
    kept,
    digits.map((code) => hashRecoveryCode('a1', code)),
  );
  assert.notEqual(hashRecoveryCode('a2', digits[0] ?? ''), kept[0]);
});

test('a recovery code is read however it is grouped, and nothing else is', () => {
  for (const typed of ['0123-4567-89ab-cdef', '0123456789ABCDEF', ' 0123 4567 89ab cdef '])
    assert.equal(parseRecoveryCode(typed), '0123456789abcdef', typed);
  for (const typed of [
    '',
    '0123',
    '0123456789abcdeg',
    '0123456789abcdef0',
    '０123456789abcdef',
    '-'.repeat(80),
  ])
    assert.equal(parseRecoveryCode(typed), undefined, typed);
});
