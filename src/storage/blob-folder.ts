// Blobs in a folder: `<root>/<first two digits>/<digest>`, and `<root>/staging/` for what is on its way.

import { randomBytes } from 'node:crypto';
import { mkdir, open, opendir, readdir, readFile, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';

import type { Instant } from '../kernel/clock.ts';
import { parseSha256, sha256Of, type DigestAlgorithm, type Sha256 } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { BlobStore, StagedBlob, StoredBlob, SweptBlobs } from '../registry/ports.ts';
import { stageFile, type Staging } from './staged-file.ts';
import { translateFileError } from './storage-error.ts';
import { syncFolder } from './sync-folder.ts';

const STAGING = 'staging';
const SHARD_NAME = /^[0-9a-f]{2}$/;
const BLOB_NAME = /^[0-9a-f]{64}$/;
const READ_CHUNK_BYTES = 256 * 1024;
/** Bytes at hand are hashed in pieces of this size, so that large ones do not hold the event loop. */
const PIECE_BYTES = 1024 * 1024;
/** Those that registries declare today. */
const DECLARED_ALGORITHMS = ['sha512', 'sha256', 'sha1', 'md5'] as const satisfies readonly DigestAlgorithm[];

/** The bytes from `start` up to and with `end`, both counted from 0. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A blob store whose blobs are files. Nothing is visible before it is durable; what is visible is never written to.
 * Methods throw `storage-full` or `storage-failed`; a range that is not within the blob is `invalid-request`.
 */
export interface BlobFolder extends BlobStore, SweptBlobs {
  stream(sha256: Sha256, range?: ByteRange): Promise<Readable | undefined>;
  /** Where the blob is, or would be: for serving it from the file, never for writing. */
  pathOf(sha256: Sha256): string;
  /** The bytes of all blobs: counted at the first call, then kept up to date by this folder's own commits and removals. */
  totalBytes(): Promise<number>;
}

/**
 * Opens the folder at `root`, makes it if need be, and sweeps what an earlier process left half-written: only one
 * process may have it open. A folder on a read-only disk can still be read.
 * Throws `storage-full` or `storage-failed`.
 */
export async function openBlobFolder(root: string): Promise<BlobFolder> {
  try {
    await mkdir(join(root, STAGING), { recursive: true, mode: 0o700 });
    await sweepStaging(join(root, STAGING));
  } catch (error) {
    const isReadable = systemCodeOf(error) === 'EROFS' && (await sizeOf(root)) !== undefined;
    if (!isReadable) throw translateFileError(error, 'open the blob folder', root);
  }
  return new FolderOfBlobs(root);
}

class FolderOfBlobs implements BlobFolder {
  readonly #root: string;
  /** Shard folders that are known to exist durably. */
  readonly #shards = new Set<string>();
  #counted: Promise<number> | undefined;
  /** What this folder's commits and removals changed since it was opened. */
  #changedBytes = 0;

  constructor(root: string) {
    this.#root = root;
  }

  pathOf(sha256: Sha256): string {
    return join(this.#root, sha256.slice(0, 2), sha256);
  }

  stage(
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    maxBytes: number,
    algorithms: readonly DigestAlgorithm[] = DECLARED_ALGORITHMS,
  ): Promise<StagedBlob> {
    return this.#stage({ chunks, maxBytes, algorithms });
  }

  async put(bytes: Uint8Array): Promise<Sha256> {
    const isSmall = bytes.byteLength <= PIECE_BYTES;
    if (isSmall && (await this.#isThere(sha256Of(bytes), bytes.byteLength))) return sha256Of(bytes);
    const staged = await this.#stage({
      chunks: piecesOf(bytes),
      maxBytes: bytes.byteLength,
      algorithms: ['sha256'],
    });
    try {
      await staged.commit();
      return staged.sha256;
    } finally {
      await staged.abort();
    }
  }

  read(sha256: Sha256): Promise<Buffer | undefined> {
    const path = this.pathOf(sha256);
    return undefinedIfAbsent(readFile(path), path);
  }

  async stream(sha256: Sha256, range?: ByteRange): Promise<Readable | undefined> {
    const path = this.pathOf(sha256);
    const file = await undefinedIfAbsent(open(path, 'r'), path);
    if (file === undefined) return undefined;
    try {
      if (range !== undefined) assertWithin(range, (await file.stat()).size);
      return file.createReadStream({ ...range, highWaterMark: READ_CHUNK_BYTES });
    } catch (error) {
      await file.close();
      throw translateFileError(error, 'read', path);
    }
  }

  size(sha256: Sha256): Promise<number | undefined> {
    return sizeOf(this.pathOf(sha256));
  }

  async remove(sha256: Sha256): Promise<void> {
    const path = this.pathOf(sha256);
    try {
      const { size } = await stat(path);
      await unlink(path);
      this.#changedBytes -= size;
      await syncFolder(join(path, '..'));
    } catch (error) {
      // What is gone already is what the caller wants.
      if (systemCodeOf(error) !== 'ENOENT') throw translateFileError(error, 'delete', path);
    }
  }

  async removeIfOlder(sha256: Sha256, before: Instant): Promise<number> {
    const path = this.pathOf(sha256);
    // Out of sight first: whoever stores these bytes again from here on writes them anew, whoever did before left its time.
    const aside = join(this.#root, STAGING, randomBytes(16).toString('hex'));
    try {
      const { mtimeMs } = await stat(path);
      if (mtimeMs >= before) return 0;
      await rename(path, aside);
      const { size, mtimeMs: storedAt } = await stat(aside);
      const isFresh = storedAt >= before;
      if (isFresh && (await this.size(sha256)) === undefined) {
        await rename(aside, path);
        return 0;
      }
      await unlink(aside);
      this.#changedBytes -= size;
      return isFresh ? 0 : size;
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return 0;
      throw translateFileError(error, 'delete', path);
    }
  }

  async *list(): AsyncGenerator<StoredBlob, void, undefined> {
    for await (const path of filesInShards(this.#root)) {
      const found = await undefinedIfAbsent(stat(path), path);
      if (found === undefined) continue;
      const sha256 = parseSha256(basename(path));
      yield { sha256, sizeBytes: found.size, storedAt: Math.trunc(found.mtimeMs) };
    }
  }

  async totalBytes(): Promise<number> {
    this.#counted ??= this.#count().catch((error: unknown) => {
      this.#counted = undefined;
      throw error;
    });
    return (await this.#counted) + this.#changedBytes;
  }

  async #count(): Promise<number> {
    const changedBefore = this.#changedBytes;
    let total = 0;
    for await (const { sizeBytes } of this.list()) total += sizeBytes;
    return total - changedBefore;
  }

  /** Whether small bytes are here already; if so they count as stored just now, so that no sweep takes them for left over. */
  async #isThere(sha256: Sha256, sizeBytes: number): Promise<boolean> {
    const now = new Date();
    await utimes(this.pathOf(sha256), now, now).catch(() => {
      // Not there, which the size tells; or on a disk that is read-only, where nothing is swept either.
    });
    return (await this.size(sha256)) === sizeBytes;
  }

  #stage(staging: Staging): Promise<StagedBlob> {
    const path = join(this.#root, STAGING, randomBytes(16).toString('hex'));
    return stageFile(path, staging, (...staged) => this.#place(...staged));
  }

  /** Makes a durable file visible; its place in the folder is durable too before this resolves. */
  async #place(staged: string, sha256: Sha256, sizeBytes: number): Promise<void> {
    const target = this.pathOf(sha256);
    const shard = join(target, '..');
    if (!this.#shards.has(shard)) {
      await mkdir(shard, { recursive: true, mode: 0o700 });
      await syncFolder(this.#root);
      this.#shards.add(shard);
    }
    const sizeBefore = await this.size(sha256);
    // A blob that is there is replaced by the same bytes, so that one that was damaged is healed.
    await rename(staged, target);
    this.#changedBytes += sizeBytes - (sizeBefore ?? 0);
    await syncFolder(shard);
  }
}

/** The paths of all blobs below `root`. */
async function* filesInShards(root: string): AsyncGenerator<string, void, undefined> {
  try {
    const shards = (await readdir(root)).filter((name) => SHARD_NAME.test(name));
    for (const shard of shards) {
      for await (const { name } of await opendir(join(root, shard))) {
        if (BLOB_NAME.test(name)) yield join(root, shard, name);
      }
    }
  } catch (error) {
    throw translateFileError(error, 'list', root);
  }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}

async function sweepStaging(staging: string): Promise<void> {
  for (const name of await readdir(staging)) await rm(join(staging, name), { recursive: true, force: true });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await undefinedIfAbsent(stat(path), path))?.size;
}

async function undefinedIfAbsent<T>(found: Promise<T>, path: string): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw translateFileError(error, 'read', path);
  }
}

function assertWithin(range: ByteRange, sizeBytes: number): void {
  const isWithin = range.start >= 0 && range.start <= range.end && range.end < sizeBytes;
  if (isWithin) return;
  throw new GatehouseError(
    'invalid-request',
    `Cannot read bytes ${range.start} to ${range.end}: found ${sizeBytes} bytes, expected a range within them`,
    { facts: { sizeBytes } },
  );
}

function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
