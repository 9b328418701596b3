import assert from 'node:assert/strict';

import { componentKeyOf, keyOfComponent } from '../../inventory/component-key.ts';
import type { Application, ComponentKey, SnapshotFile } from '../../inventory/ports.ts';
import type { Component } from '../../kernel/component-graph.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const application = (parts: Partial<Application> = {}): Application => ({
  id: 'app-1',
  name: 'shop',
  environment: 'prod',
  tags: {},
  createdAt: AT,
  pushedAt: AT,
  newestSnapshot: 1,
  componentCount: 2,
  unknownCount: 0,
  findingCount: 0,
  ...parts,
});

const component = (name: string, version = '1.0.0'): ComponentKey => ({
  ecosystem: 'npm',
  name: asPackageName(name),
  version,
});

const inFile = (name: string, parts: Partial<Component> = {}): Component => ({
  ecosystem: 'npm',
  name: asPackageName(name),
  version: '1.0.0',
  source: 'registry',
  scope: 'runtime',
  ...parts,
});

/** Every kind of component, and needs that point both ways. */
const FILES: readonly SnapshotFile[] = [
  {
    path: 'web/package-lock.json',
    graph: {
      format: 'package-lock.json 3',
      components: [
        inFile('shop', { source: 'project', scope: 'unknown' }),
        inFile('wave', { line: 300 }),
        inFile('tide', { scope: 'development' }),
        { name: 'ruby-thing', version: '2', source: 'registry', scope: 'unknown' },
        {
          ecosystem: 'npm',
          name: 'fork',
          requested: 'github:acme/fork',
          source: 'elsewhere',
          scope: 'runtime',
        },
      ],
      roots: [0],
      needs: [[1, 4], [2], [1], undefined, []],
      gaps: [{ message: 'Cannot tell “x”', line: 7 }, { message: 'no line' }],
    },
  },
  { path: 'none.lock', graph: { format: 'none', components: [], roots: [], needs: [], gaps: [] } },
];

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

testWithDatabase('applications are saved, found by name and listed in pages', async (database) => {
  await write(database, async ({ applications }) => {
    await applications.save(application({ owner: 'payments', tags: { tier: '1' }, unmatched: 'no feed' }));
    await applications.save(application({ id: 'app-2', environment: 'test', owner: 'payments' }));
    await applications.save(application({ id: 'app-3', name: 'a_b' }));
    await applications.save(application({ id: 'app-4', name: 'Zoo' }));
  });
  const { applications } = createStores(database.read);
  assert.deepEqual(await applications.named('shop'), [
    application({ owner: 'payments', tags: { tier: '1' }, unmatched: 'no feed' }),
    application({ id: 'app-2', environment: 'test', owner: 'payments' }),
  ]);
  assert.deepEqual(await applications.named('none'), []);
  assert.deepEqual(
    (await applications.byId(['app-4', 'none'])).map(({ name }) => name),
    ['Zoo'],
  );
  const first = await applications.list({}, { limit: 3 });
  assert.deepEqual(
    first.map(({ id }) => id),
    ['app-4', 'app-3', 'app-1'],
  );
  const last = first.at(-1);
  assert.ok(last !== undefined);
  const second = await applications.list({}, { after: last, limit: 3 });
  assert.deepEqual(
    second.map(({ id }) => id),
    ['app-2'],
  );
  const owned = await applications.list({ owner: 'payments', environment: 'test' }, { limit: 3 });
  assert.deepEqual(
    owned.map(({ id }) => id),
    ['app-2'],
  );
  await write(database, async (stores) => {
    await stores.applications.save(application({ createdAt: AT + 9, pushedAt: AT + 9, newestSnapshot: 2 }));
  });
  assert.deepEqual(
    (await applications.named('shop'))[0],
    application({ pushedAt: AT + 9, newestSnapshot: 2 }),
  );
  const renamed = application({
    name: 'store',
    formerly: [
      { name: 'shop', until: AT + 1 },
      { name: 'mill', since: AT + 1, until: AT + 2 },
    ],
    nameSince: AT + 2,
  });
  await write(database, (stores) => stores.applications.save(renamed));
  assert.deepEqual(await applications.named('store'), [renamed]);
  assert.deepEqual(await applications.renamed('prod'), [renamed]);
  assert.deepEqual(await applications.renamed('test'), []);
  // A push of it that knows of no names takes them away again: who saves says all.
  await write(database, (stores) => stores.applications.save(application()));
  assert.deepEqual(await applications.renamed('prod'), []);
});

