import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { findRunningServer, lockDataFolder } from './data-lock.ts';
import { findProcessStart } from './process-identity.ts';

function makeFolder(t: TestContext): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return { folder, file: join(folder, 'server.lock') };
}

/** A lock of a process that lives as long as this test. */
function writeLock(file: string, processStart: string | undefined): void {
  writeFileSync(file, JSON.stringify({ pid: process.ppid, url: 'http://localhost:1', processStart }));
}

test('a lock tells who has the folder and where it listens, until it is released', (t) => {
  const { folder, file } = makeFolder(t);
  const lock = lockDataFolder(join(folder));
  lock.announce('http://localhost:4870');
  const written = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; url: string };
  assert.deepEqual([written.pid, written.url], [process.pid, 'http://localhost:4870']);
  lock.release();
  lockDataFolder(folder).release();
});

test('the lock of a living server is respected', (t) => {
  const { folder, file } = makeFolder(t);
  writeLock(file, findProcessStart(process.ppid));
  assert.deepEqual(findRunningServer(folder), { pid: process.ppid, url: 'http://localhost:1' });
  assert.throws(
    () => lockDataFolder(folder),
    (error) => isGatehouseError(error, 'locked'),
  );
});

test('a lock without a time of start is respected while a process has its id', (t) => {
  const { folder, file } = makeFolder(t);
  writeLock(file, undefined);
  assert.throws(
    () => lockDataFolder(folder),
    (error) => isGatehouseError(error, 'locked'),
  );
});

test('the lock of a dead server, half a lock, and one whose process id went to another are taken over', (t) => {
  const { folder, file } = makeFolder(t);
  const contents = [JSON.stringify({ pid: 2 ** 22 + 1, url: '' }), '{"pid":', '', 'null', '[]'];
  for (const content of contents) {
    writeFileSync(file, content);
    lockDataFolder(folder).release();
  }
  if (findProcessStart(process.ppid) === undefined) return;
  writeLock(file, '1');
  assert.equal(findRunningServer(folder), undefined);
  lockDataFolder(folder).release();
});

test('a folder that cannot be made is said to be so', (t) => {
  const { folder, file } = makeFolder(t);
  writeFileSync(file, '');
  assert.throws(
    () => lockDataFolder(join(file, 'data')),
    (error) => isGatehouseError(error, 'storage-failed') && error.message.includes(folder),
  );
});
