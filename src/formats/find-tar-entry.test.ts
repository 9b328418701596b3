import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { packTar } from 'modern-tar';

import { isGatehouseError } from '../kernel/errors.ts';
import { findTarEntry } from './find-tar-entry.ts';

const LIMITS = { maxBytes: 1_000, maxUnpackedBytes: 100_000 };

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

async function pack(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: Buffer.byteLength(body), type: 'file' as const },
    body,
  }));
  return gzipSync(await packTar(entries));
}

const isManifest = (path: string) => path === 'a-1/Cargo.toml';

test('the file is found behind others, and others are passed over', async () => {
  const archive = await pack({
    'a-1/src/Cargo.toml': 'no',
    'a-1/x': 'y'.repeat(3_000),
    'a-1/Cargo.toml': '[package]',
  });
  const found = await findTarEntry(inPieces(archive), isManifest, LIMITS);
  assert.equal(Buffer.from(found ?? []).toString(), '[package]');
  assert.equal(await findTarEntry(inPieces(archive), () => false, LIMITS), undefined);
});

test('a file that is too large is refused, and one behind too much is not looked for', async () => {
  const large = await pack({ 'a-1/Cargo.toml': 'x'.repeat(2_000) });
  await assert.rejects(findTarEntry(inPieces(large), isManifest, LIMITS), (error) =>
    isGatehouseError(error, 'too-large'),
  );
  const far = await pack({ 'a-1/zeros': '\0'.repeat(5_000_000), 'a-1/Cargo.toml': 'x' });
  assert.equal(await findTarEntry(inPieces(far), isManifest, LIMITS), undefined);
});

test('what is no gzip, or ends early, is told as what it is', async () => {
  const archive = await pack({ 'a-1/Cargo.toml': 'x'.repeat(900) });
  for (const broken of [Buffer.from('no gzip at all'), archive.subarray(0, archive.length - 40)]) {
    await assert.rejects(
      findTarEntry(inPieces(broken), (path) => path === 'none', LIMITS),
      (error) => isGatehouseError(error, 'invalid-archive'),
    );
  }
});
