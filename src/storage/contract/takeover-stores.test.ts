import assert from 'node:assert/strict';

import type { Freeze } from '../../identity/takeover/takeover-ports.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const TIDE = { ecosystem: 'npm', name: asPackageName('tide') } as const;

testWithDatabase('a freeze is kept whole, and is open until it is ended', async (database) => {
  const bare: Freeze = {
    ...TIDE,
    id: 'f1',
    kind: 'owner',
    reason: '',
    since: 20,
    by: 'account:ada',
  };
  const whole: Freeze = {
    ...bare,
    id: 'f2',
    kind: 'identity-mismatch',
    reason: 'why',
    since: 10,
    by: 'nobody',
    mismatch: { publisherId: 'p1', claim: 'repository_id' },
  };
  const { freezes } = createStores(database.read);
  const save = (freeze: Freeze) => database.transact((trx) => createStores(trx).freezes.save(freeze));
  for (const one of [bare, whole, { ...bare, id: 'f3', name: asPackageName('wave') }]) await save(one);
  assert.deepEqual(await freezes.open(TIDE), [whole, bare], 'oldest first, of that package alone');
  assert.deepEqual(await freezes.open({ ...TIDE, ecosystem: 'pypi' }), []);
  await save({ ...whole, ended: { at: 30, by: 'account:bo' } });
  assert.deepEqual(await freezes.open(TIDE), [bare]);
});

testWithDatabase('the newest recovery of an account is told', async (database) => {
  const { recoveries } = createStores(database.read);
  assert.equal(await recoveries.last('a1'), undefined);
  for (const [accountId, how, at] of [
    ['a1', 'password', 20],
    ['a1', 'address', 10],
    ['a2', 'factors', 30],
  ] as const) {
    await database.transact((trx) => createStores(trx).recoveries.add({ accountId, how, at }));
  }
  assert.deepEqual(await recoveries.last('a1'), { accountId: 'a1', how: 'password', at: 20 });
});

testWithDatabase(
  'when an account was used last is kept, with its longest gap or without one',
  async (database) => {
    const { activities } = createStores(database.read);
    assert.equal(await activities.find('a1'), undefined);
    const whole = { accountId: 'a1', seenAt: 20, gap: { from: 5, ms: 10 } };
    for (const one of [whole, { accountId: 'a1', seenAt: 30 }, { accountId: 'a2', seenAt: 1 }]) {
      await database.transact((trx) => createStores(trx).activities.save(one));
      assert.deepEqual(await activities.find(one.accountId), one);
    }
    assert.equal((await activities.find('a1'))?.seenAt, 30);
  },
);

testWithDatabase('the newest try to wake a package is kept', async (database) => {
  const { wakings } = createStores(database.read);
  for (const at of [10, 20]) {
    await database.transact((trx) => createStores(trx).wakings.save({ ...TIDE, at, by: 'account:ada' }));
  }
  assert.deepEqual(await wakings.find(TIDE), { ...TIDE, at: 20, by: 'account:ada' });
  assert.equal(await wakings.find({ ...TIDE, ecosystem: 'pypi' }), undefined);
});
