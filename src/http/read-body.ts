// Reads a request's body, decompressed and bounded.

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, brotliDecompress } from 'node:zlib';

import { GatehouseError } from '../kernel/errors.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const MAX_DECODED_BYTES = 16 * 1024 * 1024;

const DECODERS = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** The whole body. Throws `too-large` or `invalid-request`. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BYTES) throw tooLarge(MAX_BYTES);
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks), message.headers['content-encoding'] ?? 'identity');
}

async function decode(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === 'identity') return bytes;
  const decoder =
    encoding === 'gzip' || encoding === 'deflate' || encoding === 'br' ? DECODERS[encoding] : undefined;
  if (decoder === undefined) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot read the body: found content-encoding ${JSON.stringify(encoding.slice(0, 40))}, expected gzip, deflate or br`,
    );
  }
  try {
    return await decoder(bytes, { maxOutputLength: MAX_DECODED_BYTES });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(MAX_DECODED_BYTES);
    throw new GatehouseError('invalid-request', `Cannot read the body: it is no valid ${encoding}`, {
      cause,
    });
  }
}

function tooLarge(limit: number): GatehouseError {
  return new GatehouseError('too-large', `Cannot read the body: expected at most ${limit} bytes`);
}
