import assert from 'node:assert/strict';

import { sql } from 'kysely';

import { CurrencyAdder } from '../../inventory/currency/currency-sums.ts';
import { figuresOf } from '../../inventory/currency/currency-figures.ts';
import type { SnapshotFile } from '../../inventory/ports.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const VEX = { format: 'cyclonedx', author: 'acme', statements: [], unrecognised: 0 } as const;

/** Puts a row of the application into every table that keeps some. */
async function fill(stores: Stores, id: string): Promise<void> {
  const tide = { ecosystem: 'npm', name: asPackageName('tide'), version: '1.0.0' } as const;
  const ids = await stores.components.intern([tide]);
  const componentId = [...ids.values()][0] ?? 0;
  const graph = { format: 'test', components: [], roots: [], needs: [], gaps: [] };
  const files: readonly SnapshotFile[] = [{ path: 'a.lock', graph, vex: VEX }];
  const summary = { number: 1, takenAt: AT, author: 'token:ci', componentCount: 1, files: [] };
  const clocks = { createdAt: AT, pushedAt: AT };
  const numbers = { newestSnapshot: 1, componentCount: 1, unknownCount: 0, findingCount: 0 };
  await stores.applications.save({ id, name: id, environment: 'prod', tags: {}, ...clocks, ...numbers });
  await stores.applications.addSnapshot(id, summary, files, ids);
  await stores.components.replaceCurrent(id, new Map([[componentId, 'runtime']]));
  await stores.findingStates.save([
    {
      applicationId: id,
      componentId,
      recordId: 'CVE-2026-1',
      firstSeen: AT,
      lastSeen: AT,
      state: 'open',
      isOverdue: false,
      urgency: 5,
    },
  ]);
  const counts = { open: 1, kev: 0, overdue: 0, accepted: 0, applications: 1 };
  await stores.findingTallies.add([{ scope: 'application', scopeId: id, bucket: 'all', ...counts }]);
  const reach = { state: 'not-seen', because: 'no import' } as const;
  await stores.reaches.replace(id, [{ reach, components: [componentId] }]);
  await stores.fixPlans.keep({
    applicationId: id,
    snapshot: 1,
    madeAt: AT,
    author: 'token:ci',
    max: 'minor',
    files: [],
    unsupported: [],
  });
  const sums = new CurrencyAdder().sums();
  await stores.currencySums.saveSums({ scopeId: id, at: AT, sums });
  await stores.currencySums.saveDay({ scopeId: id, day: 19_000, figures: figuresOf(sums, AT) });
}

/** How many rows each table keeps by the application's id. */
async function rowsOf(database: Database, id: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { name, columns } of await database.read.introspection.getTables()) {
    const own = columns.find((one) => ['application_id', 'scope_id'].includes(one.name));
    const column = name === 'application' ? 'id' : own?.name;
    if (column === undefined) continue;
    const { rows } = await sql<{ readonly n: number }>`
      select count(*) as n from ${sql.table(name)} where ${sql.ref(column)} = ${id}`.execute(database.read);
    counts[name] = Number(rows[0]?.n);
  }
  return counts;
}

testWithDatabase(
  'an application goes with its rows in every table, and no other loses one',
  async (database) => {
    await database.transact(async (trx) => {
      for (const id of ['app-1', 'app-2']) await fill(createStores(trx), id);
    });
    const before = await rowsOf(database, 'app-1');
    // A table that is new here keeps rows by applications too: it has to be filled above, and emptied with the others.
    assert.deepEqual(Object.values(before), Object.values(before).fill(1), JSON.stringify(before));
    assert.equal(Object.keys(before).length, 11);
    await database.transact((trx) => createStores(trx).applications.remove('app-1'));
    const none = Object.fromEntries(Object.keys(before).map((name) => [name, 0]));
    assert.deepEqual(await rowsOf(database, 'app-1'), none);
    assert.deepEqual(await rowsOf(database, 'app-2'), before);
    const { components } = createStores(database.read);
    assert.equal((await components.versionsOf({ ecosystem: 'npm', name: asPackageName('tide') })).length, 1);
  },
);
