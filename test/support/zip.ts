// A small zip writer for test archives: stored or deflated entries, no data descriptors, no zip64.

import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive; a name that ends with `/` is a folder. */
export interface ZipEntry {
  readonly name: string;
  readonly content?: Uint8Array | string;
  /** Default `deflate`. */
  readonly method?: 'stored' | 'deflate';
  /** Unix permission bits, default 0o644. */
  readonly mode?: number;
}

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const UTF8_NAMES = 0x0800;
/** 2024-01-01 00:00, as DOS writes it, so that the same entries give the same bytes. */
const DOS_DATE = ((2024 - 1980) << 9) | (1 << 5) | 1;

/** The zip archive of `entries`, in their order (APPNOTE 6.3, sections 4.3.7 to 4.3.16). */
export function packZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, fields, body, attributes } = encodeEntry(entry);
    const local = Buffer.concat([u32(LOCAL_HEADER), fields, u16(0), name, body]);
    directory.push(
      Buffer.concat([u32(CENTRAL_HEADER), u16((3 << 8) | 20), fields, u16(0), u16(0), u16(0), u16(0)]),
      u32(attributes),
      u32(offset),
      name,
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = u16(entries.length);
  const end = Buffer.concat([
    u32(END_OF_DIRECTORY),
    u16(0),
    u16(0),
    count,
    count,
    u32(central.length),
    u32(offset),
    u16(0),
  ]);
  return Buffer.concat([...parts, central, end]);
}

/** What the local and the central header of an entry share, from "version needed" to "file name length". */
function encodeEntry(entry: ZipEntry): {
  name: Buffer;
  fields: Buffer;
  body: Buffer;
  attributes: number;
} {
  const name = Buffer.from(entry.name);
  const content = Buffer.from(entry.content ?? '');
  const stored = entry.method === 'stored' || content.length === 0;
  const body = stored ? content : deflateRawSync(content);
  const fields = Buffer.concat([
    u16(20),
    u16(UTF8_NAMES),
    u16(stored ? 0 : 8),
    u16(0),
    u16(DOS_DATE),
    u32(crc32(content)),
    u32(body.length),
    u32(content.length),
    u16(name.length),
  ]);
  const type = entry.name.endsWith('/') ? 0o040000 : 0o100000;
  const mode = entry.mode ?? (entry.name.endsWith('/') ? 0o755 : 0o644);
  return { name, fields, body, attributes: ((type | mode) << 16) >>> 0 };
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
