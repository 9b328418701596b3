import assert from 'node:assert/strict';

import type { CountedDecision, DecisionList } from '../../exposure/decision-ports.ts';
import { DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000 - (1_700_000_000_000 % HOUR_MS);

const decided = (parts: Partial<CountedDecision> = {}): CountedDecision => ({
  ecosystem: 'npm',
  name: asPackageName('left-pad'),
  version: '1.0.0',
  action: 'block',
  mode: 'enforced',
  rule: 'malware',
  summary: 'a record names this version',
  reader: 'token:ci',
  client: 'npm/11.2.0',
  view: 'default',
  firstAt: AT,
  lastAt: AT,
  count: 1,
  ...parts,
});

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

const add = (database: Database, decisions: readonly CountedDecision[], now = AT) =>
  write(database, ({ decisions: store }) => store.add(decisions, now));

testWithDatabase(
  'a decision of the same hour is counted, one of the next is a row of its own',
  async (database) => {
    const [first] = await add(database, [decided()]);
    const [again] = await add(database, [
      decided({ firstAt: AT + 5, lastAt: AT + 9, count: 2, summary: 'news' }),
    ]);
    assert.equal(again?.id, first?.id);
    assert.ok((again?.position ?? 0) > (first?.position ?? 0));
    assert.deepEqual([again?.firstAt, again?.lastAt, again?.count, again?.summary], [AT, AT + 9, 3, 'news']);
    await add(database, [decided({ firstAt: AT + HOUR_MS, lastAt: AT + HOUR_MS })], AT + HOUR_MS);
    const { decisions } = createStores(database.read);
    const { records: rows, next } = await decisions.list({}, { limit: 10 });
    assert.equal(next, undefined);
    assert.deepEqual(
      rows.map(({ count, lastAt }) => [count, lastAt]),
      [
        [1, AT + HOUR_MS],
        [3, AT + 9],
      ],
    );
    assert.deepEqual(await add(database, []), []);
  },
);

testWithDatabase('decisions are read in pages, filtered, and on from a position', async (database) => {
  await add(database, [
    decided({ name: asPackageName('a_b') }),
    decided({ name: asPackageName('aXb'), mode: 'observed' }),
    decided({ ecosystem: 'pypi', name: asPackageName('requests'), rule: 'young-version' }),
    decided({ name: asPackageName('Left'), view: 'strict' }),
  ]);
  const { decisions } = createStores(database.read);
  const names: string[] = [];
  for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined;) {
    const page: DecisionList = await decisions.list({}, { limit: 2, before });
    names.push(...page.records.map(({ name }) => name));
    before = page.next;
  }
  assert.deepEqual(names, ['Left', 'requests', 'aXb', 'a_b']);
  const found = async (filter: Parameters<typeof decisions.list>[0]) =>
    (await decisions.list(filter, { limit: 10 })).records.map(({ name }) => name);
  assert.deepEqual(await found({ text: '_' }), ['a_b']);
  assert.deepEqual(await found({ text: 'LEFT' }), ['Left']);
  assert.deepEqual(await found({ ecosystem: 'pypi' }), ['requests']);
  assert.deepEqual(await found({ mode: 'observed' }), ['aXb']);
  assert.deepEqual(await found({ rule: 'young-version' }), ['requests']);
  const [, second] = await decisions.after(0, 10);
  assert.deepEqual(
    (await decisions.after(second?.position ?? 0, 10)).map(({ name }) => name),
    ['requests', 'Left'],
  );
});

testWithDatabase('tallies are summed over the hours', async (database) => {
  const served = { mode: 'served', rule: '', action: 'allow', count: 3 } as const;
  const kept = { mode: 'enforced', rule: 'malware', action: 'block', count: 1 } as const;
  await write(database, async ({ decisions }) => {
    await decisions.addTallies([served, kept], AT + 5);
    await decisions.addTallies([served], AT + 50);
    await decisions.addTallies([served], AT + HOUR_MS);
  });
  const { decisions } = createStores(database.read);
  assert.deepEqual(await decisions.tallies(AT + 10), [kept, { ...served, count: 9 }]);
  assert.deepEqual(await decisions.tallies(AT + HOUR_MS), [served]);
});

testWithDatabase('addresses are shortened with age, rows and tallies deleted with more', async (database) => {
  const of = (reader: string, days: number) =>
    decided({ reader, firstAt: AT - days * DAY_MS, lastAt: AT - days * DAY_MS });
  await add(database, [
    of('address:192.0.2.7', 8),
    of('address:192.0.2.99', 8),
    of('address:192.0.2.50', 6),
    of('user:ada', 8),
    of('user:bob', 91),
  ]);
  await write(database, async ({ decisions }) => {
    await decisions.addTallies([{ mode: 'served', rule: '', action: 'allow', count: 1 }], AT - 91 * DAY_MS);
    await decisions.age(AT - 7 * DAY_MS, AT - 90 * DAY_MS);
    await decisions.age(AT - 7 * DAY_MS, AT - 90 * DAY_MS);
  });
  const { decisions } = createStores(database.read);
  assert.deepEqual(
    (await decisions.list({}, { limit: 10 })).records
      .map(({ reader, count }) => [reader, count] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    [
      ['address:192.0.2.0/24', 2],
      ['address:192.0.2.50', 1],
      ['user:ada', 1],
    ],
  );
  assert.deepEqual(await decisions.tallies(0), []);
  // Positions grow also after everything was deleted.
  const last = (await decisions.list({}, { limit: 1 })).records[0]?.position ?? 0;
  await write(database, (stores) => stores.decisions.age(AT + 1, AT + 1));
  const [next] = await add(database, [decided()], AT + 1);
  assert.ok((next?.position ?? 0) > last);
});

testWithDatabase(
  'a filter that little passes looks through a bounded part of a long log',
  async (database) => {
    const rare = decided({ version: 'rare', mode: 'observed' });
    await add(database, [rare]);
    for (let batch = 0; batch < 9; batch += 1) {
      const many = Array.from({ length: 5_000 }, (_, index) => decided({ version: `${batch}.${index}` }));
      await add(database, many);
    }
    const { decisions } = createStores(database.read);
    const filter = { mode: 'observed' } as const;
    const first = await decisions.list(filter, { limit: 5 });
    assert.deepEqual(first.records, []);
    assert.ok(first.next !== undefined);
    const second = await decisions.list(filter, { limit: 5, before: first.next });
    assert.deepEqual(
      second.records.map(({ version }) => version),
      ['rare'],
    );
    assert.equal(second.next, undefined);
  },
);
