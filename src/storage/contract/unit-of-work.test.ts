import assert from 'node:assert/strict';

import { JournalFeed } from '../../journal/journal-feed.ts';
import type { Change, JournalFilter, JournalWriter } from '../../journal/journal.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { createJournalReader } from '../journal-store.ts';
import { createUnitOfWork } from '../sql-unit-of-work.ts';
import { createStores } from '../stores.ts';
import { openDatabase, type Database } from '../database.ts';
import { testOnEngines, testWithDatabase } from './engines.ts';

const change = (feed: string): Change<'feed-updated'> => ({
  kind: 'feed-updated',
  actor: 'feed:osv',
  at: 1_700_000_000_000,
  data: { feed, added: 1, changed: 2, withdrawn: 3 },
});

const aboutPackage = (name: string): Change<'index-changed'> => ({
  kind: 'index-changed',
  actor: 'gatehouse',
  at: 1_700_000_000_001,
  ecosystem: 'npm',
  name: asPackageName(name),
  data: { upstream: 'main', added: ['1.0.0'], removed: [] },
});

function set(database: Database) {
  const reader = createJournalReader(database.read);
  const reported: unknown[] = [];
  const feed = new JournalFeed({ reader, report: (error) => reported.push(error) }, 0);
  const work = createUnitOfWork<{ journal: JournalWriter }>(
    { database, published: () => feed.publish() },
    (_trx, journal) => ({ journal }),
  );
  return { reader, feed, work, reported };
}

testWithDatabase('changes get sequences without gaps and read back as recorded', async (database) => {
  const { reader, work } = set(database);
  assert.equal(await reader.lastSequence(), 0);
  await work.transact(async ({ journal }) => {
    journal.record(change('a'));
    journal.record(aboutPackage('left-pad'));
  });
  await work.transact(async ({ journal }) => journal.record(change('b')));
  assert.deepEqual(await reader.readAfter(0, 10), [
    { sequence: 1, ...change('a') },
    { sequence: 2, ...aboutPackage('left-pad') },
    { sequence: 3, ...change('b') },
  ]);
  assert.equal(await reader.lastSequence(), 3);
});

const aboutOrganisation = (organisation: string): Change<'organisation-created'> => ({
  kind: 'organisation-created',
  actor: 'account:ada',
  at: 1_700_000_000_002,
  data: { organisationId: `id of ${organisation}`, organisation },
});

testWithDatabase(
  'the journal of one organisation is read in pages, whoever else had changes',
  async (database) => {
    const { reader, work } = set(database);
    const handed: Change<'package-transferred'> = {
      kind: 'package-transferred',
      actor: 'account:ada',
      at: 1_700_000_000_003,
      ecosystem: 'npm',
      name: asPackageName('a'),
      data: { from: 'organisation:acme', to: 'organisation:tide' },
    };
    await work.transact(async ({ journal }) => {
      journal.record(aboutOrganisation('acme'));
      journal.record(aboutOrganisation('tide'));
      journal.record(change('osv'));
      journal.record(handed);
    });
    await work.transact(async ({ journal }) => {
      // A text that anybody may push makes no entry of an organisation.
      const data = {
        applicationId: 'x',
        application: 'shop',
        environment: 'prod',
        owner: 'organisation:acme',
        tags: {},
      };
      journal.record({ kind: 'application-added', actor: 'token:ci', at: 1, data });
      journal.record({ ...handed, data: { from: 'organisation:acme', to: 'organisation:acme' } });
      journal.record({ ...handed, data: { from: 'account:acme', to: 'account:bo' } });
    });
    const sequences = (entries: readonly { sequence: number }[]) => entries.map(({ sequence }) => sequence);
    const acme = { organisation: 'acme' };
    assert.deepEqual(sequences(await reader.readBefore(undefined, 10, acme)), [6, 4, 1]);
    assert.deepEqual(sequences(await reader.readBefore(undefined, 2, acme)), [6, 4]);
    assert.deepEqual(sequences(await reader.readBefore(4, 2, acme)), [1]);
    assert.deepEqual(await reader.readAfter(1, 1, acme), [{ sequence: 4, ...handed }]);
    assert.deepEqual(sequences(await reader.readBefore(undefined, 10, { organisation: 'tide' })), [4, 2]);
    const kinds = ['package-transferred'] as const;
    assert.deepEqual(sequences(await reader.readBefore(undefined, 10, { ...acme, kinds })), [6, 4]);
    assert.deepEqual(await reader.readBefore(undefined, 10, { organisation: 'none' }), []);
  },
);

