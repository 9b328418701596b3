import assert from 'node:assert/strict';

import type { PostedLetter } from '../../journal/outbox.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const letter = (id: string, postedAt = AT): PostedLetter => ({
  id,
  to: 'ada@example.com',
  subject: 'Grüße',
  text: 'one\n\ntwo\n',
  postedAt,
});

testWithDatabase('letters wait until they are removed, the longest waiting first', async (database) => {
  const { letters } = createStores(database.read);
  const within = <T>(work: (stores: ReturnType<typeof createStores>) => Promise<T>) =>
    database.transact((trx) => work(createStores(trx)));
  assert.equal(await letters.nextDueAt(), undefined);
  await within(async ({ outbox }) => {
    await outbox.post(letter('later', AT + 5));
    await outbox.post(letter('b'));
    await outbox.post(letter('a'));
  });
  assert.equal(await letters.nextDueAt(), AT);
  const taken = await within((stores) => stores.letters.take(AT + 4, { limit: 10, dueAgainAt: AT + 100 }));
  assert.deepEqual(taken, [
    { ...letter('a'), attempts: 1 },
    { ...letter('b'), attempts: 1 },
  ]);
  // Who takes meanwhile gets none of them.
  assert.deepEqual(await within((stores) => stores.letters.take(AT + 4, { limit: 10, dueAgainAt: AT })), []);
  await within(async (stores) => {
    await stores.letters.remove('a');
    await stores.letters.postpone('b', { dueAt: AT + 50, error: 'busy' });
  });
  const again = await within((stores) => stores.letters.take(AT + 50, { limit: 1, dueAgainAt: AT + 200 }));
  assert.deepEqual(
    again.map(({ id, attempts }) => ({ id, attempts })),
    [{ id: 'later', attempts: 1 }],
  );
  assert.equal(await letters.nextDueAt(), AT + 50);
});

testWithDatabase('how many wait is told, with what went wrong last', async (database) => {
  const { letters } = createStores(database.read);
  assert.deepEqual(await letters.waiting(), { count: 0 });
  await database.transact(async (trx) => {
    const stores = createStores(trx);
    for (const id of ['w1', 'w2'])
      await stores.outbox.post({ id, to: 'ada@example.com', subject: 'Hi', text: 'x', postedAt: 1 });
    await stores.letters.postpone('w1', { dueAt: 9, error: '421 later' });
  });
  assert.deepEqual(await letters.waiting(), { count: 2, lastError: '421 later' });
});
