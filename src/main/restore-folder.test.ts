import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { restoreFolder } from './restore-folder.ts';

test('nothing is restored where the server would use PostgreSQL, by its file or by the environment', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-restore-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const source = join(dataDir, 'backup.tar');
  const configFile = join(dataDir, 'gatehouse.toml');
  writeFileSync(source, 'not looked at');
  writeFileSync(configFile, '[storage]\ndatabase = "postgres://gate:hunter2@db.example/gatehouse"\n');
  const ask = async (environment: Readonly<Record<string, string>>, force: boolean) => {
    const onProgress = () => undefined;
    try {
      await restoreFolder({ dataDir, configFile, environment, source, force, onProgress });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const variable = { GATEHOUSE_STORAGE_DATABASE: 'postgres://db.example/gatehouse' };
  for (const error of [await ask({}, false), await ask(variable, true)]) {
    assert.ok(isGatehouseError(error, 'unsupported'), String(error));
    assert.doesNotMatch(error.message, /hunter2|db\.example/);
  }
  // What replaces the file is a backup of SQLite.
  assert.ok(isGatehouseError(await ask({}, true), 'invalid-archive'));
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name.startsWith('gatehouse.db')),
    [],
  );
});
