import assert from 'node:assert/strict';
import { readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Transaction } from 'kysely';

import { sha256Of } from '../kernel/digest.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { openBlobFolder } from './blob-folder.ts';
import { smallDiskMissing, withSmallDisk } from './contract/small-disk.ts';
import { openDatabase, type Database } from './database.ts';
import type { Schema } from './schema.ts';
import { createUnitOfWork } from './sql-unit-of-work.ts';
import { translateFileError } from './storage-error.ts';

const skip = smallDiskMissing();
const MIB = 1024 * 1024;

const rowOf = (sequence: number, sizeBytes: number) => ({
  sequence,
  at: 0,
  kind: 'feed-updated',
  actor: 'gatehouse',
  ecosystem: null,
  name: null,
  data: JSON.stringify('x'.repeat(sizeBytes)),
});

const insert = (database: Database, sequence: number, sizeBytes: number) =>
  database.transact((trx) => trx.insertInto('journal').values(rowOf(sequence, sizeBytes)).execute());

async function count(database: Database): Promise<number> {
  return (await database.read.selectFrom('journal').select('sequence').execute()).length;
}

test(
  'a full disk is storage-full to a database, which still reads, and writes again once there is room',
  { skip },
  () =>
    withSmallDisk(4 * MIB, async ({ folder }) => {
      const database = await openDatabase({ kind: 'sqlite', path: join(folder, 'gatehouse.sqlite') });
      const filler = join(folder, 'filler');
      writeFileSync(filler, Buffer.alloc(2 * MIB));
      let committed = 0;
      const fill = async (): Promise<void> => {
        for (;;) {
          await insert(database, committed + 1, 100_000);
          committed += 1;
        }
      };
      await assert.rejects(fill(), (error) => isGatehouseError(error, 'storage-full'));
      assert.equal(await count(database), committed);
      await assert.rejects(insert(database, committed + 1, 100_000), (error) =>
        isGatehouseError(error, 'storage-full'),
      );
      unlinkSync(filler);
      await insert(database, committed + 1, 100_000);
      await database.close();
      const reopened = await openDatabase({ kind: 'sqlite', path: join(folder, 'gatehouse.sqlite') });
      assert.equal(await count(reopened), committed + 1);
      await reopened.close();
    }),
);

/** More than the cache holds: SQLite writes before the commit, and rolls back by itself when it cannot. */
async function overfill(trx: Transaction<Schema>): Promise<void> {
  for (let sequence = 10; sequence <= 200; sequence++) {
    await trx.insertInto('journal').values(rowOf(sequence, 100_000)).execute();
  }
}

test(
  'a unit of work that fills the disk is storage-full, writes nothing, and the next one works',
  { skip },
  () =>
    withSmallDisk(6 * MIB, async ({ folder }) => {
      const database = await openDatabase({ kind: 'sqlite', path: join(folder, 'gatehouse.sqlite') });
      const work = createUnitOfWork({ database, published: async () => {} }, (trx) => trx);
      const insertOne = (trx: Transaction<Schema>) => trx.insertInto('journal').values(rowOf(1, 1)).execute();
      try {
        await assert.rejects(work.transact(overfill), (error) => isGatehouseError(error, 'storage-full'));
        // As of two writes side by side of which the first fails.
        const goesOn = work.transact((trx) => overfill(trx).catch(() => insertOne(trx)));
        await assert.rejects(goesOn, (error) => isGatehouseError(error, 'storage-failed'));
        assert.equal(await count(database), 0);
        await work.transact(insertOne);
        assert.equal(await count(database), 1);
      } finally {
        await database.close();
      }
    }),
);

test('a database whose disk has no room for it is not opened', { skip }, () =>
  withSmallDisk(64 * 1024, async ({ folder }) => {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(60 * 1024));
    await assert.rejects(openDatabase({ kind: 'sqlite', path: join(folder, 'gatehouse.sqlite') }), (error) =>
      isGatehouseError(error, 'storage-full', 'storage-failed'),
    );
  }),
);

test('a database on a read-only disk is not opened for serving, and says why', { skip }, () =>
  withSmallDisk(4 * MIB, async (disk) => {
    const { folder } = disk;
    const path = join(folder, 'gatehouse.sqlite');
    await (await openDatabase({ kind: 'sqlite', path })).close();
    disk.setReadOnly(true);
    await assert.rejects(openDatabase({ kind: 'sqlite', path }), (error) => {
      assert.ok(isGatehouseError(error, 'storage-failed'));
      return error.facts['path'] === path;
    });
    disk.setReadOnly(false);
    await (await openDatabase({ kind: 'sqlite', path })).close();
  }),
);

test('a full disk is storage-full to a blob, leaves nothing of it, and other blobs are read', { skip }, () =>
  withSmallDisk(MIB, async ({ folder }) => {
    const blobs = await openBlobFolder(folder);
    const kept = await blobs.put(Buffer.from('kept'));
    await assert.rejects(blobs.put(Buffer.alloc(2 * MIB)), (error) =>
      isGatehouseError(error, 'storage-full'),
    );
    assert.deepEqual(readdirSync(join(folder, 'staging')), []);
    assert.equal((await blobs.read(kept))?.toString(), 'kept');
    await blobs.put(Buffer.alloc(MIB / 2));
  }),
);

test(
  'a read-only disk is storage-failed to a new blob, and other blobs are read, also after a restart',
  { skip },
  () =>
    withSmallDisk(MIB, async (disk) => {
      const { folder } = disk;
      const blobs = await openBlobFolder(folder);
      const kept = await blobs.put(Buffer.from('kept'));
      disk.setReadOnly(true);
      for (const opened of [blobs, await openBlobFolder(folder)]) {
        await assert.rejects(opened.put(Buffer.from('new')), (error) => {
          assert.ok(isGatehouseError(error, 'storage-failed'));
          return error.facts['systemCode'] === 'EROFS';
        });
        await assert.rejects(opened.remove(kept), (error) => isGatehouseError(error, 'storage-failed'));
        assert.equal((await opened.read(kept))?.toString(), 'kept');
        assert.equal(await opened.size(sha256Of('new')), undefined);
      }
    }),
);

test('what the file system says becomes storage-full or storage-failed, and nothing else changes', () => {
  const systemError = (code: string) => Object.assign(new Error(`${code}: no`), { code });
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const translated = translateFileError(systemError(code), 'write', '/data/x');
    assert.ok(isGatehouseError(translated, 'storage-full'));
    assert.equal(translated.message, 'Cannot write /data/x: the disk is full');
    assert.deepEqual(translated.facts, { path: '/data/x', systemCode: code });
  }
  for (const code of ['EROFS', 'EACCES', 'EIO', 'EMFILE']) {
    assert.ok(isGatehouseError(translateFileError(systemError(code), 'write', '/data/x'), 'storage-failed'));
  }
  const other = new TypeError('a fault of ours');
  assert.equal(translateFileError(other, 'write', '/data/x'), other);
});
