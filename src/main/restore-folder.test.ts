import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { backupFolder } from './backup-folder.ts';
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

test('a damaged file leaves no folder that was not there', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-restore-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const source = join(home, 'backup.tar');
  writeFileSync(source, Buffer.alloc(4_096, 7));
  const dataDir = join(home, 'data');
  const ask = () =>
    restoreFolder({
      dataDir,
      configFile: join(dataDir, 'gatehouse.toml'),
      environment: {},
      source,
      force: false,
      onProgress: () => undefined,
    });
  await assert.rejects(ask(), (error) => isGatehouseError(error, 'invalid-archive'));
  assert.deepEqual(readdirSync(home), ['backup.tar']);
  mkdirSync(dataDir);
  await assert.rejects(ask(), (error) => isGatehouseError(error, 'invalid-archive'));
  assert.deepEqual(readdirSync(dataDir), []);
});

test('a backup of a folder without a database says which variable may be missing', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-backup-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const configFile = join(dataDir, 'gatehouse.toml');
  writeFileSync(configFile, '');
  const target = join(dataDir, 'backup.tar');
  const options = {
    dataDir,
    configFile,
    environment: {},
    target,
    withArtifacts: false,
    onProgress: () => {},
  };
  await assert.rejects(
    backupFolder(options),
    (error) => isGatehouseError(error, 'not-found') && /GATEHOUSE_STORAGE_DATABASE/.test(error.message),
  );
});
