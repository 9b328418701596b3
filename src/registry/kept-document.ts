// A document whose bytes are kept: small ones at hand, large ones in the blob store until somebody needs them.

import { createHash } from 'node:crypto';

import { sha256Of, type Sha256 } from '../kernel/digest.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { Documents } from '../ecosystems/adapter-index-document.ts';
import type { BlobStore } from './ports.ts';
import { UnsoundBytesError } from './unsound-bytes.ts';

/** Documents up to this size stay in memory on their way through, and their indexes are read where they are needed. */
export const SMALL_BYTES = 256 * 1024;

export interface KeptDocument {
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  /** The bytes of a small document; shared, so never to be given away. */
  readonly bytes?: Uint8Array;
  /** The bytes. Throws `storage-failed` when they are gone or not sound. */
  read(): Promise<Uint8Array>;
  /** The same piece by piece; the pieces of a large document are the caller's own. Throws as `read` does. */
  stream(): AsyncIterable<Uint8Array>;
}

/** Documents by key; an absent optional document has no entry. */
export type KeptDocuments = ReadonlyMap<string, KeptDocument>;

/** The kept document of that digest; undefined when its bytes are not there, or not sound. */
export async function findKept(blobs: BlobStore, sha256: Sha256): Promise<KeptDocument | undefined> {
  const sizeBytes = await blobs.size(sha256);
  if (sizeBytes === undefined) return undefined;
  if (sizeBytes > SMALL_BYTES) return keptLarge(blobs, sha256, sizeBytes);
  const bytes = await blobs.read(sha256);
  if (bytes === undefined) return undefined;
  if (sha256Of(bytes) === sha256) return keptSmall(sha256, bytes);
  // Damaged on the disk: taken out, since the same bytes would else be taken to be there.
  await blobs.remove(sha256);
  return undefined;
}

/**
 * Keeps a body as it comes in: only a small one is ever whole in memory. The bound is the body's own.
 * Throws what the body throws, `storage-full`, `storage-failed`.
 */
export async function keepBody(
  blobs: BlobStore,
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<KeptDocument> {
  const chunks = body[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes <= SMALL_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) {
      const bytes = Buffer.concat(head);
      return keptSmall(await blobs.put(bytes), bytes);
    }
    head.push(value);
    headBytes += value.byteLength;
  }
  const staged = await blobs.stage(chain(head, chunks), maxBytes, ['sha256']);
  try {
    await staged.commit();
  } finally {
    await staged.abort();
  }
  return keptLarge(blobs, staged.sha256, staged.sizeBytes);
}

/** The bytes of all of them. */
export async function readKept(documents: KeptDocuments): Promise<Documents> {
  const entries = [...documents].map(async ([key, document]) => [key, await document.read()] as const);
  return new Map(await Promise.all(entries));
}

/** What all of them together take. */
export function sizeOfKept(documents: KeptDocuments): number {
  let sizeBytes = 0;
  for (const document of documents.values()) sizeBytes += document.sizeBytes;
  return sizeBytes;
}

/** A document that is kept nowhere but here. */
export function heldDocument(bytes: Uint8Array): KeptDocument {
  return keptSmall(sha256Of(bytes), bytes);
}

function keptSmall(sha256: Sha256, bytes: Uint8Array): KeptDocument {
  return {
    sha256,
    sizeBytes: bytes.byteLength,
    bytes,
    read: async () => bytes,
    stream: () => onePiece(bytes),
  };
}

function keptLarge(blobs: BlobStore, sha256: Sha256, sizeBytes: number): KeptDocument {
  const document: KeptDocument = {
    sha256,
    sizeBytes,
    async read() {
      const pieces: Uint8Array[] = [];
      for await (const piece of document.stream()) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    async *stream() {
      const pieces = expectThere(await blobs.stream(sha256), sha256) as AsyncIterable<Buffer>;
      const hash = createHash('sha256');
      for await (const piece of pieces) {
        hash.update(piece);
        yield piece;
      }
      if (hash.digest('hex') !== sha256) throw await damaged(blobs, sha256);
    },
  };
  return document;
}

function expectThere<T>(found: T | undefined, sha256: Sha256): T {
  if (found !== undefined) return found;
  throw new GatehouseError('storage-failed', `Cannot read a kept document: blob ${sha256} is gone`, {
    facts: { sha256 },
  });
}

/** Takes it out, so that it is fetched anew at the next question. */
async function damaged(blobs: BlobStore, sha256: Sha256): Promise<UnsoundBytesError> {
  await blobs.remove(sha256);
  return new UnsoundBytesError('a kept document', sha256, 'damaged');
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

/** What was read already, then the rest; leaving early ends the source. */
async function* chain(
  head: Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let chunk = head.shift(); chunk !== undefined; chunk = head.shift()) yield chunk;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
