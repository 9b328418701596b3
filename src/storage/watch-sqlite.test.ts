import assert from 'node:assert/strict';
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
    let heard = 0;
    const stop = watchSqlite(path, () => (heard += 1));
    // The same file, in place: its bytes are no database, then they are again.
    writeFileSync(path, Buffer.alloc(8_192, 7));
    await sleep(600);
    copyFileSync(sound, path);
    const database = await openDatabase({ kind: 'sqlite', path });
    await database.transact((trx) =>
      createIdentityStore(trx).saveAccount({ id: 'a', name: 'ada', role: 'reader', createdAt: 0 }),
    );
    while (heard === 0) await sleep(20);
    await stop();
    await database.close();
    assert.ok(heard > 0);
  }));