testWithDatabase(
  'what is published is in the journal of the organisation that owns the package',
  async (database) => {
    const { reader, work } = set(database);
    await database.transact(async (trx) => {
      const stores = createStores(trx);
      const organisation = { id: 'o1', name: 'acme', displayName: 'Acme', createdAt: 1 };
      await stores.organisations.save(organisation);
      const owned = { ecosystem: 'npm', name: asPackageName('a'), visibility: 'public', since: 1 } as const;
      await stores.ownership.save({ ...owned, owner: { kind: 'organisation', id: 'o1' } });
      await stores.ownership.save({
        ...owned,
        name: asPackageName('b'),
        owner: { kind: 'account', id: 'o1' },
      });
    });
    await work.transact(async ({ journal }) => {
      for (const name of ['a', 'b', 'c']) {
        const { kind: _, data: __, ...about } = aboutPackage(name);
        journal.record({ ...about, kind: 'version-restored', data: { version: '1.0.0' } });
      }
      journal.record(aboutPackage('a'));
    });
    const found = await reader.readBefore(undefined, 10, { organisation: 'acme' });
    assert.deepEqual(
      found.map(({ sequence }) => sequence),
      [1],
    );
  },
);

testWithDatabase(
  'what one did is read from the journal in pages, by whoever else much was done',
  async (database) => {
    const { reader, work } = set(database);
    await work.transact(async ({ journal }) => {
      for (const actor of ['account:ada', 'token:t1', 'account:bo', 'account:ada', 'token:t1']) {
        journal.record({ ...change('osv'), actor });
      }
      journal.record({ ...aboutOrganisation('acme'), actor: 'account:ada' });
    });
    const read = async (before: number | undefined, limit: number, filter: JournalFilter) =>
      (await reader.readBefore(before, limit, filter)).map(({ sequence }) => sequence);
    const ada = { actors: ['account:ada'] };
    assert.deepEqual(await read(undefined, 10, ada), [6, 4, 1]);
    assert.deepEqual(await read(4, 10, ada), [1]);
    assert.deepEqual(
      await read(undefined, 3, { actors: ['token:t1', 'account:ada', 'token:t1'] }),
      [6, 5, 4],
    );
    assert.deepEqual(await read(undefined, 10, { ...ada, kinds: [aboutOrganisation('acme').kind] }), [6]);
    assert.deepEqual(await read(undefined, 10, { actors: [] }), []);
  },
);

testWithDatabase(
  'the journal is read in pages, forwards and backwards, by kind and package',
  async (database) => {
    const { reader, work } = set(database);
    await work.transact(async ({ journal }) => {
      for (const name of ['a', 'b', 'a']) journal.record(aboutPackage(name));
      journal.record(change('osv'));
    });
    const sequences = (entries: readonly { sequence: number }[]) => entries.map(({ sequence }) => sequence);
    assert.deepEqual(sequences(await reader.readAfter(1, 2)), [2, 3]);
    assert.deepEqual(sequences(await reader.readBefore(undefined, 2)), [4, 3]);
    assert.deepEqual(sequences(await reader.readBefore(3, 10)), [2, 1]);
    const name = asPackageName('a');
    assert.deepEqual(sequences(await reader.readAfter(0, 10, { ecosystem: 'npm', name })), [1, 3]);
    assert.deepEqual(sequences(await reader.readBefore(undefined, 10, { kinds: ['feed-updated'] })), [4]);
    assert.deepEqual(await reader.readAfter(0, 10, { ecosystem: 'cargo' }), []);
    const kinds = ['feed-updated', 'index-changed', 'index-changed'] as const;
    assert.deepEqual(sequences(await reader.readBefore(undefined, 2, { kinds })), [4, 3]);
    assert.deepEqual(sequences(await reader.readAfter(1, 10, { kinds })), [2, 3, 4]);
    assert.deepEqual(sequences(await reader.readAfter(0, 1, { kinds, ecosystem: 'npm', name })), [1]);
    assert.deepEqual(await reader.readAfter(0, 10, { kinds: [] }), []);
    assert.deepEqual(await reader.readAfter(0, 10, { kinds: [], ecosystem: 'npm', name }), []);
  },
);

