// Zip archives whose every part may lie: what `packZip` cannot write.

import { crc32, deflateRawSync } from 'node:zlib';

/** One of the two headers of an entry, where it is to differ from what is so. */
export interface CraftedHeader {
  readonly name?: Uint8Array | string;
  readonly flags?: number;
  readonly method?: number;
  readonly crc32?: number;
  readonly packedBytes?: number;
  readonly sizeBytes?: number;
  readonly extra?: Uint8Array;
}

export interface CraftedEntry extends CraftedHeader {
  readonly name: Uint8Array | string;
  readonly content?: Uint8Array | string;
  /** Instead of the content, packed. */
  readonly packed?: Uint8Array;
  /** Between the content and what follows: a descriptor. */
  readonly behind?: Uint8Array;
  readonly local?: CraftedHeader;
  readonly directory?: CraftedHeader & {
    readonly attributes?: number;
    readonly offset?: number;
    readonly comment?: string;
    readonly disk?: number;
  };
}

export interface CraftedZip {
  readonly entries: readonly CraftedEntry[];
  /** Before the first entry; the offsets count it. */
  readonly before?: Uint8Array;
  /** Between the last entry and the directory. */
  readonly gap?: Uint8Array;
  /** Between the directory and its end record. */
  readonly afterDirectory?: Uint8Array;
  readonly end?: {
    readonly entryCount?: number;
    readonly directoryBytes?: number;
    readonly directoryOffset?: number;
    readonly commentBytes?: number;
    readonly disk?: number;
  };
  /** A zip64 end record and its locator before the end record, where these differ from what is so. */
  readonly end64?: {
    readonly entryCount?: number;
    readonly directoryBytes?: number;
    readonly directoryOffset?: number;
    readonly recordOffset?: number;
  };
  readonly comment?: Uint8Array | string;
  /** Behind the end record and its comment. */
  readonly behind?: Uint8Array;
}

/** The archive, as its parts say. */
export function craftZip(zip: CraftedZip): Buffer {
  const parts: Buffer[] = [Buffer.from(zip.before ?? '')];
  const directory: Buffer[] = [];
  for (const entry of zip.entries) {
    const offset = sum(parts);
    const content = Buffer.from(entry.content ?? '');
    const isStored = (entry.method ?? 8) === 0;
    const packed = Buffer.from(entry.packed ?? (isStored ? content : deflateRawSync(content)));
    const plain = {
      flags: 0x0800,
      method: 8,
      crc32: crc32(content),
      packedBytes: packed.length,
      sizeBytes: content.length,
      ...entry,
    };
    parts.push(localHeader({ ...plain, ...entry.local }), packed, Buffer.from(entry.behind ?? ''));
    directory.push(directoryHeader({ ...plain, offset, ...entry.directory }));
  }
  parts.push(Buffer.from(zip.gap ?? ''));
  const directoryOffset = sum(parts);
  parts.push(...directory, Buffer.from(zip.afterDirectory ?? ''));
  const told = { entryCount: zip.entries.length, directoryBytes: sum(directory), directoryOffset };
  if (zip.end64 !== undefined) parts.push(end64({ ...told, recordOffset: sum(parts), ...zip.end64 }));
  parts.push(end({ ...told, ...zip.end }, Buffer.from(zip.comment ?? '')), Buffer.from(zip.behind ?? ''));
  return Buffer.concat(parts);
}

/** An extra field. */
export function extraField(id: number, data: Uint8Array): Buffer {
  return Buffer.concat([u16(id), u16(data.byteLength), data]);
}

/** A zip64 field of these numbers. */
export function zip64Field(...numbers: readonly number[]): Buffer {
  return extraField(0x0001, Buffer.concat(numbers.map((number) => u64(number))));
}

/** What stands behind a content whose sizes were not known before it. */
export function descriptorOf(
  content: string,
  { isSigned = true, isLarge = false, sizeBytes = Buffer.byteLength(content) } = {},
): Buffer {
  const write = isLarge ? u64 : u32;
  return Buffer.concat([
    isSigned ? u32(0x08074b50) : Buffer.alloc(0),
    u32(crc32(content)),
    write(deflateRawSync(content).length),
    write(sizeBytes),
  ]);
}

type Header = Required<Omit<CraftedHeader, 'extra'>> & Pick<CraftedHeader, 'extra'>;

function shared({
  name,
  flags,
  method,
  crc32: checksum,
  packedBytes,
  sizeBytes,
  extra = Buffer.alloc(0),
}: Header): Buffer {
  return Buffer.concat([
    u16(20),
    u16(flags),
    u16(method),
    u16(0),
    u16(0x5821),
    u32(checksum),
    u32(packedBytes),
    u32(sizeBytes),
    u16(Buffer.from(name).length),
    u16(extra.byteLength),
  ]);
}

function localHeader(header: Header): Buffer {
  return Buffer.concat([
    u32(0x04034b50),
    shared(header),
    Buffer.from(header.name),
    Buffer.from(header.extra ?? ''),
  ]);
}

function directoryHeader(
  header: Header & {
    readonly offset: number;
    readonly attributes?: number;
    readonly comment?: string;
    readonly disk?: number;
  },
): Buffer {
  const comment = Buffer.from(header.comment ?? '');
  return Buffer.concat([
    u32(0x02014b50),
    u16((3 << 8) | 20),
    shared(header),
    u16(comment.length),
    u16(header.disk ?? 0),
    u16(0),
    u32(header.attributes ?? 0),
    u32(header.offset),
    Buffer.from(header.name),
    Buffer.from(header.extra ?? ''),
    comment,
  ]);
}

function end64({
  entryCount,
  directoryBytes,
  directoryOffset,
  recordOffset,
}: Readonly<Record<'entryCount' | 'directoryBytes' | 'directoryOffset' | 'recordOffset', number>>): Buffer {
  return Buffer.concat([
    u32(0x06064b50),
    u64(44),
    u16(45),
    u16(45),
    u32(0),
    u32(0),
    u64(entryCount),
    u64(entryCount),
    u64(directoryBytes),
    u64(directoryOffset),
    u32(0x07064b50),
    u32(0),
    u64(recordOffset),
    u32(1),
  ]);
}

function end(
  {
    entryCount,
    directoryBytes,
    directoryOffset,
    commentBytes,
    disk = 0,
  }: NonNullable<CraftedZip['end']> & {
    readonly entryCount: number;
    readonly directoryBytes: number;
    readonly directoryOffset: number;
  },
  comment: Buffer,
): Buffer {
  return Buffer.concat([
    u32(0x06054b50),
    u16(disk),
    u16(0),
    u16(entryCount),
    u16(entryCount),
    u32(directoryBytes),
    u32(directoryOffset),
    u16(commentBytes ?? comment.length),
    comment,
  ]);
}

function sum(parts: readonly Buffer[]): number {
  return parts.reduce((total, { length }) => total + length, 0);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