testWithDatabase('a component is kept once, however often it is pushed', async (database) => {
  const first = await write(database, ({ components }) =>
    components.intern([component('wave'), component('tide'), component('wave')]),
  );
  assert.equal(first.size, 2);
  const second = await write(database, ({ components }) =>
    components.intern([
      component('tide'),
      component('tide', '2.0.0'),
      { ...component('tide'), ecosystem: 'pypi' },
    ]),
  );
  const key = componentKeyOf(component('tide'));
  assert.equal(second.get(key), first.get(key));
  assert.equal(new Set([...first.values(), ...second.values()]).size, 4);
  const { components } = createStores(database.read);
  assert.deepEqual(
    (await components.versionsOf({ ecosystem: 'npm', name: asPackageName('tide') }))
      .map(({ version }) => version)
      .sort(),
    ['1.0.0', '2.0.0'],
  );
});

testWithDatabase(
  'who has a component now is told in pages that cut no application in two',
  async (database) => {
    const held = await write(database, async ({ components }) => {
      const ids = [
        ...(await components.intern(['1', '2', '3'].map((one) => component('tide', one)))).values(),
      ];
      const [one = 0, two = 0, three = 0] = ids;
      const of = (...some: readonly number[]) => new Map(some.map((id) => [id, 'runtime'] as const));
      await components.replaceCurrent('b', of(one, two));
      await components.replaceCurrent('a', new Map([[three, 'development']]));
      await components.replaceCurrent('c', of(one));
      const changed = await components.replaceCurrent('c', of(two, three));
      assert.deepEqual(changed, { added: [two, three], removed: [one] });
      assert.deepEqual(await components.replaceCurrent('c', of(two, three)), { added: [], removed: [] });
      return components.versionsOf({ ecosystem: 'npm', name: asPackageName('tide') });
    });
    const { components } = createStores(database.read);
    const tell = async (page: { readonly after?: string; readonly limit: number }) =>
      (await components.holders(held, page)).map(
        ({ applicationId, component: { version }, scope }) => `${applicationId} ${version} ${scope}`,
      );
    assert.deepEqual(await tell({ limit: 2 }), ['a 3 development', 'b 1 runtime', 'b 2 runtime']);
    assert.deepEqual(await tell({ limit: 2, after: 'b' }), ['c 2 runtime', 'c 3 runtime']);
    assert.deepEqual(await tell({ limit: 2, after: 'c' }), []);
    assert.deepEqual(await components.holders([], { limit: 2 }), []);
  },
);

testWithDatabase('a snapshot gives back the graph that was put in, and older ones stay', async (database) => {
  const ids = await write(database, async ({ applications, components }) => {
    const keys = FILES.flatMap(({ graph }) => graph.components.flatMap((one) => keyOfComponent(one) ?? []));
    const interned = await components.intern(keys);
    for (const number of [1, 2, 3]) {
      const files = number === 3 ? FILES : [];
      const told = files.map(({ path, graph }) => ({
        path,
        format: graph.format,
        components: graph.components.length,
      }));
      const summary = { number, takenAt: AT + number, author: 'token:ci', componentCount: 2, files: told };
      await applications.addSnapshot('app-1', summary, files, interned);
    }
    return interned;
  });
  const { applications } = createStores(database.read);
  assert.deepEqual(await applications.graphOf('app-1', 3), FILES);
  assert.deepEqual(await applications.graphOf('app-1', 1), []);
  await assert.rejects(applications.graphOf('app-1', 4), (error) => isGatehouseError(error, 'not-found'));
  const page = await applications.snapshots('app-1', { limit: 2 });
  assert.deepEqual(
    page.map(({ number, takenAt }) => [number, takenAt]),
    [
      [3, AT + 3],
      [2, AT + 2],
    ],
  );
  assert.deepEqual(page[0]?.files[0], {
    path: 'web/package-lock.json',
    format: 'package-lock.json 3',
    components: 5,
  });
  assert.deepEqual(
    (await applications.snapshots('app-1', { before: 2, limit: 2 })).map(({ number }) => number),
    [1],
  );
  assert.equal(ids.size, 2);
});

testWithDatabase(
  'what is told of imports replaces what was, and is of one application alone',
  async (database) => {
    const reach = { state: 'imported', places: [{ file: 'a.js', line: 1 }], count: 1 } as const;
    const notSeen = { state: 'not-seen', because: 'no import was found' } as const;
    const many = Array.from({ length: 1_200 }, (_, at) => at + 1);
    await write(database, async ({ reaches }) => {
      await reaches.replace('app-1', [
        { reach, components: [3] },
        { reach: notSeen, components: many.filter((id) => id !== 3) },
      ]);
      await reaches.replace('app-2', [{ reach, components: [2] }]);
    });
    const { reaches } = createStores(database.read);
    assert.deepEqual(
      await reaches.of('app-1', [3, 4, 5_000]),
      new Map<number, unknown>([
        [3, reach],
        [4, notSeen],
      ]),
    );
    assert.equal((await reaches.of('app-1', many)).size, many.length);
    await write(database, ({ reaches: inWork }) => inWork.replace('app-1', []));
    assert.deepEqual(await reaches.of('app-1', many), new Map());
    assert.deepEqual(await reaches.of('app-2', [2]), new Map([[2, reach]]));
  },
);
