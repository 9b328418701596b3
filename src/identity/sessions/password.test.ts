import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { ARGON2_PARAMETERS, checkNewPassword, createPasswordHasher } from './password.ts';
import { CHEAP_ARGON2 } from '../testing/memory-identity.ts';

const cheap = createPasswordHasher({ random: randomBytes }, CHEAP_ARGON2);

test('a hash verifies its own password and no other, and salts each time', async () => {
  const hash = await cheap.hash('a fine long password');
  assert.match(hash, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await cheap.verify('a fine long password', hash), true);
  assert.equal(await cheap.verify('a fine long passwore', hash), false);
  assert.notEqual(await cheap.hash('a fine long password'), hash);
});

test('a password typed with other Unicode forms of the same letters is the same', async () => {
  const hash = await cheap.hash('Zu\u0308rich am fru\u0308hen Morgen');
  assert.equal(await cheap.verify('Z\u00fcrich am fr\u00fchen Morgen', hash), true);
});

test('a hash made with other parameters still verifies', async () => {
  const stronger = createPasswordHasher(
    { random: randomBytes },
    { memoryKib: 128, passes: 2, parallelism: 1 },
  );
  assert.equal(await cheap.verify('a fine long password', await stronger.hash('a fine long password')), true);
});

test('the shipped parameters hash and verify, and cost what RFC 9106 recommends', async () => {
  assert.deepEqual(ARGON2_PARAMETERS, { memoryKib: 65_536, passes: 3, parallelism: 1 });
  const real = createPasswordHasher({ random: randomBytes });
  assert.equal(await real.verify('a fine long password', await real.hash('a fine long password')), true);
});

test('without a hash, verifying says no after the same derivation', async () => {
  let salts = 0;
  const counting = createPasswordHasher(
    {
      random: (count) => {
        salts += 1;
        return randomBytes(count);
      },
    },
    CHEAP_ARGON2,
  );
  assert.equal(await counting.verify('a fine long password', undefined), false);
  assert.equal(salts, 1);
});

test('a damaged hash is an error, not a wrong password', async () => {
  const damaged = [
    '',
    'x',
    '$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=9999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=64,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$',
  ];
  for (const phc of damaged) {
    await assert.rejects(cheap.verify('whatever it is', phc), (error) =>
      isGatehouseError(error, 'storage-failed'),
    );
  }
});

test('more comparisons than may wait are turned away, and the others all end', async () => {
  const hash = await cheap.hash('a fine long password');
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, () => cheap.verify('a fine long password', hash)),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 60 - 2 - 32);
  assert.ok(refused.every((result) => isGatehouseError(result.reason, 'too-many-requests')));
  assert.equal(await cheap.verify('a fine long password', hash), true);
});

test('short, long, well-known and self-named passwords are refused, others are not', () => {
  const refused = [
    'elevenchars',
    'x'.repeat(1_025),
    'aaaaaaaaaaaaaaa',
    'ababababababab',
    'passwordpassword',
    'Password12345!!',
    'P@ssw0rd1234',
    '123456789012',
    'qwertyuiop123',
    'Correct Horse Battery Staple',
    'babbage-2026',
    'babbagebabbage',
    '\u{1f511}'.repeat(11),
  ];
  for (const password of refused) {
    assert.throws(
      () => checkNewPassword(password, 'babbage'),
      (error) => isGatehouseError(error, 'invalid-request') && !error.message.includes(password),
      password,
    );
  }
  for (const password of [
    'seven gates, one keeper',
    '836105728394',
    'my dog eats packages',
    'x7!kQ2#mP9$z',
  ]) {
    checkNewPassword(password, 'babbage');
  }
});
