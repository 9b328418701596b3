// The write-ahead log of an SQLite file, brought to the disk while the event loop goes on.

import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { GatehouseError } from '../kernel/errors.ts';
import { translateFileError } from './storage-error.ts';
import { syncFolder } from './sync-folder.ts';

/** The log beside the database at `path`. SQLite makes it with the first commit and keeps it while a connection is open. */
export class WriteAheadLog {
  readonly #path: string;
  #file: FileHandle | undefined;
  #fault: unknown;

  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /**
   * Throws `storage-failed` after a `sync` that failed: what the disk refused may be dropped from memory, so that a later
   * one that succeeds proves nothing. Opening the database anew reads what is really there.
   */
  assertSound(): void {
    if (this.#fault === undefined) return;
    throw new GatehouseError(
      'storage-failed',
      `Cannot write ${this.#path}: an earlier write did not reach the disk, restart to go on`,
      { facts: { path: this.#path }, cause: this.#fault },
    );
  }

  /** Resolves when all that was committed before is on the disk. Throws `storage-full` or `storage-failed`. */
  async sync(): Promise<void> {
    try {
      this.#file ??= await this.#open();
      await this.#file.datasync();
    } catch (error) {
      this.#fault = error;
      throw translateFileError(error, 'bring to the disk', this.#path);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, 'r+');
    await syncFolder(dirname(this.#path));
    return file;
  }
}
