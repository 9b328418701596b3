import assert from 'node:assert/strict';

import { sha256Of } from '../../kernel/digest.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { StagedFile, StagedVersion } from '../../registry/staged/staged-ports.ts';
import { createBlobNames } from '../blob-names.ts';
import type { Database } from '../database.ts';
import { createStores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const ADA = { kind: 'account', id: 'ada' } as const;
const ACME = { kind: 'organisation', id: 'acme' } as const;
const TIDE = { ecosystem: 'npm', name: asPackageName('@acme/tide') } as const;

function staged(id: string, more: Partial<StagedVersion> = {}): StagedVersion {
  const version = more.version ?? '1.0.0';
  return {
    ...TIDE,
    id,
    version,
    key: version,
    release: { spelt: TIDE.name, words: { license: 'MIT' }, tags: ['latest'], visibility: 'private' },
    stagedAt: AT,
    stagedBy: 'token:t1',
    accountId: 'ada',
    notBy: ['ada'],
    owner: ADA,
    because: [],
    until: AT + 100,
    state: 'open',
    ...more,
  };
}

function fileOf(stagedId: string, file: string): StagedFile {
  const sha256 = sha256Of(file);
  return { stagedId, file, sha256, sizeBytes: 3, digests: { sha256 }, words: { fileCount: 1 } };
}

function inside(database: Database) {
  return <T>(work: (stores: ReturnType<typeof createStores>) => Promise<T>) =>
    database.transact((trx) => work(createStores(trx)));
}

testWithDatabase('of one version one is open, and none once it is closed', async (database) => {
  const stores = createStores(database.read);
  const within = inside(database);
  const add = (one: StagedVersion) => within((work) => work.staged.add(one));
  const proven = staged('s1', { provenBy: { sha: '0f' }, because: ['approval-required'] });
  assert.equal(await add(proven), true);
  assert.equal(await add(staged('s2')), false);
  assert.equal(await add(staged('s3', { version: '1.1.0' })), true);
  assert.deepEqual(await stores.staged.find('s1'), proven);
  assert.deepEqual(await stores.staged.findOpen(TIDE, '1.0.0'), proven);
  const decided = { at: AT + 1, by: 'account:bo', reason: 'no' };
  const close = (id: string) => within((work) => work.staged.close(id, decided, 'rejected'));
  assert.equal(await close('s1'), true);
  assert.equal(await close('s1'), false);
  const { words: _, ...rest } = proven.release;
  const closed = { ...proven, state: 'rejected', decided, release: { ...rest, words: {} } };
  assert.deepEqual(await stores.staged.find('s1'), closed);
  assert.equal(await stores.staged.findOpen(TIDE, '1.0.0'), undefined);
  assert.equal(await add(staged('s2')), true);
});

testWithDatabase(
  'files stand in the order in which they came, and speak for their bytes while it is open',
  async (database) => {
    const stores = createStores(database.read);
    const within = inside(database);
    await within(async (work) => {
      await work.staged.add(staged('s1'));
      for (const file of ['z.whl', 'a.tar.gz']) await work.staged.addFile(fileOf('s1', file));
    });
    assert.deepEqual(await stores.staged.files('s1'), [fileOf('s1', 'z.whl'), fileOf('s1', 'a.tar.gz')]);
    const names = createBlobNames(database.read);
    const asked = [sha256Of('z.whl'), sha256Of('else')];
    assert.deepEqual(await names.named(asked), new Set([sha256Of('z.whl')]));
    await within((work) => work.staged.close('s1', { at: AT, by: 'sweep', reason: '' }, 'expired'));
    assert.deepEqual(await stores.staged.files('s1'), []);
    assert.deepEqual(await names.named(asked), new Set());
  },
);

testWithDatabase(
  'a list has what its asker owns now or staged, the newest first, in pages',
  async (database) => {
    const { staged: store } = createStores(database.read);
    const tide = { ...TIDE, visibility: 'public', since: AT } as const;
    await inside(database)(async (work) => {
      // It was Ada's when it was staged, and went to an organisation.
      await work.ownership.save({ ...tide, owner: ACME });
      for (const [version, stagedAt] of [
        ['1.0.0', AT],
        ['1.1.0', AT],
        ['1.2.0', AT + 1],
      ] as const) {
        await work.staged.add(staged(`s-${version}`, { version, stagedAt }));
      }
      const name = asPackageName('new');
      await work.staged.add(staged('new', { name, stagedBy: 'publisher:p1', stagedAt: AT - 1 }));
      await work.staged.add(staged('over', { version: '0.1.0', until: AT + 5 }));
    });
    const nobody = { owners: [], stagedBy: '', now: AT + 5, limit: 10 };
    const idsOf = async (more: Partial<Parameters<typeof store.list>[0]>) =>
      (await store.list({ ...nobody, ...more })).map(({ id }) => id);
    assert.deepEqual(await idsOf({}), []);
    assert.deepEqual(await idsOf({ owners: [ADA] }), ['new']);
    assert.deepEqual(await idsOf({ stagedBy: 'publisher:p1' }), ['new']);
    assert.deepEqual(await idsOf({ owners: [ACME], limit: 2 }), ['s-1.2.0', 's-1.1.0']);
    const after = { stagedAt: AT, id: 's-1.1.0' };
    assert.deepEqual(await idsOf({ owners: [ACME, ADA], after }), ['s-1.0.0', 'new']);
    assert.deepEqual(await idsOf({ owners: [ACME, ADA], name: 'new' }), ['new']);
    assert.deepEqual(await idsOf({ owners: [ACME, ADA], ecosystem: 'pypi' }), []);
    assert.deepEqual(await idsOf({ owners: [ACME], state: 'rejected' }), []);
    const [first] = await store.list({ ...nobody, owners: [ADA] });
    assert.deepEqual(first?.release.words, {});
  },
);

testWithDatabase('what is over is found, and what was closed long ago forgotten', async (database) => {
  const stores = createStores(database.read);
  const within = inside(database);
  await within(async ({ staged: store }) => {
    await store.add(staged('late', { version: '2.0.0', until: AT + 50 }));
    await store.add(staged('soon', { version: '1.0.0', until: AT + 10 }));
    await store.add(staged('long', { version: '3.0.0', until: AT + 51 }));
  });
  const over = await stores.staged.over(AT + 50, 10);
  assert.deepEqual(
    over.map(({ id }) => id),
    ['soon', 'late'],
  );
  await within(({ staged: store }) => store.close('soon', { at: AT, by: 'sweep', reason: '' }, 'expired'));
  assert.equal(await within(({ staged: store }) => store.forget(AT)), 0);
  assert.equal(await within(({ staged: store }) => store.forget(AT + 1)), 1);
  assert.equal(await stores.staged.find('soon'), undefined);
  assert.ok((await stores.staged.find('late')) !== undefined);
});

testWithDatabase('that a package needs approval is said once, and taken back', async (database) => {
  const { approvalRequired } = createStores(database.read);
  const within = inside(database);
  assert.equal(await approvalRequired.since(TIDE), undefined);
  await within((work) => work.approvalRequired.add(TIDE, AT));
  await within((work) => work.approvalRequired.add(TIDE, AT + 1));
  assert.equal(await approvalRequired.since(TIDE), AT);
  await within((work) => work.approvalRequired.remove(TIDE));
  assert.equal(await approvalRequired.since(TIDE), undefined);
});
