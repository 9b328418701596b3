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

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxDecodedBytes: number;
}

const LIMITS: BodyLimits = { maxBytes: MAX_BYTES, maxDecodedBytes: MAX_DECODED_BYTES };

/** The whole body. Throws `too-large` or `invalid-request`, also for one that ends before its declared length. */
export async function readBody(message: IncomingMessage, limits: BodyLimits = LIMITS): Promise<Buffer> {
  const { maxBytes } = limits;
  if (Number(message.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    throw new GatehouseError('invalid-request', 'Cannot read the body: it ended before it was whole', {
      cause,
    });
  }
  return decode(Buffer.concat(chunks), message.headers['content-encoding'] ?? 'identity', limits);
}

async function decode(bytes: Buffer, encoding: string, { maxDecodedBytes }: BodyLimits): Promise<Buffer> {
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
    return await decoder(bytes, { maxOutputLength: maxDecodedBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(maxDecodedBytes);
    throw new GatehouseError('invalid-request', `Cannot read the body: it is no valid ${encoding}`, {
      cause,
    });
  }
}

function tooLarge(limit: number): GatehouseError {
  return new GatehouseError('too-large', `Cannot read the body: expected at most ${limit} bytes`);
}
