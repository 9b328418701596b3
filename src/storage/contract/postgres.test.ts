import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { isGatehouseError } from '../../kernel/errors.ts';
import { openDatabase, type Database } from '../database.ts';
import { createStores } from '../stores.ts';
import { testOnPostgres } from './engines.ts';

const createTable = (name: string) => (database: Database) =>
  database.transact((trx) => sql.raw(`create table ${name} (id int)`).execute(trx));

testOnPostgres('a connection that breaks within a transaction fails that one alone', async (location) => {
  const database = await openDatabase(location);
  const other = await openDatabase(location);
  const broken = database.transact(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.read);
    await sleep(50);
    await sql`create table never (id int)`.execute(trx);
  });
  await assert.rejects(broken, (error) => isGatehouseError(error, 'storage-failed'));
  await createTable('later')(database);
  await other.close();
  await database.close();
});

testOnPostgres('connections that break while idle are replaced', async (location) => {
  const database = await openDatabase(location);
  const other = await openDatabase(location);
  await createStores(database.read).identity.accounts();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(other.read);
  await sleep(50);
  assert.deepEqual(await createStores(database.read).identity.accounts(), []);
  await createTable('later')(database);
  await other.close();
  await database.close();
});

testOnPostgres(
  'a transaction sees what was committed before it, whatever isolation is usual',
  async (location) => {
    const first = await openDatabase(location);
    await createTable('counted')(first);
    await first.transact(async (trx) => {
      const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(trx);
      await sql
        .raw(`alter database ${rows[0]?.name} set default_transaction_isolation = serializable`)
        .execute(trx);
    });
    await first.close();
    const servers = [await openDatabase(location), await openDatabase(location)];
    const add = (database: Database) =>
      database.transact((trx) => sql`insert into counted select count(*) + 1 from counted`.execute(trx));
    await Promise.all(servers.flatMap((database) => Array.from({ length: 20 }, () => add(database))));
    const { rows } = await sql`select max(id) as most, count(*) as rows from counted`.execute(
      servers[0]!.read,
    );
    assert.deepEqual(rows, [{ most: 40, rows: 40 }]);
    for (const database of servers) await database.close();
  },
);

testOnPostgres(
  'a search for what no name can hold is the asker’s fault, not the server’s',
  async (location) => {
    const database = await openDatabase(location);
    const { packages } = createStores(database.read);
    await assert.rejects(packages.search({ text: 'a\u0000b', limit: 1 }), (error) =>
      isGatehouseError(error, 'invalid-request'),
    );
    assert.deepEqual(await packages.search({ text: 'a', limit: 1 }), []);
    await database.close();
  },
);

test('a server that cannot be reached is storage-failed, without the password', async () => {
  const url = 'postgres://someone:pass-phrase@127.0.0.1:1/gatehouse';
  await assert.rejects(openDatabase({ kind: 'postgres', url }), (error) => {
    assert.ok(isGatehouseError(error, 'storage-failed'));
    assert.ok(!JSON.stringify([error.message, error.facts]).includes('pass-phrase'));
    return true;
  });
});
