// Bytes of a rendered index in a file that has no name any more: it is gone with the last who reads it, or with the process.

import { EventEmitter, setMaxListeners } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

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

class StoredFile implements StoredBytes {
  readonly byteLength: number;
  readonly #file: FileHandle;
  #readers = 0;
  #isReleased = false;

  constructor(file: FileHandle, byteLength: number) {
    this.#file = file;
    // Every stream listens for the file's end.
    if (file instanceof EventEmitter) setMaxListeners(0, file);
    this.byteLength = byteLength;
  }

  static async take(path: string): Promise<StoredFile> {
    try {
      const file = await open(path, 'r');
      await rm(path);
      return new StoredFile(file, (await file.stat()).size);
    } catch (error) {
      throw translateFileError(error, 'read', path);
    }
  }

  open(): Readable {
    this.#readers += 1;
    const stream = this.#file.createReadStream({ start: 0, autoClose: false, highWaterMark: READ_BYTES });
    stream.once('close', () => {
      this.#readers -= 1;
      this.#closeIfUnused();
    });
    return stream;
  }

  release(): void {
    setTimeout(() => {
      this.#isReleased = true;
      this.#closeIfUnused();
    }, GRACE_MS).unref();
  }

  #closeIfUnused(): void {
    if (!this.#isReleased || this.#readers > 0) return;
    this.#file.close().catch(() => {
      // The file has no name: what cannot be closed now is gone with the process.
    });
  }
}
