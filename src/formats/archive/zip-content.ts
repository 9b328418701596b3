// The content of one entry of a zip archive, unpacked to its end and held to its size and checksum.

import { once } from 'node:events';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';

import { ZipFault } from './zip-fault.ts';

export interface ZipContent {
  readonly packed: Buffer;
  readonly isDeflated: boolean;
  readonly sizeBytes: number;
  readonly crc32: number;
}

/** Up to this size an entry is unpacked in one piece. */
const SMALL_BYTES = 1 << 18;
const MIN_CHUNK_BYTES = 64;

/** The content, in pieces. Throws `ZipFault` at its end, or where it grows past its size. */
export async function* unpackZipContent(content: ZipContent): AsyncGenerator<Uint8Array, void, undefined> {
  const { packed, isDeflated, sizeBytes } = content;
  let checksum = 0;
  let found = 0;
  const pieces = !isDeflated
    ? [packed]
    : sizeBytes > SMALL_BYTES
      ? inflate(packed)
      : [inflateSmall(packed, sizeBytes)];
  for await (const piece of pieces) {
    found += piece.byteLength;
    if (found > sizeBytes) throw wrongSize();
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (found !== sizeBytes) throw wrongSize();
  if (checksum !== content.crc32) throw new ZipFault('its content does not have its checksum');
}

function inflateSmall(packed: Buffer, sizeBytes: number): Buffer {
  try {
    // One byte more than it may have, so that one that is longer is told from one that is broken.
    const { buffer, engine } = inflateRawSync(packed, {
      info: true,
      maxOutputLength: sizeBytes + 1,
      chunkSize: Math.max(MIN_CHUNK_BYTES, sizeBytes + 1),
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    assertUsedUp(engine.bytesWritten, packed);
    return buffer;
  } catch (cause) {
    if (cause instanceof ZipFault) throw cause;
    throw cause instanceof RangeError
      ? wrongSize()
      : new ZipFault('its content cannot be unpacked', { cause });
  }
}

async function* inflate(packed: Buffer): AsyncGenerator<Buffer, void, undefined> {
  const engine = createInflateRaw();
  engine.end(packed);
  try {
    for await (const piece of engine as AsyncIterable<Buffer>) yield piece;
    assertUsedUp(engine.bytesWritten, packed);
  } catch (cause) {
    if (cause instanceof ZipFault) throw cause;
    throw new ZipFault('its content cannot be unpacked', { cause });
  } finally {
    engine.destroy();
    if (!engine.closed) await once(engine, 'close');
  }
}

/** What stands behind the end of the packed content is seen by nobody, or by somebody who reads on. */
function assertUsedUp(usedBytes: number, packed: Buffer): void {
  if (usedBytes !== packed.length) throw new ZipFault('there are bytes behind its packed content');
}

function wrongSize(): ZipFault {
  return new ZipFault('its content does not have its size');
}
