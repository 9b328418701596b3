import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { EmailAddress } from '../ports.ts';
import { findPerson } from '../sessions/session.ts';
import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, HOME_ADDRESS } from '../testing/people.ts';
import { changePassword } from './change-password.ts';
import { disablePerson } from './people.ts';
import { RECOVERY_LINK_MS, sendRecovery } from './recovery.ts';
import { redeemLink } from './redeem-link.ts';
import { verifyAddress } from './verified-address.ts';

const NEW_PASSWORD = 'another gate, another key';

async function giveAddress(house: MemoryIdentity, email: EmailAddress | undefined): Promise<void> {
  await house.unit.transact(async ({ identity }) => {
    const account = await identity.findAccountByName('ada');
    if (account === undefined) throw new Error('no ada');
    const { email: _before, ...rest } = account;
    await identity.saveAccount({ ...rest, ...(email === undefined ? {} : { email }) });
  });
}

async function houseOfAda(email: EmailAddress | undefined = { address: 'ada@example.com', verifiedAt: 1 }) {
  const house = createMemoryIdentity();
  const { person, secret } = await firstAdministrator(house);
  await giveAddress(house, email);
  return { house, person, session: secret };
}

const redeem = (house: MemoryIdentity, secret: string) =>
  redeemLink(house, { secret, name: 'ada', password: NEW_PASSWORD, address: HOME_ADDRESS });

const newestSecret = (house: MemoryIdentity) =>
  /#(\S{43})\n/.exec(house.letters.at(-1)?.text ?? '')?.[1] ?? '';

const isDead = (error: unknown) => isGatehouseError(error, 'not-allowed');

test('a letter to the verified address sets a new password once, ends sessions, and says so', async () => {
  const { house, session } = await houseOfAda();
  assert.equal(await sendRecovery(house, 'Ada '), true);
  assert.equal(house.letters.at(-1)?.to, 'ada@example.com');
  const secret = newestSecret(house);
  await redeem(house, secret);
  assert.equal(await findPerson(house, session), undefined);
  assert.match(house.letters.at(-1)?.subject ?? '', /Your password was changed/);
  await assert.rejects(redeem(house, secret), isDead);
});

test('it is found by its address, too', async () => {
  const { house } = await houseOfAda();
  assert.equal(await sendRecovery(house, 'ADA@example.com'), true);
});

test('no letter goes to an address that is not verified or has lapsed, to nobody, or to who is disabled', async () => {
  for (const email of [
    undefined,
    { address: 'ada@example.com' },
    { address: 'ada@example.com', verifiedAt: 1, lapsedAt: 2 },
  ]) {
    const { house } = await houseOfAda(email ?? undefined);
    await giveAddress(house, email);
    for (const typed of ['ada', 'ada@example.com', 'eve', 'eve@example.com', '', '@', 'x'.repeat(9_999)])
      assert.equal(await sendRecovery(house, typed), false, typed.slice(0, 20));
    assert.equal(house.letters.length, 0);
  }
  const { house, person } = await houseOfAda();
  const other = { ...person, accountId: 'other', accountName: 'other' };
  await house.unit.transact(({ identity }) =>
    identity.saveAccount({
      id: 'bob',
      name: 'bob',
      role: 'reader',
      createdAt: 1,
      passwordHash: 'x',
      email: { address: 'bob@example.com', verifiedAt: 1 },
    }),
  );
  await disablePerson(house, other, 'bob');
  assert.equal(await sendRecovery(house, 'bob'), false);
});

test('five letters a day, and the newest link alone works, for an hour', async () => {
  const { house } = await houseOfAda();
  await sendRecovery(house, 'ada');
  const first = newestSecret(house);
  const more = await Promise.all(Array.from({ length: 5 }, () => sendRecovery(house, 'ada')));
  assert.deepEqual(more, [true, true, true, true, false]);
  await assert.rejects(redeem(house, first), isDead);
  const last = newestSecret(house);
  house.clock.advance(RECOVERY_LINK_MS);
  await assert.rejects(redeem(house, last), isDead);
  house.clock.advance(DAY_MS);
  assert.equal(await sendRecovery(house, 'ada'), true);
});

test('a link in the mailbox of before does nothing once the address changed or lapsed, or a password was chosen', async () => {
  const { house, person } = await houseOfAda();
  await sendRecovery(house, 'ada');
  const lapsing = newestSecret(house);
  await giveAddress(house, { address: 'ada@example.com', verifiedAt: 1, lapsedAt: 2 });
  await assert.rejects(redeem(house, lapsing), isDead);
  await giveAddress(house, { address: 'ada@example.com', verifiedAt: 1 });
  await sendRecovery(house, 'ada');
  const before = newestSecret(house);
  await house.unit.transact(async (work) => {
    const account = await work.identity.findAccountByName('ada');
    assert.ok(account !== undefined);
    await verifyAddress(house, work, { account, address: 'new@example.org', now: 3 });
  });
  await assert.rejects(redeem(house, before), isDead);
  await sendRecovery(house, 'ada');
  const newest = newestSecret(house);
  await changePassword(house, person, 'a password chosen in person');
  await assert.rejects(redeem(house, newest), isDead);
});
