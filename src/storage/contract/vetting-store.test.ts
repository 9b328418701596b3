import assert from 'node:assert/strict';

import type { VettingRequest } from '../../governance/vetting/vetting-ports.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const LEFT_PAD = { ecosystem: 'npm', name: asPackageName('left-pad') } as const;

const request = (id: string, parts: Partial<VettingRequest> = {}): VettingRequest => ({
  ...LEFT_PAD,
  id,
  reason: 'für den Laden „ja“',
  author: 'account:bob',
  authorName: 'bob',
  createdAt: AT,
  state: 'open',
  ...parts,
});

const decided = (id: string): VettingRequest =>
  request(id, {
    versions: ['1.0.0', '2'],
    application: 'shop',
    state: 'approved-with-conditions',
    outcome: {
      decision: 'approved-with-conditions',
      reason: 'read',
      conditions: 'heed it',
      author: 'account:ada',
      authorName: 'ada',
      at: AT + 1,
      until: AT + 2,
      evidenceId: 'vetted-1',
      card: '{"x":"ü"}',
      cardSha256: 'ab'.repeat(32),
    },
    withdrawnAt: AT + 3,
    withdrawnBy: 'account:ada',
  });

testWithDatabase('a request reads back as it was added; lists leave its card out', async (database) => {
  await database.transact(async (trx) => {
    const { vetting } = createStores(trx);
    await vetting.add(request('a'));
    await vetting.add(decided('b'));
  });
  const { vetting } = createStores(database.read);
  assert.deepEqual(await vetting.find('a'), request('a'));
  assert.deepEqual(await vetting.find('b'), decided('b'));
  assert.equal(await vetting.find('c'), undefined);
  const [listed] = await vetting.list({ limit: 10 });
  const { card: _, ...outcome } = decided('b').outcome ?? assert.fail();
  assert.deepEqual(listed, { ...decided('b'), outcome });
});

testWithDatabase(
  'requests are listed newest first, page by page, by state, package and author',
  async (database) => {
    await database.transact(async (trx) => {
      const { vetting } = createStores(trx);
      await vetting.add(request('old', { createdAt: AT - 1 }));
      for (const id of ['a', 'b', 'c']) await vetting.add(request(id));
      await vetting.add(request('other', { ecosystem: 'pypi', author: 'account:cid', createdAt: AT + 1 }));
      await vetting.add(request('gone', { state: 'withdrawn', createdAt: AT + 2 }));
    });
    const { vetting } = createStores(database.read);
    const ids = async (query: Omit<Parameters<typeof vetting.list>[0], 'limit'>, limit = 10) =>
      (await vetting.list({ ...query, limit })).map(({ id }) => id);
    assert.deepEqual(await ids({}), ['gone', 'other', 'c', 'b', 'a', 'old']);
    assert.deepEqual(await ids({ states: ['open'] }, 2), ['other', 'c']);
    assert.deepEqual(await ids({ states: ['open'], after: 'c' }), ['b', 'a', 'old']);
    assert.deepEqual(await ids({ ref: { ...LEFT_PAD, ecosystem: 'pypi' } }), ['other']);
    assert.deepEqual(await ids({ author: 'account:cid' }), ['other']);
    assert.deepEqual(await ids({ states: ['approved', 'withdrawn'] }), ['gone']);
  },
);

testWithDatabase(
  'a request changes only from the state that it is in, and never after it was withdrawn',
  async (database) => {
    const change = (to: VettingRequest, from: VettingRequest['state']) =>
      database.transact((trx) => createStores(trx).vetting.change(to, from));
    await database.transact((trx) => createStores(trx).vetting.add(request('a')));
    const approved = { ...decided('a'), state: 'approved' } as const;
    const { withdrawnAt: _, withdrawnBy: __, ...standing } = approved;
    assert.equal(await change(standing, 'rejected'), false);
    assert.equal(await change(standing, 'open'), true);
    assert.equal(await change(standing, 'open'), false);
    assert.equal(await change(approved, 'approved'), true);
    assert.equal(await change(standing, 'approved'), false);
    const { vetting } = createStores(database.read);
    assert.equal((await vetting.find('a'))?.withdrawnAt, AT + 3);
  },
);
