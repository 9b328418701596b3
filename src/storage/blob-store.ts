// The port to artifacts' bytes: kept by content, visible only once they are durable.

import type { Readable } from 'node:stream';

import type { DigestAlgorithm, Digests, Sha256 } from '../kernel/digest.ts';
import type { Instant } from '../kernel/clock.ts';

/** Part of a blob: from byte `start` up to and with byte `end`, both from 0 (as in RFC 9110, section 14.1.2). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A blob that is being read. */
export interface OpenBlob {
  /** The size of the whole blob. */
  readonly sizeBytes: number;
  /** Its bytes, or those of the range; must be read or destroyed. */
  readonly stream: Readable;
}

/** What a blob turned out to be. */
export interface SealedBlob {
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  /** The digests that were asked for, and the SHA-256. */
  readonly digests: Digests;
}

/** A blob as the store lists it. */
export interface StoredBlob {
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly storedAt: Instant;
}

export interface StageOptions {
  /** More bytes than this throw `too-large`. */
  readonly limitBytes: number;
  /** Digests to compute beside the SHA-256. */
  readonly algorithms?: readonly DigestAlgorithm[];
}

/** Bytes on their way into the store, seen by nobody else. Ends with `commit` or `abort`. */
export interface StagedBlob {
  /** The file with what was written so far. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Appends. One write at a time. Throws `too-large`, `storage-full` or `storage-failed`; then only `abort` is left. */
  write(chunk: Uint8Array): Promise<void>;
  /** Ends the writing and says what was written, so that it can be verified. Calling it again answers the same. */
  seal(): Promise<SealedBlob>;
  /** Seals, makes it durable, then visible. Throws `storage-full` or `storage-failed`. */
  commit(): Promise<SealedBlob>;
  /** Throws the bytes away; nothing happens after a commit. Never throws. */
  abort(): Promise<void>;
}

/** A store of blobs by their SHA-256. */
export interface BlobStore {
  /** Begins a new blob. Throws `storage-full` or `storage-failed`. */
  stage(options: StageOptions): Promise<StagedBlob>;
  /** Opens a blob; undefined when it is not there. Throws `invalid-request` for a range that is not within it. */
  open(sha256: Sha256, range?: ByteRange): Promise<OpenBlob | undefined>;
  /** A blob's bytes as a whole; undefined when it is not there. Throws `too-large` when it has more than `limitBytes`. */
  read(sha256: Sha256, limitBytes: number): Promise<Buffer | undefined>;
  /** A blob's size; undefined when it is not there. */
  size(sha256: Sha256): Promise<number | undefined>;
  /** Deletes a blob, durably; false when it was not there. Readers that have it open read on. */
  remove(sha256: Sha256): Promise<boolean>;
  /** Every blob, in no order; those that come or go meanwhile may be missing. */
  list(): AsyncIterable<StoredBlob>;
  /** The bytes of all blobs. Counted once, then kept up to date by this store's own commits and removals. */
  totalBytes(): Promise<number>;
}

/** A blob store whose blobs are files. */
export interface BlobFolder extends BlobStore {
  /** Where the blob is, or would be: for serving it from the file, never for writing. */
  pathOf(sha256: Sha256): string;
}
