import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { withTemporaryFolder } from './contract/engines.ts';
import { openDatabase } from './database.ts';
import { createIdentityStore } from './identity-store.ts';
import { watchSqlite } from './watch-sqlite.ts';

test('a file that cannot be read for a while ends neither the process nor the watch', () =>
  withTemporaryFolder(async (folder) => {
    const path = join(folder, 'gatehouse.sqlite');
    await (await openDatabase({ kind: 'sqlite', path })).close();
    const sound = join(folder, 'sound.sqlite');
    copyFileSync(path, sound);
    const heard = Promise.withResolvers<void>();
    const stop = watchSqlite(path, heard.resolve);
    // The same file, in place: its bytes are no database, then they are again.
    writeFileSync(path, Buffer.alloc(8_192, 7));
    await sleep(600);
    copyFileSync(sound, path);
    const database = await openDatabase({ kind: 'sqlite', path });
    await database.transact((trx) =>
      createIdentityStore(trx).saveAccount({ id: 'a', name: 'ada', role: 'reader', createdAt: 0 }),
    );
    // The watching timer alone does not keep a process alive.
    const awake = setInterval(() => {}, 1_000);
    await heard.promise;
    clearInterval(awake);
    await stop();
    await database.close();
  }));
