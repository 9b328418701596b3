// Blobs in a folder: `<root>/<first two digits>/<digest>`, and `<root>/staging/` for what is on its way.

import { randomBytes } from 'node:crypto';
import { mkdir, open, opendir, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

import { parseSha256, type Sha256 } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type {
  BlobFolder,
  ByteRange,
  OpenBlob,
  SealedBlob,
  StagedBlob,
  StageOptions,
  StoredBlob,
} from './blob-store.ts';
import { stageFile } from './staged-file.ts';
import { translateFileError } from './storage-error.ts';

const STAGING = 'staging';
const SHARD_NAME = /^[0-9a-f]{2}$/;
const BLOB_NAME = /^[0-9a-f]{64}$/;

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
    const isReadable = systemCodeOf(error) === 'EROFS' && (await exists(root));
    if (!isReadable) throw translateFileError(error, 'open the blob folder', root);
  }
  return new FolderOfBlobs(root);
}

class FolderOfBlobs implements BlobFolder {
  readonly #root: string;
  /** Shard folders that are known to exist durably. */
  readonly #shards = new Set<string>();
  #total: Promise<number> | undefined;
  /** What changed since the count of the total began. */
  #change = 0;

  constructor(root: string) {
    this.#root = root;
  }

  pathOf(sha256: Sha256): string {
    return join(this.#root, sha256.slice(0, 2), sha256);
  }

  stage(options: StageOptions): Promise<StagedBlob> {
    const path = join(this.#root, STAGING, randomBytes(16).toString('hex'));
    return stageFile(path, options, (staged, sealed) => this.#place(staged, sealed));
  }

  async open(sha256: Sha256, range?: ByteRange): Promise<OpenBlob | undefined> {
    const path = this.pathOf(sha256);
    try {
      const file = await open(path, 'r');
      try {
        const { size } = await file.stat();
        if (range !== undefined) assertWithin(range, size);
        return { sizeBytes: size, stream: file.createReadStream({ ...range, highWaterMark: 256 * 1024 }) };
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return undefined;
      throw translateFileError(error, 'read', path);
    }
  }

  async read(sha256: Sha256, limitBytes: number): Promise<Buffer | undefined> {
    const sizeBytes = await this.size(sha256);
    if (sizeBytes === undefined) return undefined;
    if (sizeBytes > limitBytes) {
      throw new GatehouseError(
        'too-large',
        `Cannot read ${sha256} as a whole: found ${sizeBytes} bytes, expected at most ${limitBytes}`,
        { facts: { sizeBytes, limitBytes } },
      );
    }
    return await undefinedIfAbsent(readFile(this.pathOf(sha256)), this.pathOf(sha256));
  }

  async size(sha256: Sha256): Promise<number | undefined> {
    const path = this.pathOf(sha256);
    return (await undefinedIfAbsent(stat(path), path))?.size;
  }

  async remove(sha256: Sha256): Promise<boolean> {
    const path = this.pathOf(sha256);
    try {
      const { size } = await stat(path);
      await unlink(path);
      this.#change -= size;
      await syncFolder(join(path, '..'));
      return true;
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return false;
      throw translateFileError(error, 'delete', path);
    }
  }

  async *list(): AsyncGenerator<StoredBlob, void, undefined> {
    const shards = (await readdir(this.#root)).filter((name) => SHARD_NAME.test(name));
    for (const shard of shards) {
      for await (const { name } of await opendir(join(this.#root, shard))) {
        if (!BLOB_NAME.test(name)) continue;
        const path = join(this.#root, shard, name);
        const found = await undefinedIfAbsent(stat(path), path);
        if (found === undefined) continue;
        yield { sha256: parseSha256(name), sizeBytes: found.size, storedAt: Math.trunc(found.mtimeMs) };
      }
    }
  }

  async totalBytes(): Promise<number> {
    this.#total ??= this.#count();
    return (await this.#total) + this.#change;
  }

  async #count(): Promise<number> {
    const changeBefore = this.#change;
    let total = 0;
    for await (const { sizeBytes } of this.list()) total += sizeBytes;
    return total - changeBefore;
  }

  /** Makes a durable file visible: the folder entry is durable too before this resolves. */
  async #place(staged: string, sealed: SealedBlob): Promise<void> {
    const target = this.pathOf(sealed.sha256);
    const shard = join(target, '..');
    if (!this.#shards.has(shard)) {
      await mkdir(shard, { recursive: true, mode: 0o700 });
      await syncFolder(this.#root);
      this.#shards.add(shard);
    }
    const before = await this.size(sealed.sha256);
    // A blob that is there is replaced by the same bytes, so that one that was damaged is healed.
    await rename(staged, target);
    this.#change += sealed.sizeBytes - (before ?? 0);
    await syncFolder(shard);
  }
}

async function sweepStaging(staging: string): Promise<void> {
  for (const name of await readdir(staging)) await rm(join(staging, name), { recursive: true, force: true });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await undefinedIfAbsent(stat(path), path)) !== undefined;
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
