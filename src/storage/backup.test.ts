import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { backupDatabase, restoreDatabase } from './backup.ts';
import { withTemporaryFolder } from './contract/engines.ts';
import { openDatabase, type Database } from './database.ts';
import { createPackageStore } from './package-store.ts';

const addPackage = (database: Database, name: string) =>
  database.transact((trx) =>
    createPackageStore(trx).add({
      ecosystem: 'npm',
      name: asPackageName(name),
      upstream: 'main',
      firstSeenAt: 1,
    }),
  );

async function names(database: Database): Promise<readonly string[]> {
  const found = await createPackageStore(database.read).search({ text: '', limit: 10_000 });
  return found.map(({ name }) => name);
}

async function namesIn(path: string): Promise<readonly string[]> {
  const database = await openDatabase({ kind: 'sqlite', path });
  try {
    return await names(database);
  } finally {
    await database.close();
  }
}

test('a backup taken while others write is one moment of the database, and complete', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    const target = join(folder, 'backup.sqlite');
    const database = await openDatabase({ kind: 'sqlite', path });
    for (let index = 0; index < 200; index += 1) await addPackage(database, `before-${index}`);
    const running = backupDatabase(path, target);
    for (let index = 0; index < 50; index += 1) await addPackage(database, `during-${index}`);
    await running;
    await database.close();
    const found = await namesIn(target);
    assert.equal(found.filter((name) => name.startsWith('before-')).length, 200);
    const during = found.filter((name) => name.startsWith('during-')).length;
    for (let index = 0; index < during; index += 1) assert.ok(found.includes(`during-${index}`));
    assert.ok(!readdirSync(folder).some((name) => name.includes('partial')));
  }));

test('a backup never overwrites a file', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    const target = join(folder, 'backup.sqlite');
    await (await openDatabase({ kind: 'sqlite', path })).close();
    writeFileSync(target, 'precious');
    await assert.rejects(backupDatabase(path, target), (error) => isGatehouseError(error, 'conflict'));
    assert.equal(readFileSync(target, 'utf8'), 'precious');
  }));

test('a backup that cannot be written is told, and leaves nothing', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    await (await openDatabase({ kind: 'sqlite', path })).close();
    await assert.rejects(backupDatabase(path, join(folder, 'absent', 'backup.sqlite')), (error) =>
      isGatehouseError(error, 'storage-failed'),
    );
    await assert.rejects(backupDatabase(join(folder, 'absent.sqlite'), join(folder, 'b')), (error) =>
      isGatehouseError(error, 'storage-failed'),
    );
    assert.deepEqual(
      readdirSync(folder).filter((name) => !name.startsWith('live.sqlite')),
      [],
    );
  }));

test('a restored backup replaces the database, and the log that a crash left does not get into it', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    const target = join(folder, 'backup.sqlite');
    const database = await openDatabase({ kind: 'sqlite', path });
    await addPackage(database, 'kept');
    await backupDatabase(path, target);
    await addPackage(database, 'later');
    // As after a crash: the log still holds what was written last.
    const log = readFileSync(`${path}-wal`);
    await database.close();
    writeFileSync(`${path}-wal`, log);
    await restoreDatabase(target, path);
    assert.deepEqual(await namesIn(path), ['kept']);
    assert.deepEqual(await namesIn(target), ['kept']);
  }));

test('what is no sound database of a known schema is not restored', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    const database = await openDatabase({ kind: 'sqlite', path });
    await addPackage(database, 'kept');
    const sound = join(folder, 'sound.sqlite');
    await backupDatabase(path, sound);
    await database.close();
    const bytes = readFileSync(sound);
    const bad: Record<string, Buffer> = {
      text: Buffer.from('not a database at all, but long enough to be one'.repeat(100)),
      empty: Buffer.alloc(0),
      truncated: bytes.subarray(0, bytes.length / 2),
      scrambled: Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 7)]),
    };
    for (const [name, content] of Object.entries(bad)) {
      writeFileSync(join(folder, name), content);
      await assert.rejects(
        restoreDatabase(join(folder, name), path),
        (error) => isGatehouseError(error, 'storage-failed'),
        name,
      );
    }
    const newer = new DatabaseSync(sound);
    newer.exec("insert into schema_version values (999, 'future', 0)");
    newer.close();
    await assert.rejects(restoreDatabase(sound, path), /schema version 999/);
    await assert.rejects(restoreDatabase(join(folder, 'absent'), path), (error) =>
      isGatehouseError(error, 'storage-failed'),
    );
    assert.deepEqual(await namesIn(path), ['kept']);
    assert.equal(existsSync(`${path}.partial`), false);
  }));

test('a database, the logs beside it and a backup of it can be read by their owner alone', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    const database = await openDatabase({ kind: 'sqlite', path });
    await addPackage(database, 'one');
    await backupDatabase(path, join(folder, 'backup.sqlite'));
    const files = readdirSync(folder);
    assert.ok(files.includes('live.sqlite-wal') && files.includes('backup.sqlite'), files.join(', '));
    for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o077, 0, file);
    await database.close();
  }));

test('a restored database can be read by its owner alone, whoever may read the backup', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'live.sqlite');
    const source = join(folder, 'backup.sqlite');
    await (await openDatabase({ kind: 'sqlite', path })).close();
    await backupDatabase(path, source);
    chmodSync(source, 0o644);
    await restoreDatabase(source, path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  }));
