import assert from 'node:assert/strict';

import type { PasskeyFactor, TotpFactor } from '../../identity/factors/factor-ports.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const totp = (parts: Partial<TotpFactor> = {}): TotpFactor => ({
  kind: 'totp',
  id: 't1',
  accountId: 'ada',
  name: 'Phone',
  createdAt: AT,
  counter: 5,
  sealedSecret: 'sealed',
  ...parts,
});

const passkey = (id: string, parts: Partial<PasskeyFactor> = {}): PasskeyFactor => ({
  kind: 'passkey',
  id,
  accountId: 'ada',
  name: `Key ${id}`,
  createdAt: AT + 1,
  counter: 0,
  credentialId: `credential of ${id}`,
  publicKey: 'pk',
  transports: ['usb', 'nfc'],
  ...parts,
});

async function prepare(database: Database) {
  const write = <T>(work: (stores: Stores) => Promise<T>) =>
    database.transact((trx) => work(createStores(trx)));
  await write(async ({ identity }) => {
    for (const id of ['ada', 'bob'])
      await identity.saveAccount({ id, name: id, role: 'reader', createdAt: AT });
  });
  return { write, read: createStores(database.read) };
}

testWithDatabase(
  'factors are kept with their account, and a passkey is found by its credential',
  async (database) => {
    const { write, read } = await prepare(database);
    const used = passkey('p1', { lastUsedAt: AT + 3, counter: 9 });
    await write(async ({ factors }) => {
      for (const factor of [used, totp(), passkey('p2', { accountId: 'bob' })])
        await factors.saveFactor(factor);
    });
    assert.deepEqual(await read.factors.factorsOf('ada'), [totp(), used]);
    assert.deepEqual(await read.factors.findPasskey('credential of p1'), used);
    assert.equal(await read.factors.findPasskey('p1'), undefined);
    await write(({ factors }) => factors.saveFactor({ ...totp(), name: 'Old phone' }));
    await write(({ factors }) => factors.removeFactor('p1'));
    assert.deepEqual(await read.factors.factorsOf('ada'), [totp({ name: 'Old phone' })]);
  },
);

testWithDatabase('one credential belongs to one account', async (database) => {
  const { write } = await prepare(database);
  await write(({ factors }) => factors.saveFactor(passkey('p1')));
  const again = passkey('p2', { accountId: 'bob', credentialId: 'credential of p1' });
  await assert.rejects(
    write(({ factors }) => factors.saveFactor(again)),
    (error) => isGatehouseError(error, 'conflict'),
  );
});

testWithDatabase('a use counts upward only, and of two at once one is taken', async (database) => {
  const { write, read } = await prepare(database);
  await write(({ factors }) => factors.saveFactor(totp()));
  const use = (id: string, counter: number) =>
    write(({ factors }) => factors.useFactor(id, counter, AT + counter));
  assert.equal(await use('t1', 5), false);
  assert.equal(await use('t1', 4), false);
  const both = await Promise.all([use('t1', 6), use('t1', 6)]);
  assert.equal(both.filter((isTaken) => isTaken).length, 1);
  assert.deepEqual(await read.factors.factorsOf('ada'), [totp({ counter: 6, lastUsedAt: AT + 6 })]);
  assert.equal(await use('none', 1), false);
});

testWithDatabase(
  'a passkey that does not count may stay at zero, and one that counted may not return there',
  async (database) => {
    const { write } = await prepare(database);
    await write(async ({ factors }) => {
      await factors.saveFactor(passkey('p1'));
      await factors.saveFactor(totp({ counter: 0 }));
    });
    const use = (id: string, counter: number) => write(({ factors }) => factors.useFactor(id, counter, AT));
    assert.equal(await use('p1', 0), true);
    assert.equal(await use('p1', 0), true);
    assert.equal(await use('p1', 3), true);
    assert.equal(await use('p1', 0), false);
    assert.equal(await use('t1', 0), false);
  },
);

testWithDatabase('recovery codes work once, and a new set ends the old one', async (database) => {
  const { write, read } = await prepare(database);
  const take = (accountId: string, hash: string) =>
    write(({ recoveryCodes }) => recoveryCodes.takeCode(accountId, hash));
  await write(({ recoveryCodes }) => recoveryCodes.replaceCodes('ada', ['a', 'b', 'c']));
  await write(({ recoveryCodes }) => recoveryCodes.replaceCodes('bob', ['a']));
  assert.deepEqual(
    [await take('ada', 'a'), await take('ada', 'a'), await take('ada', 'x')],
    [true, false, false],
  );
  assert.equal(await read.recoveryCodes.countCodes('ada'), 2);
  await write(({ recoveryCodes }) => recoveryCodes.replaceCodes('ada', ['d']));
  assert.deepEqual([await take('ada', 'b'), await take('ada', 'd')], [false, true]);
  assert.equal(await read.recoveryCodes.countCodes('bob'), 1);
});

testWithDatabase('a device is known to one account, until its time is over', async (database) => {
  const { write, read } = await prepare(database);
  await write(({ devices }) => devices.saveDevice('ada', 'd1', AT));
  await write(({ devices }) => devices.saveDevice('ada', 'd1', AT + 10));
  assert.equal(await read.devices.isKnown('ada', 'd1', AT + 9), true);
  assert.equal(await read.devices.isKnown('ada', 'd1', AT + 10), false);
  assert.equal(await read.devices.isKnown('bob', 'd1', AT), false);
});

testWithDatabase('all of an account goes together, and nothing of others', async (database) => {
  const { write, read } = await prepare(database);
  await write(async ({ factors, recoveryCodes, devices }) => {
    for (const accountId of ['ada', 'bob']) {
      await factors.saveFactor(passkey(`p ${accountId}`, { accountId }));
      await recoveryCodes.replaceCodes(accountId, ['a']);
      await devices.saveDevice(accountId, 'd', AT + 1);
    }
    await factors.removeFactorsOf('ada');
  });
  const left = async (accountId: string) => [
    (await read.factors.factorsOf(accountId)).length,
    await read.recoveryCodes.countCodes(accountId),
    await read.devices.isKnown(accountId, 'd', AT),
  ];
  assert.deepEqual(await left('ada'), [0, 0, false]);
  assert.deepEqual(await left('bob'), [1, 1, true]);
});
