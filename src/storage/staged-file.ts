// A blob on its way into the folder: a temporary file that is hashed while it is written.

import { createHash, type Hash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';

import { sha256From, type DigestAlgorithm, type Sha256 } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { SealedBlob, StagedBlob, StageOptions } from './blob-store.ts';
import { translateFileError } from './storage-error.ts';

/** Where a finished file goes; called once its bytes are durable. */
export type PlaceFile = (path: string, sealed: SealedBlob) => Promise<void>;

/** Begins a file at `path`, which must not exist. Throws `storage-full` or `storage-failed`. */
export async function stageFile(path: string, options: StageOptions, place: PlaceFile): Promise<StagedBlob> {
  try {
    return new StagedFile(path, await open(path, 'wx', 0o600), options, place);
  } catch (error) {
    throw translateFileError(error, 'create', path);
  }
}

class StagedFile implements StagedBlob {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #limitBytes: number;
  readonly #place: PlaceFile;
  readonly #sha256 = createHash('sha256');
  readonly #others: readonly { readonly algorithm: DigestAlgorithm; readonly hash: Hash }[];
  #sizeBytes = 0;
  #sealed: SealedBlob | undefined;
  #state: 'writing' | 'failed' | 'committed' | 'aborted' = 'writing';

  constructor(path: string, file: FileHandle, options: StageOptions, place: PlaceFile) {
    this.path = path;
    this.#file = file;
    this.#limitBytes = options.limitBytes;
    this.#place = place;
    const others = new Set(options.algorithms);
    others.delete('sha256');
    this.#others = [...others].map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#assertWriting('write to');
    if (this.#sealed !== undefined) throw misuse('write to', this.path, 'sealed');
    const sizeBytes = this.#sizeBytes + chunk.byteLength;
    if (sizeBytes > this.#limitBytes) {
      this.#state = 'failed';
      throw new GatehouseError(
        'too-large',
        `Cannot keep a file: found more than ${this.#limitBytes} bytes, expected at most that`,
        { facts: { limitBytes: this.#limitBytes } },
      );
    }
    try {
      await writeAll(this.#file, chunk);
    } catch (error) {
      this.#state = 'failed';
      throw translateFileError(error, 'write', this.path);
    }
    this.#sha256.update(chunk);
    for (const { hash } of this.#others) hash.update(chunk);
    this.#sizeBytes = sizeBytes;
  }

  async seal(): Promise<SealedBlob> {
    this.#assertWriting('seal');
    this.#sealed ??= this.#finishHashes();
    return this.#sealed;
  }

  async commit(): Promise<SealedBlob> {
    const sealed = await this.seal();
    try {
      await this.#file.sync();
      await this.#file.close();
      await this.#place(this.path, sealed);
    } catch (error) {
      this.#state = 'failed';
      throw translateFileError(error, 'keep', this.path);
    }
    this.#state = 'committed';
    return sealed;
  }

  async abort(): Promise<void> {
    if (this.#state === 'committed' || this.#state === 'aborted') return;
    this.#state = 'aborted';
    // What cannot be deleted now is swept at the next start.
    await this.#file.close().catch(() => {});
    await rm(this.path, { force: true }).catch(() => {});
  }

  #assertWriting(action: string): void {
    if (this.#state !== 'writing') throw misuse(action, this.path, this.#state);
  }

  #finishHashes(): SealedBlob {
    const sha256: Sha256 = sha256From(this.#sha256);
    const digests: Partial<Record<DigestAlgorithm, string>> = { sha256 };
    for (const { algorithm, hash } of this.#others) digests[algorithm] = hash.digest('hex');
    return { sha256, sizeBytes: this.#sizeBytes, digests };
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

function misuse(action: string, path: string, state: string): GatehouseError {
  return new GatehouseError('storage-failed', `Cannot ${action} the staged file ${path}: found it ${state}`);
}
