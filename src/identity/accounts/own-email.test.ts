import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, GOOD_PASSWORD, HOME_ADDRESS, startedOf } from '../testing/people.ts';
import { CONFIRMATION_MS } from '../access.ts';
import type { Person } from '../principal.ts';
import { hashSecret } from '../secret.ts';
import { followLetter } from './follow-letter.ts';
import { askForEmail, VERIFY_LINK_MS } from './own-email.ts';
import { addPerson } from './people.ts';
import { redeemLink } from './redeem-link.ts';

const NOBODY = { kind: 'nobody', address: HOME_ADDRESS } as const;

const ask = (house: MemoryIdentity, person: Person, email: string) =>
  askForEmail(house, person, { email, address: HOME_ADDRESS });

/** The secret of the newest letter with a link. */
function linkIn(house: MemoryIdentity, to?: string): string {
  const letter = house.letters.findLast(
    (one) => one.text.includes('#') && (to === undefined || one.to === to),
  );
  return /#(\S{43})\n/.exec(letter?.text ?? '')?.[1] ?? '';
}

const follow = (house: MemoryIdentity, secret: string) =>
  followLetter(house, NOBODY, { secret, address: HOME_ADDRESS });

async function emailOf(house: MemoryIdentity, name: string) {
  return (await house.identity.findAccountByName(name))?.email;
}

/** A second person, signed in. */
async function addBob(house: MemoryIdentity, by: Person): Promise<Person> {
  const { secret } = await addPerson(house, by, { name: 'bob', role: 'reader' });
  const request = { secret, name: 'bob', password: 'a gate that keeps', address: HOME_ADDRESS };
  return startedOf(await redeemLink(house, request)).person;
}

test('an address is the account’s once its link was followed, and not before', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  await ask(house, person, 'ada@example.com');
  assert.equal(await emailOf(house, 'ada'), undefined);
  assert.deepEqual(
    house.letters.map(({ to, subject }) => ({ to, subject })),
    [{ to: 'ada@example.com', subject: '[Gatehouse gate.example] Verify your address' }],
  );
  const secret = linkIn(house);
  assert.deepEqual(await follow(house, secret), { done: 'verified', name: 'ada' });
  const now = house.clock.now();
  assert.deepEqual(await emailOf(house, 'ada'), {
    address: 'ada@example.com',
    verifiedAt: now,
    checkedAt: now,
  });
  await assert.rejects(follow(house, secret), (error) => isGatehouseError(error, 'not-allowed'));
  assert.ok(!JSON.stringify(house.journal).includes('ada@'), 'the journal keeps no address');
  assert.ok(!JSON.stringify(house.journal).includes(secret));
});

test('it takes a person who proved themself just now', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  house.clock.advance(CONFIRMATION_MS);
  await assert.rejects(ask(house, person, 'ada@example.com'), (error) =>
    isGatehouseError(error, 'needs-confirmation'),
  );
  assert.equal(house.letters.length, 0);
});

test('the address of before is told of the new one, and the new one too', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  await ask(house, person, 'old@example.com');
  await follow(house, linkIn(house));
  await ask(house, person, 'new@example.org');
  await follow(house, linkIn(house));
  assert.deepEqual(
    house.letters.slice(2).map(({ to, subject }) => `${to}: ${subject}`),
    [
      'old@example.com: [Gatehouse gate.example] Your address was changed',
      'new@example.org: [Gatehouse gate.example] Your address was changed',
    ],
  );
});

test('a link ends after a day, when another is asked for, and with its mailbox’s mistake of somebody else', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const bob = await addBob(house, person);
  await ask(house, person, 'one@example.com');
  const first = linkIn(house);
  await ask(house, person, 'two@example.com');
  const second = linkIn(house);
  await assert.rejects(follow(house, first), (error) => isGatehouseError(error, 'not-allowed'));
  await assert.rejects(
    followLetter(house, bob, { secret: second, address: HOME_ADDRESS }),
    /signed in as bob/,
  );
  house.clock.advance(VERIFY_LINK_MS);
  await assert.rejects(follow(house, second), (error) => isGatehouseError(error, 'not-allowed'));
  assert.equal(await emailOf(house, 'ada'), undefined);
});

test('a verified address is one account’s alone; who comes second learns nothing of the other', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const bob = await addBob(house, person);
  await ask(house, person, 'shared@example.com');
  const adas = linkIn(house);
  await ask(house, bob, 'Shared@Example.com');
  const bobs = linkIn(house);
  await follow(house, bobs);
  await assert.rejects(
    follow(house, adas),
    (error) => isGatehouseError(error, 'conflict') && !/bob/i.test(error.message),
  );
  assert.equal((await emailOf(house, 'bob'))?.address, 'Shared@example.com');
  assert.equal(await emailOf(house, 'ada'), undefined);
});

test('a link that verifies sets no password, and one that sets a password verifies nothing', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  await ask(house, person, 'ada@example.com');
  const secret = linkIn(house);
  const redeemed = redeemLink(house, { secret, name: 'ada', password: GOOD_PASSWORD, address: HOME_ADDRESS });
  await assert.rejects(redeemed, (error) => isGatehouseError(error, 'not-allowed'));
  const added = await addPerson(house, person, { name: 'bob', role: 'reader' });
  await assert.rejects(follow(house, added.secret), (error) => isGatehouseError(error, 'not-allowed'));
  assert.ok((await house.identity.findLink(hashSecret(added.secret))) !== undefined, 'it is still good');
  await follow(house, secret);
});

test('who is added with an address gets the link by letter, and following it verifies the address', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const added = await addPerson(house, person, { name: 'bob', role: 'auditor', email: 'bob@example.com' });
  assert.deepEqual([added.sentTo, added.person.email], ['bob@example.com', { address: 'bob@example.com' }]);
  assert.match(house.letters[0]?.text ?? '', /as auditor, by ada\..*\/setup#\S{43}\n/s);
  const secret = linkIn(house, 'bob@example.com');
  await redeemLink(house, { secret, name: 'bob', password: 'a gate that keeps', address: HOME_ADDRESS });
  assert.ok((await emailOf(house, 'bob'))?.verifiedAt !== undefined);
  const again = addPerson(house, person, { name: 'eve', role: 'reader', email: 'BOB@example.com' });
  await assert.rejects(again, (error) => isGatehouseError(error, 'conflict'));
});

test('an invitation whose address became another’s meanwhile lets its person in, without the address', async () => {
  const house = createMemoryIdentity();
  const { person } = await firstAdministrator(house);
  const email = 'team@example.com';
  const { secret } = await addPerson(house, person, { name: 'bob', role: 'reader', email });
  await ask(house, person, email);
  await follow(house, linkIn(house));
  await redeemLink(house, { secret, name: 'bob', password: 'a gate that keeps', address: HOME_ADDRESS });
  assert.equal((await emailOf(house, 'bob'))?.verifiedAt, undefined);
});
