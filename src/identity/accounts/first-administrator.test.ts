import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { hasAdministrator, offerFirstAdministrator } from './first-administrator.ts';
import { redeemLink } from './redeem-link.ts';
import { findPerson } from '../sessions/session.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, GOOD_PASSWORD, HOME_ADDRESS, startedOf } from '../testing/people.ts';

async function offer(house: MemoryIdentity): Promise<string> {
  const secret = await offerFirstAdministrator(house);
  assert.ok(secret !== undefined);
  return secret;
}

async function redeem(
  house: MemoryIdentity,
  secret: string,
  changes: { name?: string; password?: string } = {},
) {
  const step = await redeemLink(house, {
    secret,
    name: 'Ada',
    password: GOOD_PASSWORD,
    address: HOME_ADDRESS,
    ...changes,
  });
  return startedOf(step);
}

const isDead = (error: unknown): boolean => isGatehouseError(error, 'not-allowed');

test('the link makes an administrator with a password and a session', async () => {
  const house = createMemoryIdentity();
  const { secret, person } = await redeem(house, await offer(house));
  assert.equal(person.accountName, 'ada');
  assert.equal(person.role, 'administrator');
  assert.deepEqual(await findPerson(house, secret), person);
  assert.equal(await hasAdministrator(house.identity), true);
  const [account] = await house.identity.accounts();
  assert.match(account?.passwordHash ?? '', /^\$argon2id\$/);
  assert.deepEqual(
    house.journal.map(({ kind, actor }) => `${kind} by ${actor}`),
    ['link-issued by gatehouse', 'account-created by gatehouse', 'signed-in by account:ada'],
  );
});

test('neither the store nor the journal keeps the secret or the password', async () => {
  const house = createMemoryIdentity();
  const link = await offer(house);
  const { secret } = await redeem(house, link);
  const kept = JSON.stringify([await house.identity.accounts(), house.journal]);
  for (const text of [link, secret, GOOD_PASSWORD]) assert.ok(!kept.includes(text));
  assert.equal(await house.identity.findSession(secret), undefined);
});

test('the link works once', async () => {
  const house = createMemoryIdentity();
  const link = await offer(house);
  await redeem(house, link);
  await assert.rejects(redeem(house, link, { name: 'eve' }), isDead);
  assert.equal((await house.identity.accounts()).length, 1);
});

test('of many who follow the link at once, one becomes administrator', async () => {
  const house = createMemoryIdentity();
  const link = await offer(house);
  const results = await Promise.allSettled(
    ['ada', 'bob', 'eve', 'mal', 'zoe'].map((name) => redeem(house, link, { name })),
  );
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.equal((await house.identity.accounts()).length, 1);
});

test('links of two starts make one administrator, also when both are followed at once', async () => {
  const house = createMemoryIdentity();
  const links = [await offer(house), await offer(house)];
  assert.notEqual(links[0], links[1]);
  const results = await Promise.allSettled(links.map((link, n) => redeem(house, link, { name: `ada${n}` })));
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal((await house.identity.accounts()).length, 1);
});

test('a day later the link is dead', async () => {
  const house = createMemoryIdentity();
  const link = await offer(house);
  house.clock.advance(24 * HOUR_MS);
  await assert.rejects(redeem(house, link), isDead);
});

test('a made-up link is refused, whatever it looks like', async () => {
  const house = createMemoryIdentity();
  await offer(house);
  for (const secret of ['', 'x', 'A'.repeat(43), '__proto__', 'x'.repeat(100_000)]) {
    await assert.rejects(redeem(house, secret), isDead);
  }
});

test('a password that is refused leaves the link good', async () => {
  const house = createMemoryIdentity();
  const link = await offer(house);
  await assert.rejects(redeem(house, link, { password: 'short' }), (error) =>
    isGatehouseError(error, 'invalid-request'),
  );
  await assert.rejects(redeem(house, link, { name: '../ada' }), (error) =>
    isGatehouseError(error, 'invalid-request'),
  );
  await redeem(house, link);
});

test('no link is offered while there is an administrator', async () => {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  assert.equal(await offerFirstAdministrator(house), undefined);
});
