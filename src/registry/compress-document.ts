// A rendered index in every form in which it is sent.

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

import type { RenderedIndex } from '../ecosystems/adapter.ts';

/** An index that is ready to be sent, in every form. */
export interface RenderedDocument extends RenderedIndex {
  /** Strong, with its quotes. */
  readonly etag: string;
  /** Absent where compression gains nothing. */
  readonly gzip?: Buffer;
  readonly brotli?: Buffer;
}

const MIN_COMPRESSED_BYTES = 1_400;

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Adds the tag and the compressed forms. */
export async function compressDocument(rendered: RenderedIndex): Promise<RenderedDocument> {
  const etag = `"${createHash('sha256').update(rendered.body).digest('base64url').slice(0, 27)}"`;
  if (rendered.body.byteLength < MIN_COMPRESSED_BYTES) return { ...rendered, etag };
  const [gzipped, brotli] = await Promise.all([
    compressGzip(rendered.body, { level: 6 }),
    compressBrotli(rendered.body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_SIZE_HINT]: rendered.body.byteLength,
      },
    }),
  ]);
  return { ...rendered, etag, gzip: gzipped, brotli };
}
