import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { isGatehouseError } from '../../kernel/errors.ts';
import { openDatabase, type Database } from '../database.ts';
import { MIGRATIONS, NEWEST_SCHEMA } from '../migrations/list.ts';
import type { Migration } from '../migrations/migration.ts';
import { testOnEngines, testWithDatabase } from './engines.ts';

const row = (sequence: number) => ({
  sequence,
  at: 1_700_000_000_000,
  kind: 'feed-updated',
  actor: 'gatehouse',
  ecosystem: null,
  name: null,
  data: '{}',
});

async function sequences(database: Database): Promise<readonly number[]> {
  const rows = await database.read.selectFrom('journal').select('sequence').orderBy('sequence').execute();
  return rows.map(({ sequence }) => sequence);
}

testWithDatabase(
  'a committed row reads back as it was written, whole numbers as numbers',
  async (database) => {
    await database.transact((trx) => trx.insertInto('journal').values(row(1)).execute());
    const found = await database.read.selectFrom('journal').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual({ ...found }, row(1));
    const { total } = await database.read
      .selectFrom('journal')
      .select(({ fn }) => fn.sum<number>('at').as('total'))
      .executeTakeFirstOrThrow();
    assert.equal(total, 1_700_000_000_000);
  },
);

testWithDatabase(
  'work that rejects leaves nothing behind, and the next transaction works',
  async (database) => {
    const failed = database.transact(async (trx) => {
      await trx.insertInto('journal').values(row(1)).execute();
      throw new Error('changed my mind');
    });
    await assert.rejects(failed, { message: 'changed my mind' });
    assert.deepEqual(await sequences(database), []);
    await database.transact((trx) => trx.insertInto('journal').values(row(2)).execute());
    assert.deepEqual(await sequences(database), [2]);
  },
);

testWithDatabase(
  'reading neither waits for a transaction nor sees what it has not committed',
  async (database) => {
    await database.transact(async (trx) => {
      await trx.insertInto('journal').values(row(1)).execute();
      assert.deepEqual(await sequences(database), []);
    });
    assert.deepEqual(await sequences(database), [1]);
  },
);

testWithDatabase('the reading side refuses to write', async (database) => {
  await assert.rejects(database.read.insertInto('journal').values(row(1)).execute(), (error) =>
    isGatehouseError(error, 'storage-failed'),
  );
});

testWithDatabase(
  'transactions run one after the other, in the order in which they were asked for',
  async (database) => {
    const steps: string[] = [];
    const work = (name: string) =>
      database.transact(async (trx) => {
        steps.push(`${name} begins`);
        await trx.selectFrom('journal').selectAll().execute();
        await sleep(2);
        steps.push(`${name} ends`);
      });
    await Promise.all([work('a'), work('b'), work('c')]);
    assert.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  },
);

testWithDatabase('a transaction inside another is refused instead of waiting for ever', async (database) => {
  const nested = database.transact(() => database.transact(async () => 'never'));
  await assert.rejects(nested, (error) => isGatehouseError(error, 'storage-failed'));
  assert.equal(await database.transact(async () => 'fine'), 'fine');
});

testWithDatabase(
  'work that outlives the transaction it was started in may begin its own',
  async (database) => {
    const later: { started?: Promise<string> } = {};
    const over = Promise.withResolvers<void>();
    await database.transact(async () => {
      later.started = over.promise.then(() => database.transact(async () => 'later'));
    });
    over.resolve();
    assert.equal(await later.started, 'later');
  },
);

testWithDatabase('a transaction that is over refuses to work', async (database) => {
  const kept = await database.transact(async (trx) => ({ trx }));
  await assert.rejects(kept.trx.insertInto('journal').values(row(1)).execute());
  assert.deepEqual(await sequences(database), []);
});

testWithDatabase('a key that exists is a conflict', async (database) => {
  await database.transact((trx) => trx.insertInto('journal').values(row(1)).execute());
  await assert.rejects(
    database.transact((trx) => trx.insertInto('journal').values(row(1)).execute()),
    (error) => isGatehouseError(error, 'conflict'),
  );
});

testWithDatabase(
  'a statement that fails is told as storage-failed and leaves the connection usable',
  async (database) => {
    const broken = database.transact((trx) => sql`select * from nowhere`.execute(trx));
    await assert.rejects(broken, (error) => isGatehouseError(error, 'storage-failed'));
    assert.equal(await database.transact(async () => 'fine'), 'fine');
  },
);

