import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { assert as assertProperty, integer, property, string } from 'fast-check';

import { formOfToken, looksLikeToken, mintTokenText, TOKEN_LENGTH } from './token-text.ts';

test('a token carries its scope in its prefix and is made of letters and digits', () => {
  assert.match(mintTokenText('read', randomBytes), /^ghr_[0-9A-Za-z]{36}$/);
  assert.match(mintTokenText('api', randomBytes), /^gha_[0-9A-Za-z]{36}$/);
  assert.equal(formOfToken(mintTokenText('read', randomBytes)), 'read');
  assert.equal(formOfToken(mintTokenText('api', randomBytes)), 'api');
});

test('the checksum is the CRC-32 of what stands before it, in base 62', () => {
  // crc32("ghr_" + 30 zeros), computed apart with zlib.
  const body = `ghr_${'0'.repeat(30)}`;
  assert.equal(
    mintTokenText('read', (count) => new Uint8Array(count)),
    `${body}0OhnGu`,
  );
});

test('random characters are even over the alphabet', () => {
  const counts = new Map<string, number>();
  for (let n = 0; n < 2_000; n += 1) {
    for (const character of mintTokenText('read', randomBytes).slice(4, 34)) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  const expected = (2_000 * 30) / 62;
  assert.equal(counts.size, 62);
  for (const [character, count] of counts) {
    assert.ok(Math.abs(count - expected) < expected * 0.25, `${character}: ${count}`);
  }
});

test('any one wrong character makes a token mistyped, the other prefix too', () => {
  const token = mintTokenText('read', randomBytes);
  assertProperty(
    property(
      integer({ min: 4, max: TOKEN_LENGTH - 1 }),
      string({ minLength: 1, maxLength: 1 }),
      (place, other) => {
        if (token.charAt(place) === other) return;
        assert.equal(formOfToken(token.slice(0, place) + other + token.slice(place + 1)), 'mistyped');
      },
    ),
  );
  assert.equal(formOfToken(`gha_${token.slice(4)}`), 'mistyped');
});

test('cut, lengthened and swapped tokens are mistyped, and those of others foreign', () => {
  const token = mintTokenText('api', randomBytes);
  for (let length = 4; length < TOKEN_LENGTH; length += 1) {
    assert.equal(formOfToken(token.slice(0, length)), 'mistyped');
  }
  assert.equal(formOfToken(`${token}x`), 'mistyped');
  assert.equal(formOfToken(`${token}\n`), 'mistyped');
  for (const text of ['', 'gh', 'GHA_x', 'npm_abc', 'pypi-abc', ` ${token}`, '__proto__']) {
    assert.equal(formOfToken(text), 'foreign', text);
    assert.equal(looksLikeToken(text), false);
  }
});

test('no text makes the reader throw', () => {
  assertProperty(
    property(string({ unit: 'binary' }), (text) => {
      assert.ok(['foreign', 'mistyped'].includes(formOfToken(text)));
      assert.ok(['foreign', 'mistyped'].includes(formOfToken(`ghr_${text}`)));
    }),
  );
});
