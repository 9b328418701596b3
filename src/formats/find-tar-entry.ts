// Finds one small file in a gzipped tar archive as it comes in, without ever having the archive in memory.

import { createGunzip } from 'node:zlib';
import { pipeline, Readable } from 'node:stream';

import { createTarDecoder } from 'modern-tar';

import { GatehouseError, messageOf } from '../kernel/errors.ts';

export interface TarEntryLimits {
  /** The file's own size. */
  readonly maxBytes: number;
  /** What is unpacked before it has to be found. */
  readonly maxUnpackedBytes: number;
}

/**
 * The first regular file whose path `isWanted`; undefined when there is none within the limits. Throws `invalid-archive` for
 * what is no gzipped tar, and `too-large` when the file is.
 */
export async function findTarEntry(
  archive: AsyncIterable<Uint8Array>,
  isWanted: (path: string) => boolean,
  limits: TarEntryLimits,
): Promise<Uint8Array | undefined> {
  try {
    for await (const { header, body } of entriesOf(archive, limits.maxUnpackedBytes)) {
      if (header.type !== 'file' || !isWanted(header.name)) {
        await drain(body);
        continue;
      }
      if (header.size > limits.maxBytes) throw tooLarge(header.size, limits.maxBytes);
      return await gather(body);
    }
    return undefined;
  } catch (cause) {
    if (cause instanceof GatehouseError) throw cause;
    if (cause === UNPACKED_ENOUGH) return undefined;
    throw new GatehouseError('invalid-archive', `Cannot read a gzipped tar archive: ${messageOf(cause)}`, {
      cause,
    });
  }
}

const UNPACKED_ENOUGH = new Error('unpacked enough');

function entriesOf(
  archive: AsyncIterable<Uint8Array>,
  maxUnpackedBytes: number,
): ReturnType<ReturnType<typeof createTarDecoder>['readable']['values']> {
  const unpacked = pipeline(
    Readable.from(archive),
    createGunzip(),
    async function* (pieces: AsyncIterable<Buffer>) {
      let total = 0;
      for await (const piece of pieces) {
        total += piece.byteLength;
        if (total > maxUnpackedBytes) throw UNPACKED_ENOUGH;
        yield piece;
      }
    },
    // Who reads meets the error as well.
    () => undefined,
  );
  return Readable.toWeb(Readable.from(unpacked)).pipeThrough(createTarDecoder()).values();
}

async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of body) void piece;
}

function tooLarge(found: number, most: number): GatehouseError {
  return new GatehouseError(
    'too-large',
    `Cannot read a file of an archive: found ${found} bytes, expected at most ${most}`,
  );
}
