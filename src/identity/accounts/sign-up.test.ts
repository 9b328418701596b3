import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { hashSecret } from '../secret.ts';
import { signIn } from '../sessions/sign-in.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { HOME_ADDRESS } from '../testing/people.ts';
import { followLetter } from './follow-letter.ts';
import { SIGN_UP_LINK_MS, signUp } from './sign-up.ts';

const PASSWORD = 'a gate that keeps';

function open(house: MemoryIdentity) {
  return { ...house, identity: house.identity, signUp: 'open' } as const;
}

const ask = (house: MemoryIdentity, name: string, email: string) =>
  signUp(open(house), { name, email, password: PASSWORD, address: HOME_ADDRESS });

const follow = (house: MemoryIdentity, secret: string) =>
  followLetter(house, { kind: 'nobody', address: HOME_ADDRESS }, { secret, address: HOME_ADDRESS });

function newestSecret(house: MemoryIdentity): string {
  return /#(\S{43})\n/.exec(house.letters.at(-1)?.text ?? '')?.[1] ?? '';
}

test('an account that signed up exists once its address is verified, as a reader with the password that was chosen', async () => {
  const house = createMemoryIdentity();
  await ask(house, 'Bob', 'bob@example.com');
  assert.deepEqual(await house.identity.accounts(), []);
  assert.equal(house.letters.at(-1)?.to, 'bob@example.com');
  assert.deepEqual(await follow(house, newestSecret(house)), { done: 'signed-up', name: 'bob' });
  const [bob] = await house.identity.accounts();
  assert.deepEqual([bob?.role, bob?.email?.verifiedAt], ['reader', house.clock.now()]);
  await signIn(house, { name: 'bob', password: PASSWORD, address: HOME_ADDRESS });
  assert.ok(!JSON.stringify(house.journal).includes('bob@'));
});

test('nothing is kept of who asked and never came, and no name is held', async () => {
  const house = createMemoryIdentity();
  await ask(house, 'bob', 'bob@example.com');
  const first = newestSecret(house);
  house.clock.advance(SIGN_UP_LINK_MS);
  await assert.rejects(follow(house, first), (error) => isGatehouseError(error, 'not-allowed'));
  house.clock.advance(1);
  await ask(house, 'bob', 'other@example.com');
  assert.equal(await house.identity.findLink(hashSecret(first)), undefined);
  await follow(house, newestSecret(house));
  assert.equal((await house.identity.findAccountByName('bob'))?.email?.address, 'other@example.com');
});

test('the name is whose letter is followed first, and the second is told that it is taken', async () => {
  const house = createMemoryIdentity();
  await ask(house, 'bob', 'one@example.com');
  const one = newestSecret(house);
  await ask(house, 'bob', 'two@example.com');
  await follow(house, newestSecret(house));
  await assert.rejects(follow(house, one), (error) => isGatehouseError(error, 'conflict'));
  await assert.rejects(ask(house, 'BOB', 'three@example.com'), /the name bob is taken/);
});

test('an address that is an account’s makes no second one; only its reader is told', async () => {
  const house = createMemoryIdentity();
  await ask(house, 'bob', 'bob@example.com');
  await follow(house, newestSecret(house));
  const before = house.journal.length;
  await ask(house, 'bobby', 'Bob@Example.com');
  const letter = house.letters.at(-1);
  assert.match(letter?.subject ?? '', /You have an account here already/);
  assert.ok(!letter?.text.includes('#'), 'no link');
  assert.deepEqual(
    house.journal.slice(before).map(({ kind }) => kind),
    ['letter-posted'],
  );
});

test('where it is not open nobody signs up, and is told how accounts come about', async () => {
  const house = createMemoryIdentity();
  const request = { name: 'bob', email: 'bob@example.com', password: PASSWORD, address: HOME_ADDRESS };
  await assert.rejects(
    signUp({ ...open(house), signUp: 'invited' }, request),
    /an administrator adds people/,
  );
  await assert.rejects(signUp({ ...open(house), signUp: 'sso' }, request), /single sign-on/);
  assert.equal(house.letters.length, 0);
});

test('a bad password or address costs no letter', async () => {
  const house = createMemoryIdentity();
  const request = { name: 'bob', email: 'bob@example.com', password: 'short', address: HOME_ADDRESS };
  for (const bad of [request, { ...request, password: PASSWORD, email: 'bob' }])
    await assert.rejects(signUp(open(house), bad), (error) => isGatehouseError(error, 'invalid-request'));
  assert.equal(house.letters.length, 0);
});
