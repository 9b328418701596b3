import assert from 'node:assert/strict';

import type { ComponentFacts } from '../../inventory/currency/currency-ports.ts';
import { CurrencyAdder } from '../../inventory/currency/currency-sums.ts';
import { figuresOf } from '../../inventory/currency/currency-figures.ts';
import type { ComponentKey } from '../../inventory/ports.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const component = (name: string, version = '1.0.0'): ComponentKey => ({
  ecosystem: 'npm',
  name: asPackageName(name),
  version,
});

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

/** Applications with components, by their ids. */
async function fill(database: Database, applications: Readonly<Record<string, readonly ComponentKey[]>>) {
  return write(database, async ({ components }) => {
    const ids = await components.intern(Object.values(applications).flat());
    for (const [id, some] of Object.entries(applications)) {
      const own = await components.idsOf(some);
      await components.replaceCurrent(id, new Map([...own.values()].map((one) => [one, 'runtime'])));
    }
    return (key: ComponentKey): number => ids.get(`${key.ecosystem}\n${key.name}\n${key.version}`) ?? 0;
  });
}

const facts = (componentId: number, parts: Partial<ComponentFacts> = {}): ComponentFacts => ({
  componentId,
  measuredAt: AT,
  ...parts,
});

const DAY_MS = 86_400_000;

testWithDatabase('facts are kept whole, replaced, and absent ones stay absent', async (database) => {
  const [wave, tide] = [component('wave'), component('tide')];
  const idOf = await fill(database, { shop: [wave, tide] });
  const whole: ComponentFacts = {
    componentId: idOf(wave),
    measuredAt: AT,
    checkedAt: AT - 1,
    latest: '2.0.0',
    latestAt: AT - 2,
    installedAt: AT - 3,
    behind: 4,
    behindOnLine: 0,
    lastReleaseAt: AT - 5,
    quietSince: AT - 5,
    licence: 'MIT OR Apache-2.0',
  };
  await write(database, ({ componentFacts }) => componentFacts.saveFacts([whole, facts(idOf(tide))]));
  const { componentFacts } = createStores(database.read);
  const both = await componentFacts.factsOf([idOf(wave), idOf(tide), 999]);
  assert.deepEqual(
    both.toSorted((a, b) => a.componentId - b.componentId),
    [whole, facts(idOf(tide))].toSorted((a, b) => a.componentId - b.componentId),
  );
  await write(database, (stores) => stores.componentFacts.saveFacts([facts(idOf(wave), { checkedAt: AT })]));
  assert.deepEqual(await componentFacts.factsOf([idOf(wave)]), [facts(idOf(wave), { checkedAt: AT })]);
});

testWithDatabase(
  'an application’s components are told with their facts, measured or not',
  async (database) => {
    const [wave, tide] = [component('wave'), component('tide')];
    const idOf = await fill(database, { shop: [wave, tide], other: [component('reef')] });
    await write(database, ({ componentFacts }) =>
      componentFacts.saveFacts([facts(idOf(wave), { behind: 1 })]),
    );
    const found = await createStores(database.read).componentFacts.ofApplication('shop');
    assert.deepEqual(
      found.toSorted((a, b) => a.component.id - b.component.id),
      [
        { component: { id: idOf(wave), ...wave }, facts: facts(idOf(wave), { behind: 1 }) },
        { component: { id: idOf(tide), ...tide } },
      ],
    );
  },
);

testWithDatabase(
  'those furthest behind come first: by years, then by versions; current ones never',
  async (database) => {
    const names = ['a', 'b', 'c', 'd'].map((name) => component(name));
    const idOf = await fill(database, { shop: names });
    const rows = [
      { behind: 2 },
      { behind: 1, installedAt: AT - 400 * DAY_MS, latestAt: AT },
      { behind: 9 },
      { behind: 0 },
    ];
    await write(database, ({ componentFacts }) =>
      componentFacts.saveFacts(names.map((key, at) => facts(idOf(key), rows[at]))),
    );
    const { componentFacts } = createStores(database.read);
    const told = async (limit: number) =>
      (await componentFacts.furthestBehind('shop', limit)).map((one) => one.component.name);
    assert.deepEqual(await told(9), ['b', 'c', 'a']);
    assert.deepEqual(await told(1), ['b']);
  },
);

testWithDatabase(
  'packages in use are walked in pages, with the versions that applications have now',
  async (database) => {
    const [one, two, reef] = [component('wave', '1.0.0'), component('wave', '2.0.0'), component('reef')];
    const idOf = await fill(database, { shop: [one, two], other: [one, reef], gone: [component('ebb')] });
    await write(database, ({ components }) => components.replaceCurrent('gone', new Map()));
    const { componentFacts } = createStores(database.read);
    const [first] = await componentFacts.packages(undefined, 1);
    assert.deepEqual(first, {
      ref: { ecosystem: 'npm', name: 'reef' },
      components: [{ id: idOf(reef), ...reef }],
    });
    assert.deepEqual(await componentFacts.packages(first.ref, 5), [
      {
        ref: { ecosystem: 'npm', name: 'wave' },
        components: [
          { id: idOf(one), ...one },
          { id: idOf(two), ...two },
        ],
      },
    ]);
    assert.deepEqual((await componentFacts.holderIds([idOf(one)])).toSorted(), ['other', 'shop']);
    assert.deepEqual(await componentFacts.holderIds([]), []);
  },
);

testWithDatabase(
  'sums are kept by whom they are of, days by day; all together are none of the pages',
  async (database) => {
    const adder = new CurrencyAdder();
    adder.count('applications');
    adder.spread('behind', 3);
    const sums = adder.sums();
    const figures = figuresOf(sums, AT);
    await write(database, async ({ currencySums }) => {
      for (const scopeId of ['', 'a', 'b']) await currencySums.saveSums({ scopeId, at: AT, sums });
      await currencySums.saveSums({ scopeId: 'a', at: AT + 1, sums });
      for (const day of [3, 1, 2]) await currencySums.saveDay({ scopeId: 'a', day, figures });
      await currencySums.saveDay({ scopeId: 'a', day: 3, figures: { ...figures, applications: 7 } });
    });
    const { currencySums } = createStores(database.read);
    assert.deepEqual(await currencySums.sums(['']), [{ scopeId: '', at: AT, sums }]);
    assert.deepEqual(await currencySums.sums(['a', 'none']), [{ scopeId: 'a', at: AT + 1, sums }]);
    assert.deepEqual(
      (await currencySums.sumsAfter('', 1)).map(({ scopeId }) => scopeId),
      ['a'],
    );
    assert.deepEqual(
      (await currencySums.sumsAfter('a', 5)).map(({ scopeId }) => scopeId),
      ['b'],
    );
    assert.deepEqual(
      (await currencySums.days('a', 2, 9)).map(({ day, figures: of }) => [day, of.applications]),
      [
        [2, 1],
        [3, 7],
      ],
    );
  },
);
