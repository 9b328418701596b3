// Writes a zip archive (APPNOTE 6.3) whose bytes hang on its files alone: no dates, no owners, in the order of their paths.

import { crc32, deflateRawSync } from 'node:zlib';

import { GatehouseError } from '../../kernel/errors.ts';

export interface ZipFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const END = 0x06054b50;
const UTF8_NAMES = 0x0800;
const VERSION = 20;
const UNIX = 3 << 8;
const STORED = 0;
const DEFLATED = 8;
/** The first day that the format knows. */
const DATE = (1 << 5) | 1;
const MAX_FILES = 0xfffe;
const MAX_BYTES = 0x7fffffff;

/** Throws `too-large` for what takes zip64. */
export function writeZip(files: readonly ZipFile[]): Buffer {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, isExecutable } of sorted) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(bytes, { level: 9 });
    const isSmaller = packed.length < bytes.byteLength;
    const content = isSmaller ? packed : Buffer.from(bytes);
    const shared = Buffer.concat([
      u16(VERSION, UTF8_NAMES, isSmaller ? DEFLATED : STORED, 0, DATE),
      u32(crc32(bytes), content.length, bytes.byteLength),
      u16(name.length, 0),
    ]);
    const local = Buffer.concat([u32(LOCAL_HEADER), shared, name, content]);
    const mode = 0o100000 | (isExecutable ? 0o755 : 0o644);
    directory.push(
      Buffer.concat([
        u32(DIRECTORY_HEADER),
        u16(UNIX | VERSION),
        shared,
        u16(0, 0, 0),
        u32(mode * 0x10000, offset),
        name,
      ]),
    );
    parts.push(local);
    offset += local.length;
    if (offset > MAX_BYTES) throw tooLarge();
  }
  if (sorted.length > MAX_FILES) throw tooLarge();
  const listed = Buffer.concat(directory);
  const end = Buffer.concat([
    u32(END),
    u16(0, 0, sorted.length, sorted.length),
    u32(listed.length, offset),
    u16(0),
  ]);
  return Buffer.concat([...parts, listed, end]);
}

function tooLarge(): GatehouseError {
  return new GatehouseError(
    'too-large',
    `Cannot write a zip archive: expected at most ${MAX_FILES} files and 2 GiB`,
  );
}

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, at * 2);
  return bytes;
}

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4);
  return bytes;
}
