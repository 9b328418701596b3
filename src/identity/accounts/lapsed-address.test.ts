import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createMemoryIdentity, type MemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator } from '../testing/people.ts';
import type { DomainState } from './domain-ports.ts';
import { DOMAIN_LOOK_MS, isLookDue, lookAtDomain } from './lapsed-address.ts';
import { sendRecovery } from './recovery.ts';
import { verifyAddress } from './verified-address.ts';

/** Ada administers; bob's domain is what the looks say. */
async function houseOfBob(state: DomainState) {
  const house = createMemoryIdentity();
  await firstAdministrator(house);
  const at = house.clock.now();
  await house.unit.transact(async ({ identity }) => {
    const ada = await identity.findAccountByName('ada');
    assert.ok(ada !== undefined);
    await identity.saveAccount({ ...ada, email: { address: 'ada@example.com', verifiedAt: at } });
    const email = { address: 'bob@gone.example', verifiedAt: at, checkedAt: at };
    await identity.saveAccount({
      id: 'b',
      name: 'bob',
      role: 'reader',
      createdAt: at,
      passwordHash: 'x',
      email,
    });
  });
  const looked: string[] = [];
  const domains = {
    look: async (domain: string) => {
      looked.push(domain);
      return domain === 'gone.example' ? state : 'alive';
    },
  };
  return { house, deps: { ...house, domains, identity: house.identity }, looked };
}

async function bobOf(house: MemoryIdentity) {
  const bob = await house.identity.findAccount('b');
  assert.ok(bob !== undefined);
  return bob;
}

test('an address whose domain is gone lapses, administrators are told, and it recovers nothing', async () => {
  const { house, deps } = await houseOfBob('gone');
  assert.equal(await sendRecovery(deps, 'bob'), false);
  assert.equal((await bobOf(house)).email?.lapsedAt, house.clock.now());
  assert.deepEqual(
    house.letters.map(({ to, subject }) => `${to}: ${subject}`),
    ['ada@example.com: [Gatehouse gate.example] The address of bob has lapsed'],
  );
  assert.ok(house.journal.some(({ kind }) => kind === 'email-lapsed'));
});

test('a domain that comes back recovers nothing, until its person verifies an address anew', async () => {
  const { house, deps } = await houseOfBob('gone');
  await lookAtDomain(deps, await bobOf(house));
  const back = { ...deps, domains: { look: async () => 'alive' as const } };
  assert.equal(await sendRecovery(back, 'bob'), false);
  assert.equal(await sendRecovery(back, 'bob@gone.example'), false);
  assert.equal(isLookDue(await bobOf(house), house.clock.now() + 10 * DOMAIN_LOOK_MS), false);
  const account = await bobOf(house);
  await house.unit.transact((work) =>
    verifyAddress(house, work, { account, address: 'bob@gone.example', now: house.clock.now() }),
  );
  assert.equal(await sendRecovery(back, 'bob'), true);
});

test('what could not be found out changes nothing: the letter goes', async () => {
  const { house, deps } = await houseOfBob('unknown');
  const before = await bobOf(house);
  assert.equal(await sendRecovery(deps, 'bob'), true);
  assert.deepEqual(await bobOf(house), before);
});

test('an address is due after thirty days, and not again once it was looked at', async () => {
  const { house, deps, looked } = await houseOfBob('alive');
  assert.equal(isLookDue(await bobOf(house), house.clock.now()), false);
  house.clock.advance(DOMAIN_LOOK_MS);
  assert.equal(isLookDue(await bobOf(house), house.clock.now()), true);
  await lookAtDomain(deps, await bobOf(house));
  assert.equal(isLookDue(await bobOf(house), house.clock.now()), false);
  assert.deepEqual(looked, ['gone.example']);
});
