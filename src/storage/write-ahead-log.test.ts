import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { Kysely, sql } from 'kysely';

import { isGatehouseError } from '../kernel/errors.ts';
import { withTemporaryFolder } from './contract/engines.ts';
import {
  createSqliteDialect,
  openSqliteReader,
  openSqliteWriter,
  SqliteWriterDriver,
} from './sqlite-dialect.ts';
import { WriteAheadLog } from './write-ahead-log.ts';

interface Notes {
  readonly note: { readonly text: string };
}

/** A log whose disk answers when the test says so. */
class SlowLog extends WriteAheadLog {
  readonly asked = Promise.withResolvers<void>();
  readonly disk = Promise.withResolvers<void>();

  override async sync(): Promise<void> {
    this.asked.resolve();
    await this.disk.promise;
    await super.sync();
  }
}

async function openNotes(path: string, log: WriteAheadLog): Promise<Kysely<Notes>> {
  const handle = openSqliteWriter(path);
  handle.database.exec('create table note (text text not null)');
  return new Kysely<Notes>({ dialect: createSqliteDialect(new SqliteWriterDriver(handle, log)) });
}

const add = (database: Kysely<Notes>, text: string) =>
  database.transaction().execute((trx) => trx.insertInto('note').values({ text }).execute());

test('a transaction is over when its log is on the disk, and not before', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'notes.sqlite');
    const log = new SlowLog(path);
    const database = await openNotes(path, log);
    let isOver = false;
    const written = add(database, 'one').then(() => (isOver = true));
    await log.asked.promise;
    const reader = openSqliteReader(path);
    assert.deepEqual(
      reader.run('select text from note').rows.map((row) => ({ ...(row as object) })),
      [{ text: 'one' }],
    );
    reader.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isOver, false);
    log.disk.resolve();
    await written;
    await database.destroy();
  }));

test('after a log that did not reach the disk nothing more is written', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'notes.sqlite');
    const database = await openNotes(path, new WriteAheadLog(join(folder, 'missing', 'notes.sqlite')));
    await assert.rejects(add(database, 'one'), (error) => {
      assert.ok(isGatehouseError(error, 'storage-failed'));
      return error.facts['systemCode'] === 'ENOENT';
    });
    await assert.rejects(add(database, 'two'), (error) => {
      assert.ok(isGatehouseError(error, 'storage-failed'));
      return error.message.includes('restart to go on');
    });
    const { rows } = await sql<{ readonly text: string }>`select text from note`.execute(database);
    assert.deepEqual(
      rows.map(({ text }) => text),
      ['one'],
    );
    await database.destroy();
  }));
