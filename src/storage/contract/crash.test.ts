import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { sha256Of } from '../../kernel/digest.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { openBlobFolder } from '../blob-folder.ts';
import { openDatabase, type DatabaseLocation } from '../database.ts';
import { createJournalReader } from '../journal-store.ts';
import { createStores } from '../stores.ts';
import { testOnEngines, withTemporaryFolder } from './engines.ts';

const ROUNDS = 20;
const WRITER = join(import.meta.dirname, 'crash-writer.ts');

testOnEngines('journal, rows and blobs agree after a writer is killed at any moment', (location) =>
  withTemporaryFolder(async (folder) => {
    const blobRoot = join(folder, 'blobs');
    await (await openDatabase(location)).close();
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      acknowledged = Math.max(acknowledged, await writeUntilKilled(location, blobRoot));
      await assertAgreement(location, blobRoot, acknowledged);
    }
    assert.ok(acknowledged > ROUNDS, `only ${acknowledged} transactions were written`);
  }),
);

/** Kills the writer a random while after its first commit; answers the last transaction that it said was committed. */
async function writeUntilKilled(location: DatabaseLocation, blobRoot: string): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, JSON.stringify(location), blobRoot], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => writer.on('exit', resolve));
  let output = '';
  const began = new Promise<void>((resolve) => {
    writer.stdout.on('data', (chunk) => {
      output += String(chunk);
      resolve();
    });
  });
  await Promise.race([began, exited]);
  await sleep(Math.random() * 40);
  writer.kill('SIGKILL');
  await exited;
  const lines = output.split('\n');
  // What stands after the last line break may be half a number.
  return Number(lines.at(-2) ?? 0);
}

async function assertAgreement(
  location: DatabaseLocation,
  blobRoot: string,
  acknowledged: number,
): Promise<void> {
  const database = await openDatabase(location);
  try {
    const blobs = await openBlobFolder(blobRoot);
    assert.deepEqual(readdirSync(join(blobRoot, 'staging')), []);
    const stores = createStores(database.read);
    const entries = await createJournalReader(database.read).readAfter(0, 100_000);
    assert.ok(entries.length >= acknowledged, 'a transaction that was acknowledged is gone');
    const packages = await database.read.selectFrom('package').select('name').execute();
    const artifacts = await database.read.selectFrom('artifact').select('name').execute();
    assert.equal(packages.length, entries.length);
    assert.equal(artifacts.length, entries.length);
    for (const entry of entries.slice(-50)) {
      assert.ok(entry.kind === 'artifact-stored');
      const name = asPackageName(`package-${entry.sequence}`);
      assert.equal(entry.name, name);
      const [artifact] = await stores.artifacts.ofPackage({ ecosystem: 'npm', name });
      assert.equal(artifact?.sha256, entry.data.sha256);
      const bytes = await blobs.read(entry.data.sha256);
      assert.ok(bytes !== undefined, 'a row names a blob that is not there');
      assert.equal(sha256Of(bytes), entry.data.sha256);
    }
  } finally {
    await database.close();
  }
}
