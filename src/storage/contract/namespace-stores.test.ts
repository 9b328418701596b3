import assert from 'node:assert/strict';

import type { NameAppeal, Namespace } from '../../identity/namespaces/namespace-ports.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createNamesHere } from '../names-here.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const within = <T>(database: Database, work: (stores: Stores) => Promise<T>): Promise<T> =>
  database.transact((trx) => work(createStores(trx)));

const ACME = { kind: 'organisation', id: 'o1' } as const;
const DOMAIN = { kind: 'domain', domain: 'acme.com' } as const;

function namespace(id: string, over: Partial<Namespace> = {}): Namespace {
  return {
    id,
    ecosystem: 'npm',
    namespace: `@${id}`,
    owner: ACME,
    state: 'pending',
    place: DOMAIN,
    challenge: 'c',
    claimedBy: 'account:ada',
    claimedAt: 10,
    ...over,
  };
}

const WHOLE: Namespace = namespace('a', {
  state: 'proven',
  place: { kind: 'repository', host: 'github', account: 'acme' },
  proof: 'repository',
  provenAt: 11,
  checkedAt: 12,
  failingSince: 13,
  warnings: 1,
  endedAt: 14,
  reason: 'why',
});
const BARE: Namespace = {
  id: 'b',
  ecosystem: 'pypi',
  namespace: 'acme',
  state: 'reserved',
  challenge: 'c',
  claimedBy: 'local:root',
  claimedAt: 9,
};

testWithDatabase('a namespace is kept whole, and what it lacks stays absent', async (database) => {
  const { namespaces } = createStores(database.read);
  for (const one of [WHOLE, BARE, namespace('c')]) {
    await within(database, (stores) => stores.namespaces.save(one));
    assert.deepEqual(await namespaces.find(one.id), one);
  }
  assert.equal(await namespaces.find('x'), undefined);
});

testWithDatabase('namespaces are found by state, owner and age', async (database) => {
  const { namespaces } = createStores(database.read);
  await within(database, async (stores) => {
    await stores.namespaces.save(namespace('p'));
    await stores.namespaces.save(namespace('w', { state: 'waiting', claimedAt: 12 }));
    await stores.namespaces.save(namespace('v', { state: 'proven', claimedAt: 11 }));
    await stores.namespaces.save(namespace('l', { state: 'lapsed', owner: { kind: 'account', id: 'bo' } }));
    await stores.namespaces.save(namespace('e', { state: 'ended' }));
    await stores.namespaces.save(BARE);
  });
  const ids = (found: readonly Namespace[]) => found.map(({ id }) => id);
  assert.deepEqual(ids(await namespaces.inForce()), ['b', 'l', 'v']);
  assert.deepEqual(ids(await namespaces.inForce('npm')), ['l', 'v']);
  assert.deepEqual(ids(await namespaces.of(ACME)), ['p', 'v', 'w']);
  assert.deepEqual(ids(await namespaces.of({ kind: 'account', id: 'bo' })), ['l']);
  assert.deepEqual(ids(await namespaces.open('npm')), ['p', 'w']);
  assert.deepEqual(ids(await namespaces.latest(3)), ['w', 'v', 'l']);
});

testWithDatabase(
  'only proofs that can be looked for again are due, those that failed sooner',
  async (database) => {
    const { namespaces } = createStores(database.read);
    const proven = { state: 'proven', proof: 'dns' } as const;
    await within(database, async (stores) => {
      await stores.namespaces.save(namespace('old', { ...proven, checkedAt: 10 }));
      await stores.namespaces.save(namespace('older', { ...proven, checkedAt: 5 }));
      await stores.namespaces.save(namespace('new', { ...proven, checkedAt: 60 }));
      await stores.namespaces.save(namespace('failing', { ...proven, checkedAt: 60, failingSince: 50 }));
      await stores.namespaces.save(namespace('granted', { ...proven, proof: 'grant', checkedAt: 1 }));
      await stores.namespaces.save(namespace('lapsed', { ...proven, state: 'lapsed', checkedAt: 1 }));
    });
    const due = await namespaces.due({ checkedBefore: 10, failingCheckedBefore: 60, limit: 9 });
    assert.deepEqual(
      due.map(({ id }) => id),
      ['older', 'old', 'failing'],
    );
  },
);

