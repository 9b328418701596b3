// A rendered index in every form in which it is sent.

import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, type BrotliOptions } from 'node:zlib';

import type { RenderedIndex } from '../ecosystems/adapter-index-document.ts';

/** An index that is ready to be sent, in every form. */
export interface RenderedDocument extends Omit<RenderedIndex, 'body'> {
  /** Strong, with its quotes. */
  readonly etag: string;
  readonly body: Uint8Array | StoredBytes;
  /** Absent where compression gains nothing. */
  readonly gzip?: Uint8Array | StoredBytes;
  readonly brotli?: Uint8Array | StoredBytes;
}

/** Bytes that are kept outside of memory for as long as the document is. */
export interface StoredBytes {
  readonly byteLength: number;
  /** A new stream of all of them. Also after `release`, while an answer that was begun before may need it. */
  open(): Readable;
  /** Nobody keeps the document any more. */
  release(): void;
}

/** Documents in memory are smaller than this wherever they can be stored elsewhere. */
export const STORED_BYTES = 16 * 1024 * 1024;
/** What stored bytes count for among those in memory, so that their number is bounded too. */
const STORED_SHARE = 1 / 32;
const OVERHEAD_BYTES = 512;

/** What a document costs the cache. */
export function costOf({ body, gzip, brotli }: RenderedDocument): number {
  let cost = OVERHEAD_BYTES;
  for (const form of [body, gzip, brotli]) {
    if (form !== undefined) cost += form.byteLength * (isStored(form) ? STORED_SHARE : 1);
  }
  return cost;
}

/** Lets go of what a document keeps outside of memory. */
export function releaseDocument({ body, gzip, brotli }: RenderedDocument): void {
  for (const form of [body, gzip, brotli]) if (form !== undefined && isStored(form)) form.release();
}

export function isStored(form: Uint8Array | StoredBytes): form is StoredBytes {
  return 'open' in form;
}

export const GZIP_LEVEL = 6;

/** Options for brotli on a text of that size. */
export function brotliOptions(sizeBytes: number): BrotliOptions {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 4,
      [constants.BROTLI_PARAM_SIZE_HINT]: sizeBytes,
    },
  };
}

/** The strong tag of bytes with this digest. */
export function etagOf(sha256: Hash): string {
  return `"${sha256.digest('base64url').slice(0, 27)}"`;
}

const MIN_COMPRESSED_BYTES = 1_400;

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Adds the tag and the compressed forms. */
export async function compressDocument(rendered: RenderedIndex): Promise<RenderedDocument> {
  const etag = etagOf(createHash('sha256').update(rendered.body));
  if (rendered.body.byteLength < MIN_COMPRESSED_BYTES) return { ...rendered, etag };
  const [gzipped, brotli] = await Promise.all([
    compressGzip(rendered.body, { level: GZIP_LEVEL }),
    compressBrotli(rendered.body, brotliOptions(rendered.body.byteLength)),
  ]);
  return { ...rendered, etag, gzip: gzipped, brotli };
}