testWithDatabase(
  'rows stream in chunks, also while others read, and a stream may be left early',
  async (database) => {
    const rows = Array.from({ length: 300 }, (_, index) => row(index + 1));
    await database.transact((trx) => trx.insertInto('journal').values(rows).execute());
    let count = 0;
    for await (const { sequence } of database.read
      .selectFrom('journal')
      .selectAll()
      .orderBy('sequence')
      .stream(50)) {
      count += 1;
      assert.equal(sequence, count);
      if (count % 100 === 0) assert.equal((await sequences(database)).length, 300);
      if (count === 250) break;
    }
    assert.equal(count, 250);
    assert.equal((await sequences(database)).length, 300);
  },
);

testWithDatabase('many reads at once all answer', async (database) => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => sequences(database)));
  assert.equal(answers.length, 50);
});

testOnEngines('two openings of one database see each other and take turns', async (location) => {
  const first = await openDatabase(location);
  const second = await openDatabase(location);
  try {
    let isInside = false;
    const work = (database: Database) =>
      database.transact(async (trx) => {
        assert.equal(isInside, false);
        isInside = true;
        const rows = await trx.selectFrom('journal').select('sequence').execute();
        await sleep(1);
        await trx
          .insertInto('journal')
          .values(row(rows.length + 1))
          .execute();
        isInside = false;
      });
    await Promise.all([first, second, first, second, first, second].map(work));
    assert.deepEqual(await sequences(first), [1, 2, 3, 4, 5, 6]);
  } finally {
    await first.close();
    await second.close();
  }
});

testOnEngines('a commit of another opening is noticed within a second', async (location) => {
  const first = await openDatabase(location);
  const second = await openDatabase(location);
  const noticed = Promise.withResolvers<void>();
  const stop = await first.watch(
    () => void sequences(first).then((found) => found.length > 0 && noticed.resolve()),
  );
  // The watching timer alone does not keep a process alive.
  const alive = setTimeout(() => noticed.reject(new Error('not noticed')), 30_000);
  try {
    await second.transact((trx) => trx.insertInto('journal').values(row(1)).execute());
    await noticed.promise;
  } finally {
    clearTimeout(alive);
    await stop();
    await first.close();
    await second.close();
  }
});

testOnEngines(
  'a database that is opened again keeps its rows and applies no migration twice',
  async (location) => {
    const first = await openDatabase(location);
    await first.transact((trx) => trx.insertInto('journal').values(row(1)).execute());
    await first.close();
    const second = await openDatabase(location);
    assert.deepEqual(await sequences(second), [1]);
    const versions = await second.read
      .selectFrom('schema_version')
      .select(['version', 'name'])
      .orderBy('version')
      .execute();
    assert.deepEqual(
      versions.map(({ version, name }) => ({ version, name })),
      MIGRATIONS.map(({ version, name }) => ({ version, name })),
    );
    await second.close();
  },
);

testOnEngines('openings at the same moment migrate once', async (location) => {
  const opened = await Promise.all([openDatabase(location), openDatabase(location), openDatabase(location)]);
  const versions = await opened[0].read.selectFrom('schema_version').select('version').execute();
  assert.equal(versions.length, MIGRATIONS.length);
  await Promise.all(opened.map((database) => database.close()));
});

testOnEngines('a database of a newer schema is refused', async (location) => {
  const next: Migration = {
    version: NEWEST_SCHEMA + 1,
    name: 'from the future',
    statements: ({ integer }) => [`create table future (id ${integer})`],
  };
  await (await openDatabase(location, [...MIGRATIONS, next])).close();
  await assert.rejects(openDatabase(location), (error) => {
    assert.ok(isGatehouseError(error, 'storage-failed'));
    assert.deepEqual(error.facts, { found: NEWEST_SCHEMA + 1, known: NEWEST_SCHEMA });
    return /newer Gatehouse/.test(error.message);
  });
});

testOnEngines('a migration that fails leaves no trace and names itself', async (location) => {
  const broken: Migration = {
    version: NEWEST_SCHEMA + 1,
    name: 'broken',
    statements: () => ['create table half (id int)', 'create table half (id int)'],
  };
  await assert.rejects(openDatabase(location, [...MIGRATIONS, broken]), (error) => {
    return isGatehouseError(error, 'storage-failed') && error.facts['name'] === 'broken';
  });
  const mended: Migration = { ...broken, statements: () => ['create table half (id int)'] };
  await (await openDatabase(location, [...MIGRATIONS, mended])).close();
});