testWithDatabase(
  'one namespace is in force once, whoever writes it; claims may be many',
  async (database) => {
    const same = { namespace: '@acme' };
    await within(database, async (stores) => {
      await stores.namespaces.save(namespace('p1', same));
      await stores.namespaces.save(namespace('p2', same));
      await stores.namespaces.save(namespace('e1', { ...same, state: 'ended' }));
      await stores.namespaces.save(namespace('v1', { ...same, state: 'proven' }));
      await stores.namespaces.save(namespace('other', { ...same, ecosystem: 'composer', state: 'proven' }));
    });
    for (const state of ['proven', 'lapsed', 'reserved'] as const) {
      await assert.rejects(
        within(database, (stores) => stores.namespaces.save(namespace('v2', { ...same, state }))),
        { code: 'conflict' },
      );
    }
  },
);

testWithDatabase('appeals are kept whole and listed newest first, by account and name', async (database) => {
  const { nameAppeals } = createStores(database.read);
  const appeal = (id: string, over: Partial<NameAppeal> = {}): NameAppeal => ({
    id,
    ecosystem: 'npm',
    name: asPackageName('reactt'),
    accountId: 'bo',
    looksLike: 'react',
    likeness: 'one letter differs',
    reason: 'why',
    askedAt: 1,
    state: 'asked',
    ...over,
  });
  const decided = appeal('a2', {
    askedAt: 2,
    state: 'granted',
    decidedBy: 'account:ada',
    decidedAt: 3,
    answer: 'fine',
  });
  await within(database, async (stores) => {
    await stores.nameAppeals.save(appeal('a1'));
    await stores.nameAppeals.save(appeal('a2', { askedAt: 2 }));
    await stores.nameAppeals.save(decided);
    await stores.nameAppeals.save(appeal('a3', { accountId: 'cy', askedAt: 5 }));
    await stores.nameAppeals.save(appeal('a4', { name: asPackageName('vuee') }));
  });
  assert.deepEqual(await nameAppeals.find('a2'), decided);
  const ids = (found: readonly NameAppeal[]) => found.map(({ id }) => id);
  assert.deepEqual(ids(await nameAppeals.latest(2)), ['a3', 'a2']);
  assert.deepEqual(ids(await nameAppeals.latest(9, 'bo')), ['a2', 'a1', 'a4']);
  const ref = { ecosystem: 'npm', name: asPackageName('reactt') } as const;
  assert.deepEqual(ids(await nameAppeals.about(ref, 'bo')), ['a2', 'a1']);
});

testWithDatabase('names here are found by their beginning, with whose they are', async (database) => {
  const name = asPackageName;
  await within(database, async (stores) => {
    for (const one of ['acme', 'acme-web', 'acmeevil', 'other', 'zeta']) {
      await stores.packages.add({ ecosystem: 'pypi', name: name(one), upstream: 'main', firstSeenAt: 1 });
    }
    const owned = { ecosystem: 'pypi', owner: ACME, visibility: 'public', since: 1 } as const;
    await stores.ownership.save({ ...owned, name: name('acme-own') });
    await stores.ownership.save({ ...owned, name: name('acme-web') });
    const row = {
      ecosystem: 'pypi',
      version: '1',
      file: 'f',
      client: 'pip',
      count: 1,
      firstAt: 1,
      lastAt: 1,
    } as const;
    await stores.exposure.add([
      { ...row, name: name('other'), reader: 'user:1' },
      { ...row, name: name('other'), reader: 'user:2' },
      { ...row, name: name('zeta'), reader: 'user:1' },
    ] as Parameters<typeof stores.exposure.add>[0]);
  });
  const here = createNamesHere(database.read);
  assert.deepEqual(await here.withPrefix('pypi', 'acme', 9), [
    { name: 'acme-own', owner: ACME },
    { name: 'acme-web', owner: ACME },
    { name: 'acme' },
    { name: 'acmeevil' },
  ]);
  assert.deepEqual(await here.withPrefix('npm', 'acme', 9), []);
  assert.deepEqual(await here.thatMatter('pypi', 9), ['acme-own', 'acme-web', 'other', 'zeta']);
  assert.deepEqual(await here.thatMatter('pypi', 1), ['acme-own', 'other']);
});
