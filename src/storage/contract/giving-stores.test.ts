import assert from 'node:assert/strict';

import type { Gift, GivingLine, GivingSummary, KnownAbout } from '../../inventory/giving/giving-ports.ts';
import { partsOf } from '../../inventory/giving/weights.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 20_000 * DAY_MS;

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

const ref = (name: string): PackageRef => ({ ecosystem: 'npm', name: asPackageName(name) });

const line = (key: string, applications: number, parts: Partial<GivingLine> = {}): GivingLine => ({
  key,
  title: ref(key),
  parts: { ...partsOf(() => 0), applications, criticality: 250 },
  members: [ref(key)],
  memberCount: 1,
  links: [],
  unproven: [],
  ...parts,
});

const summary: GivingSummary = {
  at: AT,
  revision: 1,
  applications: 3,
  unread: 0,
  packages: 2,
  untold: 1,
  lines: 2,
  kept: 2,
  most: partsOf(() => 3),
};

const gift = (id: string, parts: Partial<Gift> = {}): Gift => ({
  id,
  target: 'pkg:npm/tide',
  kind: 'money',
  money: { minor: 5_000, currency: 'EUR' },
  givenAt: AT,
  recordedAt: AT + 5,
  recordedBy: 'account:ada',
  ...parts,
});

testWithDatabase('what is depended on is replaced as a whole', async (database) => {
  const stores = createStores(database.read);
  assert.equal(await stores.giving.summary(), undefined);
  const links: GivingLine['links'] = [
    { url: 'https://tide.example', platform: 'custom', source: 'packument', since: AT, by: ref('tide') },
  ];
  await write(database, ({ giving }) =>
    giving.replaceLines(
      summary,
      [line('wave', 1), line('tide', 3, { links })],
      [
        { target: 'pkg:npm/tide', key: 'tide' },
        { target: 'https://tide.example', key: 'tide' },
      ],
    ),
  );
  assert.deepEqual(await stores.giving.summary(), summary);
  assert.deepEqual(await stores.giving.standings(), [
    { key: 'tide', parts: { ...partsOf(() => 0), applications: 3, criticality: 250 }, hasLink: true },
    { key: 'wave', parts: { ...partsOf(() => 0), applications: 1, criticality: 250 }, hasLink: false },
  ]);
  assert.deepEqual(await stores.giving.lines(['wave', 'gone', 'tide']), [
    line('wave', 1),
    line('tide', 3, { links }),
  ]);
  assert.deepEqual(
    await stores.giving.keysOf(['https://tide.example', 'pkg:npm/none']),
    new Map([['https://tide.example', 'tide']]),
  );
  const next = [line('reef', 1), line('tide', 5, { links }), line('wave', 1)];
  const target = { target: 'pkg:npm/tide', key: 'wave' };
  await write(database, ({ giving }) => giving.replaceLines(summary, next, [target]));
  assert.deepEqual(await stores.giving.lines(['reef', 'tide', 'wave']), next);
  assert.deepEqual(
    await stores.giving.keysOf(['https://tide.example', 'pkg:npm/tide']),
    new Map([['pkg:npm/tide', 'wave']]),
  );
  await write(database, ({ giving }) => giving.replaceLines({ ...summary, lines: 1 }, [line('reef', 1)], []));
  assert.equal((await stores.giving.standings()).length, 1);
  assert.equal((await stores.giving.keysOf(['pkg:npm/tide'])).size, 0);
});

testWithDatabase('links are kept with their history, by package', async (database) => {
  const about = (name: string, stamp: string): KnownAbout => ({
    ref: ref(name),
    stamp,
    knownSince: AT,
    repository: 'https://git.example/tide',
    links: [
      { url: 'https://new.example', platform: 'custom', source: 'packument', since: AT + 1 },
      { url: 'https://old.example', platform: 'custom', source: 'packument', since: AT, goneAt: AT + 1 },
    ],
  });
  const { repository: _, ...bare } = about('wave', 'a');
  await write(database, ({ fundingLinks }) =>
    fundingLinks.saveAbout([about('tide', 'a'), { ...bare, links: [] }]),
  );
  await write(database, ({ fundingLinks }) => fundingLinks.saveAbout([about('tide', 'b')]));
  const found = await createStores(database.read).fundingLinks.aboutOf([ref('tide'), ref('wave'), ref('x')]);
  assert.deepEqual(
    found.toSorted((a, b) => (a.ref.name < b.ref.name ? -1 : 1)),
    [about('tide', 'b'), { ...bare, links: [] }],
  );
});

testWithDatabase(
  'gifts are listed by day, newest first, in pages that neither repeat nor skip',
  async (database) => {
    const { gifts } = createStores(database.read);
    const all = [
      gift('a', { givenAt: AT }),
      gift('b', { givenAt: AT + DAY_MS, target: 'https://tide.example' }),
      gift('c', { givenAt: AT, note: 'yearly', evidence: 'https://bills.example/7' }),
    ];
    await write(database, async (stores) => {
      for (const one of all) await stores.gifts.add(one);
    });
    const first = await gifts.list({ limit: 2 });
    assert.deepEqual(
      first.map(({ id }) => id),
      ['b', 'c'],
    );
    const last = first.at(-1);
    assert.ok(last !== undefined);
    assert.deepEqual(await gifts.list({ limit: 2, after: last }), [all[0]]);
    assert.deepEqual(
      (await gifts.list({ limit: 9, target: 'https://tide.example' })).map(({ id }) => id),
      ['b'],
    );
    assert.deepEqual(await gifts.find('c'), all[2]);
    assert.equal(await gifts.find('z'), undefined);
  },
);

testWithDatabase(
  'sums leave out what was withdrawn and what is older, each currency by itself',
  async (database) => {
    const { gifts } = createStores(database.read);
    const hours = { kind: 'code', minutes: 90 } as const;
    const { money: _, ...timed } = { ...gift('h1'), ...hours };
    await write(database, async (stores) => {
      await stores.giving.replaceLines(
        summary,
        [line('tide', 3)],
        [
          { target: 'pkg:npm/tide', key: 'tide' },
          { target: 'https://tide.example', key: 'tide' },
        ],
      );
      const all = [
        gift('a'),
        gift('b', { target: 'https://tide.example', money: { minor: 7, currency: 'USD' } }),
        gift('c', { givenAt: AT - DAY_MS }),
        gift('d', { target: 'Somebody' }),
        gift('e'),
        timed,
      ];
      for (const one of all) await stores.gifts.add(one);
    });
    const withdrawn = { at: AT + 9, by: 'account:ada', reason: 'twice' };
    const twice = await write(database, async (stores) => [
      await stores.gifts.withdraw('e', withdrawn),
      await stores.gifts.withdraw('e', withdrawn),
    ]);
    assert.deepEqual(twice, [true, false]);
    assert.deepEqual((await gifts.find('e'))?.withdrawn, withdrawn);
    assert.deepEqual(
      await gifts.sumsOf(['tide', 'wave'], AT),
      new Map([
        [
          'tide',
          {
            money: [
              { minor: 5_000, currency: 'EUR' },
              { minor: 7, currency: 'USD' },
            ],
            minutes: 90,
            gifts: 3,
          },
        ],
      ]),
    );
    const total = await gifts.total(AT);
    assert.equal(total.gifts, 4);
    assert.deepEqual(
      total.money.find(({ currency }) => currency === 'EUR'),
      { minor: 10_000, currency: 'EUR' },
    );
    assert.deepEqual(await gifts.keysSince(AT, 10), ['tide']);
    assert.deepEqual(await gifts.keysSince(AT + DAY_MS, 10), []);
  },
);
