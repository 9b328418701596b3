// A blob on its way into the folder: a temporary file that was hashed while it was written.

import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';

import { parseSha256, type DigestAlgorithm, type Digests, type Sha256 } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { StagedBlob } from '../registry/ports.ts';
import { translateFileError } from './storage-error.ts';

/** What to write, and what of it to find out. */
export interface Staging {
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly maxBytes: number;
  /** The digests to compute; SHA-256 always is. */
  readonly algorithms: readonly DigestAlgorithm[];
}

/** Moves a finished, durable file to where it is visible. */
export type PlaceFile = (path: string, sha256: Sha256, sizeBytes: number) => Promise<void>;

/**
 * Writes the chunks to a new file at `path`, hashing. When it throws, the file is gone: `too-large` past `maxBytes`,
 * `storage-full`, `storage-failed`, or what the chunks' source threw.
 */
export async function stageFile(path: string, staging: Staging, place: PlaceFile): Promise<StagedBlob> {
  const file = await translated('create', path, open(path, 'wx', 0o600));
  try {
    return new StagedFile(path, file, await writeHashed(path, file, staging), place);
  } catch (error) {
    await discard(path, file);
    throw error;
  }
}

interface Written {
  readonly sizeBytes: number;
  readonly digests: Digests;
}

async function writeHashed(path: string, file: FileHandle, staging: Staging): Promise<Written> {
  const { chunks, maxBytes } = staging;
  const hashes = [...new Set(['sha256' as const, ...staging.algorithms])].map((algorithm) => ({
    algorithm,
    hash: createHash(algorithm),
  }));
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) {
      throw new GatehouseError(
        'too-large',
        `Cannot keep a file: found more than ${maxBytes} bytes, expected at most that`,
        { facts: { maxBytes } },
      );
    }
    await translated('write', path, writeAll(file, chunk));
    for (const { hash } of hashes) hash.update(chunk);
  }
  const digests: Digests = Object.fromEntries(
    hashes.map(({ algorithm, hash }) => [algorithm, hash.digest('hex')]),
  );
  return { sizeBytes, digests };
}

class StagedFile implements StagedBlob {
  readonly sizeBytes: number;
  readonly digests: Digests;
  readonly sha256: Sha256;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #place: PlaceFile;
  #state: 'staged' | 'failed' | 'committed' | 'aborted' = 'staged';

  constructor(path: string, file: FileHandle, written: Written, place: PlaceFile) {
    this.#path = path;
    this.#file = file;
    this.#place = place;
    this.sizeBytes = written.sizeBytes;
    this.digests = written.digests;
    this.sha256 = parseSha256(written.digests.sha256 ?? '');
  }

  async commit(): Promise<void> {
    if (this.#state !== 'staged') {
      throw new GatehouseError(
        'storage-failed',
        `Cannot keep the file ${this.#path}: found it ${this.#state}`,
      );
    }
    this.#state = 'failed';
    await translated('keep', this.#path, this.#keep());
    this.#state = 'committed';
  }

  async abort(): Promise<void> {
    if (this.#state === 'committed' || this.#state === 'aborted') return;
    this.#state = 'aborted';
    await discard(this.#path, this.#file);
  }

  async #keep(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await this.#place(this.#path, this.sha256, this.sizeBytes);
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let offset = 0;
  // A nearly full disk takes a part and reports the rest with the next call.
  while (offset < chunk.byteLength) {
    const { bytesWritten } = await file.write(chunk, offset, chunk.byteLength - offset);
    offset += bytesWritten;
  }
}

/** Closes and deletes. What cannot be deleted now is swept at the next start. */
async function discard(path: string, file: FileHandle): Promise<void> {
  await file.close().catch(() => {});
  await rm(path, { force: true }).catch(() => {});
}

async function translated<T>(action: string, path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translateFileError(error, action, path);
  }
}
