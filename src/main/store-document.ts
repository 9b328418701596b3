// Writes a rendered index that is too large for memory to files, in every form, and frees its memory.

import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliCompress, createGzip } from 'node:zlib';

import type { RenderedIndex } from '../ecosystems/adapter-index-document.ts';
import { brotliOptions, etagOf, GZIP_LEVEL } from '../registry/compress-document.ts';
import type { StoredDocument } from './index-messages.ts';

const PIECE_BYTES = 256 * 1024;

/** The files in `folder` are the caller's to delete; when it throws there are none. */
export async function storeDocument(rendered: RenderedIndex, folder: string): Promise<StoredDocument> {
  const { body, contentType, headers } = rendered;
  const stem = join(folder, randomBytes(16).toString('hex'));
  const files = { body: stem, gzip: `${stem}.gz`, brotli: `${stem}.br` };
  const hash = createHash('sha256');
  for (const piece of piecesOf(body)) hash.update(piece);
  try {
    await Promise.all([
      write(body, files.body),
      write(body, files.gzip, createGzip({ level: GZIP_LEVEL })),
      write(body, files.brotli, createBrotliCompress(brotliOptions(body.byteLength))),
    ]);
  } catch (error) {
    for (const file of Object.values(files)) await rm(file, { force: true });
    throw error;
  }
  freeMemory(body);
  return { stored: { contentType, headers, etag: etagOf(hash) }, files };
}

/** At once, rather than when this thread next has reason to collect garbage. `bytes` is empty then. */
export function freeMemory({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function write(body: Uint8Array, path: string, ...through: readonly Transform[]): Promise<void> {
  const source = Readable.from(piecesOf(body));
  await pipeline([source, ...through, createWriteStream(path, { flags: 'wx', mode: 0o600 })]);
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}
