// A response's body as it comes in: bounded, decompressed, complete or an error.

import { pipeline, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';

import type { Dispatcher } from 'undici';

import { GatehouseError } from '../kernel/errors.ts';
import type { Deadline } from './deadline.ts';
import { bodyFailure } from './failure.ts';

/** What is offered when a document is asked for. */
export const ACCEPT_ENCODING = 'gzip, br, zstd';

const DECODER_CHUNK_BYTES = 64 * 1024;

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip({ chunkSize: DECODER_CHUNK_BYTES }),
  'x-gzip': () => createGunzip({ chunkSize: DECODER_CHUNK_BYTES }),
  deflate: () => createInflate({ chunkSize: DECODER_CHUNK_BYTES }),
  br: () => createBrotliDecompress({ chunkSize: DECODER_CHUNK_BYTES }),
  zstd: () =>
    createZstdDecompress({
      chunkSize: DECODER_CHUNK_BYTES,
      // RFC 9659: a window of 8 MiB at most, so that a frame cannot ask for more memory.
      params: { [constants.ZSTD_d_windowLogMax]: 23 },
    }),
};

/** What a body must keep to. */
export interface BodyRules {
  readonly host: string;
  /** Bound on the bytes on the wire and, apart, on the decoded bytes. */
  readonly maxBytes: number;
  /** The response's `content-encoding` when it is to be undone; absent for the bytes as they came. */
  readonly contentEncoding?: string;
  readonly deadline: Deadline;
}

/**
 * The decoded bytes; iterate once. Throws `too-large`, `upstream-invalid` (truncated, undecodable),
 * `upstream-unreachable` (too slow), or the caller's abort reason. Leaving early closes the connection.
 */
export async function* readBody(
  body: Dispatcher.ResponseData['body'],
  rules: BodyRules,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const decoder = findDecoder(rules);
    if (decoder === undefined) {
      yield* bounded(body, rules);
    } else {
      // Errors of either stream reach whoever iterates the last one; the callback has nothing to add.
      pipeline(
        body,
        (source: AsyncIterable<Uint8Array>) => bounded(source, rules),
        decoder,
        () => {},
      );
      yield* bounded(decoder as AsyncIterable<Uint8Array>, rules);
    }
  } catch (error) {
    throw bodyFailure(rules.host, error, rules.deadline);
  } finally {
    body.destroy();
    rules.deadline.dispose();
  }
}

/** Refuses a declared length beyond the bound before a byte of it is read. Throws `too-large`. */
export function assertDeclaredLength(
  contentLength: string | undefined,
  host: string,
  maxBytes: number,
): void {
  if (contentLength !== undefined && Number(contentLength) > maxBytes) throw tooLarge(host, maxBytes);
}

async function* bounded(
  source: AsyncIterable<Uint8Array>,
  rules: BodyRules,
): AsyncGenerator<Uint8Array, void, undefined> {
  let seenBytes = 0;
  for await (const chunk of source) {
    seenBytes += chunk.byteLength;
    if (seenBytes > rules.maxBytes) throw tooLarge(rules.host, rules.maxBytes);
    yield chunk;
  }
}

function findDecoder(rules: BodyRules): Transform | undefined {
  const encoding = rules.contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return undefined;
  const create = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  if (create !== undefined) return create();
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot read the answer of ${rules.host}: found a content-encoding that was not asked for, expected one of ${ACCEPT_ENCODING}`,
    { facts: { host: rules.host } },
  );
}

function tooLarge(host: string, maxBytes: number): GatehouseError {
  return new GatehouseError(
    'too-large',
    `Cannot read the answer of ${host}: expected at most ${maxBytes} bytes`,
    {
      facts: { host, maxBytes },
    },
  );
}
