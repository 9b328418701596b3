import assert from 'node:assert/strict';

import type { ExposureRecord } from '../../exposure/ports.ts';
import type { ImpactRecord } from '../../identity/high-impact/high-impact-ports.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createImpactCounts } from '../high-impact-store.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const DAY = 20_000;

function ref(name: string, ecosystem: Ecosystem = 'npm') {
  return { ecosystem, name: asPackageName(name) };
}

function inside(database: Database) {
  return <T>(work: (stores: Stores) => Promise<T>) => database.transact((trx) => work(createStores(trx)));
}

const WHOLE: ImpactRecord = {
  ...ref('tide'),
  facts: { packages: 60, applications: 3, downloads: 12, countedAt: 5 },
  word: { isHigh: true, by: 'account:ada', at: 4, reason: 'signs our releases' },
  high: { since: 4, because: 'hand', deadline: 9, takenInBy: 'account:bo', belowSince: 6, told: 2 },
};

testWithDatabase(
  'what is known of a package comes back as it was kept, and is replaced',
  async (database) => {
    const { highImpact } = createStores(database.read);
    const within = inside(database);
    assert.equal(await highImpact.find(ref('tide')), undefined);
    await within((stores) => stores.highImpact.save(WHOLE));
    assert.deepEqual(await highImpact.find(ref('tide')), WHOLE);
    const bare: ImpactRecord = ref('tide');
    await within((stores) => stores.highImpact.save(bare));
    assert.deepEqual(await highImpact.find(ref('tide')), bare);
  },
);

testWithDatabase(
  'those that are high-impact are listed in pages, and those of some owners',
  async (database) => {
    const { highImpact } = createStores(database.read);
    const within = inside(database);
    const high = { since: 1, because: 'dependents', deadline: 2, told: 0 } as const;
    await within(async (stores) => {
      await stores.highImpact.save({ ...ref('wave'), high });
      await stores.highImpact.save({ ...ref('tide'), high });
      await stores.highImpact.save({ ...ref('zinc', 'cargo'), high });
      await stores.highImpact.save({
        ...ref('calm'),
        facts: { packages: 1, applications: 0, downloads: 0, countedAt: 1 },
      });
      for (const [name, kind, id] of [
        ['tide', 'organisation', 'o1'],
        ['wave', 'account', 'o1'],
        ['calm', 'organisation', 'o1'],
      ] as const) {
        await stores.ownership.save({ ...ref(name), owner: { kind, id }, visibility: 'public', since: 1 });
      }
    });
    const names = (some: readonly ImpactRecord[]) => some.map(({ name }) => name);
    const first = await highImpact.list({ limit: 2 });
    assert.deepEqual(names(first), ['zinc', 'tide']);
    assert.deepEqual(names(await highImpact.list({ limit: 2, after: ref('tide') })), ['wave']);
    assert.deepEqual(names(await highImpact.ofOwners([])), []);
    assert.deepEqual(names(await highImpact.ofOwners([{ kind: 'organisation', id: 'o1' }])), ['tide']);
    const both = [
      { kind: 'account', id: 'o1' },
      { kind: 'organisation', id: 'o1' },
    ] as const;
    assert.deepEqual(names(await highImpact.ofOwners(both)), ['tide', 'wave']);
  },
);

testWithDatabase('of two that write the same letter, one does', async (database) => {
  const within = inside(database);
  await within((stores) => stores.highImpact.save(WHOLE));
  const tell = () => within((stores) => stores.highImpact.tell(WHOLE, { before: 2, after: 3 }));
  assert.deepEqual([await tell(), await tell()], [true, false]);
  assert.equal((await createStores(database.read).highImpact.find(WHOLE))?.high?.told, 3);
});

function served(name: string, day: number, count: number, reader = 'user:u1'): ExposureRecord {
  const at = day * DAY_MS + 7;
  return { ...ref(name), version: '1.0.0', file: 'f', reader, client: 'npm', firstAt: at, lastAt: at, count };
}

async function host(stores: Stores, name: string): Promise<void> {
  await stores.hosted.savePackage({
    ...ref(name),
    spelt: name,
    createdAt: 1,
    createdBy: 'account:ada',
    updatedAt: 1,
    tags: new Map(),
    status: 'active',
    statusReason: '',
  });
}

testWithDatabase(
  'what is served of a package that is published here is counted by day, and nothing else',
  async (database) => {
    const counts = createImpactCounts(database.read);
    const within = inside(database);
    await within((stores) => host(stores, 'tide'));
    const add = (...records: readonly ExposureRecord[]) => within((stores) => stores.exposure.add(records));
    await add(served('tide', DAY, 2), served('tide', DAY, 3, 'user:u2'), served('upstream', DAY, 9));
    await add(served('tide', DAY, 4), served('tide', DAY - 30, 100));
    const since = (day: number) => counts.downloadsOf('npm', ['tide', 'upstream'], day);
    assert.deepEqual([...(await since(DAY))], [['tide', 9]]);
    assert.deepEqual([...(await since(DAY - 30))], [['tide', 109]]);
    // What ages is not counted again.
    await within((stores) => stores.exposure.age((DAY + 8) * DAY_MS, 0));
    assert.deepEqual([...(await since(DAY))], [['tide', 9]]);
    await within((stores) => stores.downloads.forgetBefore(DAY));
    assert.deepEqual([...(await since(0))], [['tide', 9]]);
    assert.deepEqual([...(await counts.downloadsOf('npm', [], 0))], []);
  },
);

testWithDatabase(
  'packages that are published here come in pages, each with what is known of it',
  async (database) => {
    const counts = createImpactCounts(database.read);
    await inside(database)(async (stores) => {
      for (const name of ['tide', 'wave', 'calm']) await host(stores, name);
      await stores.highImpact.save(WHOLE);
    });
    const first = await counts.published({ limit: 2 });
    assert.deepEqual(first, [ref('calm'), { ...ref('tide'), record: WHOLE }]);
    assert.deepEqual(await counts.published({ limit: 2, after: ref('tide') }), [ref('wave')]);
    assert.deepEqual([...(await counts.applicationsOf('npm', ['tide']))], []);
    assert.deepEqual([...(await counts.applicationsOf('npm', []))], []);
  },
);
