// The files of large rendered indexes close with their last reader, released or forgotten.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { StoredFile } from './stored-file.ts';

const BYTES = Buffer.alloc(1_000_000, 'index');
const DEADLINE_MS = 30_000;
const skip = process.platform === 'linux' ? false : 'reads /proc to see which files are open';

function stage(t: { after(run: () => void): void }): {
  readonly path: string;
  readonly isOpen: () => boolean;
} {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-stored-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'document');
  writeFileSync(path, BYTES);
  return { path, isOpen: () => openFiles().some((name) => name.startsWith(path)) };
}

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(join('/proc/self/fd', name));
    } catch {
      return '';
    }
  });
}

async function until(isTrue: () => boolean, meanwhile: () => void = () => {}): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!isTrue()) {
    assert.ok(Date.now() < deadline, 'waited in vain');
    meanwhile();
    await wait(10);
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  return Buffer.concat((await stream.toArray()) as Buffer[]);
}

test(
  'a stored document is read whole again and again, and its file closes after its release',
  { skip },
  async (t) => {
    const { path, isOpen } = stage(t);
    const stored = await StoredFile.take(path);
    assert.equal(stored.byteLength, BYTES.byteLength);
    assert.deepEqual(await readAll(stored.open()), BYTES);
    assert.deepEqual(await readAll(stored.open()), BYTES);
    assert.equal(isOpen(), true);
    stored.release(0);
    await until(() => !isOpen());
  },
);

test(
  'a stored document stays open for who reads it while it is released, and closes when they break off',
  { skip },
  async (t) => {
    const { path, isOpen } = stage(t);
    const stored = await StoredFile.take(path);
    const whole = stored.open();
    const broken = stored.open();
    stored.release(0);
    await wait(20);
    assert.equal(isOpen(), true);
    assert.deepEqual(await readAll(whole), BYTES);
    assert.equal(isOpen(), true);
    broken.destroy();
    await until(() => !isOpen());
  },
);

test(
  'a stored document that nobody released closes when it is forgotten, and the process goes on',
  { skip },
  async (t) => {
    const { path, isOpen } = stage(t);
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    await (async () => readAll((await StoredFile.take(path)).open()))();
    await until(() => !isOpen(), collect);
  },
);
