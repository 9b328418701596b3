// Bytes of a rendered index in a file that has no name any more: it is gone with the last who reads it, or with the process.

import { close, createReadStream, fstat, mkdirSync, open, read, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

import type { RenderedDocument, StoredBytes } from '../registry/compress-document.ts';
import { translateFileError } from '../storage/storage-error.ts';
import type { StoredDocument } from './index-messages.ts';

/** How long an answer that was begun before the release may take to start reading. */
const GRACE_MS = 30_000;
const READ_BYTES = 256 * 1024;

/** An empty folder for such files within the data folder; what an earlier process left there is deleted. */
export function emptyFolder(dataDir: string): string {
  const folder = join(dataDir, 'rendered');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Takes over the files. Throws `storage-full` or `storage-failed`. */
export async function takeStored({ stored, files }: StoredDocument): Promise<RenderedDocument> {
  const [body, gzip, brotli] = await Promise.all([
    StoredFile.take(files.body),
    StoredFile.take(files.gzip),
    StoredFile.take(files.brotli),
  ]);
  return { ...stored, body, gzip, brotli };
}

/**
 * Of a document that nobody released. Descriptors, not Node's file handles: those end the process when one that is open is
 * collected.
 */
const forgotten = new FinalizationRegistry<number>(closeFile);

export class StoredFile implements StoredBytes {
  readonly byteLength: number;
  readonly #file: number;
  #readers = 0;
  #isReleased = false;

  private constructor(file: number, byteLength: number) {
    this.#file = file;
    this.byteLength = byteLength;
    forgotten.register(this, file, this);
  }

  /** Takes over the file at `path`, and its name from it. */
  static async take(path: string): Promise<StoredFile> {
    let file: number | undefined;
    try {
      file = await promisify(open)(path, 'r');
      await rm(path);
      return new StoredFile(file, (await promisify(fstat)(file)).size);
    } catch (error) {
      if (file !== undefined) closeFile(file);
      throw translateFileError(error, 'read', path);
    }
  }

  open(): Readable {
    this.#readers += 1;
    // The stream closes itself at its end or when it is broken off; the file stays open for the next one.
    const stream = createReadStream('', {
      fd: this.#file,
      start: 0,
      highWaterMark: READ_BYTES,
      fs: { read, close: (_file: number, done: () => void) => done() },
    });
    stream.once('close', () => {
      this.#readers -= 1;
      this.#closeIfUnused();
    });
    return stream;
  }

  /** `graceMs` is how long an answer that was begun before may take to start reading. */
  release(graceMs = GRACE_MS): void {
    setTimeout(() => {
      this.#isReleased = true;
      this.#closeIfUnused();
    }, graceMs).unref();
  }

  #closeIfUnused(): void {
    if (!this.#isReleased || this.#readers > 0) return;
    if (forgotten.unregister(this)) closeFile(this.#file);
  }
}

function closeFile(file: number): void {
  close(file, () => {
    // The file has no name: what cannot be closed now is gone with the process.
  });
}