testWithDatabase(
  'subscribers hear of a change once it is committed, and before transact resolves',
  async (database) => {
    const { feed, work } = set(database);
    const heard: string[] = [];
    feed.subscribe(['feed-updated'], ({ data }) => void heard.push(data.feed));
    await work.transact(async ({ journal }) => {
      journal.record(change('a'));
      await feed.publish();
      assert.deepEqual(heard, []);
    });
    assert.deepEqual(heard, ['a']);
  },
);

testWithDatabase(
  'what a unit of work that fails has recorded is neither written nor announced',
  async (database) => {
    const { feed, reader, work } = set(database);
    const heard: unknown[] = [];
    feed.subscribe(['feed-updated'], (entry) => void heard.push(entry));
    const failed = work.transact(async ({ journal }) => {
      journal.record(change('a'));
      throw new Error('no');
    });
    await assert.rejects(failed, { message: 'no' });
    await feed.publish();
    assert.deepEqual(heard, []);
    assert.equal(await reader.lastSequence(), 0);
  },
);

testWithDatabase('a handler may begin a unit of work of its own', async (database) => {
  const { feed, reader, work, reported } = set(database);
  const done = Promise.withResolvers<void>();
  feed.subscribe(['feed-updated'], async () => {
    await work.transact(async ({ journal }) => journal.record(aboutPackage('follows')));
    done.resolve();
  });
  await work.transact(async ({ journal }) => journal.record(change('a')));
  await done.promise;
  assert.deepEqual(reported, []);
  assert.deepEqual(
    (await reader.readAfter(0, 10)).map(({ kind }) => kind),
    ['feed-updated', 'index-changed'],
  );
});

testWithDatabase('recording after the unit of work is over is refused', async (database) => {
  const { work } = set(database);
  const kept = await work.transact(async ({ journal }) => journal);
  assert.throws(
    () => kept.record(change('late')),
    (error) => isGatehouseError(error, 'storage-failed'),
  );
});

testWithDatabase('one unit of work may record more changes than one statement takes', async (database) => {
  const { reader, work } = set(database);
  await work.transact(async ({ journal }) => {
    for (let index = 0; index < 10_000; index += 1) journal.record(change(`feed ${index}`));
  });
  assert.equal(await reader.lastSequence(), 10_000);
});

testOnEngines('what another server commits reaches subscribers within a second', async (location) => {
  const here = await openDatabase(location);
  const there = await openDatabase(location);
  const mine = set(here);
  const stop = await here.watch(() => void mine.feed.publish());
  const heard = Promise.withResolvers<string>();
  mine.feed.subscribe(['feed-updated'], ({ data }) => heard.resolve(data.feed));
  // The watching timer alone does not keep a process alive.
  const alive = setTimeout(() => heard.reject(new Error('not heard')), 5_000);
  try {
    await set(there).work.transact(async ({ journal }) => journal.record(change('from there')));
    assert.equal(await heard.promise, 'from there');
    assert.deepEqual(mine.reported, []);
  } finally {
    clearTimeout(alive);
    await stop();
    await here.close();
    await there.close();
  }
});
