// Unpacks gzip of one member with nothing behind it (RFC 1952): some unpackers read on into a second one, and some do not.

import { crc32, inflateRaw } from 'node:zlib';

import { GatehouseError } from '../../kernel/errors.ts';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATE = 8;
/** Flags: a checksum of the header, a field of extras, a name, a comment; others were never given a meaning. */
const [HAS_CHECKSUM, HAS_EXTRA, HAS_NAME, HAS_COMMENT, UNKNOWN] = [2, 4, 8, 16, 0xe0];

/** Throws `invalid-archive` for what is no such gzip, `RangeError` where it unpacks to more than `mostBytes`. */
export async function unpackGzip(bytes: Uint8Array, mostBytes: number, what: string): Promise<Buffer> {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = startOfContent(packed, what);
  const { buffer, usedBytes } = await inflate(packed.subarray(start), mostBytes, what);
  const end = start + usedBytes;
  if (end + TRAILER_BYTES !== packed.length) throw invalid(what, 'something stands behind its end');
  const isWhole =
    packed.readUInt32LE(end) === crc32(buffer) && packed.readUInt32LE(end + 4) === buffer.length % 2 ** 32;
  if (!isWhole) throw invalid(what, 'its content does not have its checksum');
  return buffer;
}

function startOfContent(packed: Buffer, what: string): number {
  const [first, second, method, flags = 0] = packed;
  const isGzip = first === 0x1f && second === 0x8b && method === DEFLATE && (flags & UNKNOWN) === 0;
  if (!isGzip || packed.length < HEADER_BYTES + TRAILER_BYTES)
    throw invalid(what, 'it is no gzipped tar archive');
  let at = HEADER_BYTES;
  if ((flags & HAS_EXTRA) !== 0) at += 2 + packed.readUInt16LE(at);
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const end = packed.indexOf(0, at);
    if (end < 0) throw invalid(what, 'it is no gzipped tar archive');
    at = end + 1;
  }
  return (flags & HAS_CHECKSUM) === 0 ? at : at + 2;
}

async function inflate(
  packed: Buffer,
  mostBytes: number,
  what: string,
): Promise<{ readonly buffer: Buffer; readonly usedBytes: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ buffer: Buffer; usedBytes: number }>();
  inflateRaw(packed, { maxOutputLength: mostBytes, info: true }, (error, found) => {
    if (error instanceof RangeError) return reject(error);
    if (error !== null) return reject(invalid(what, 'it is no gzipped tar archive', error));
    const { buffer, engine } = found as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    resolve({ buffer, usedBytes: engine.bytesWritten });
  });
  return promise;
}

function invalid(what: string, why: string, cause?: unknown): GatehouseError {
  return new GatehouseError('invalid-archive', `Cannot read ${what}: ${why}`, { cause });
}
