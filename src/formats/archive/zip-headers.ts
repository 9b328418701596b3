// One entry of a zip archive, told twice: in the directory, by which most unpackers go, and before its content, by which those
// go that read a stream. They must say the same (APPNOTE 6.3, sections 4.3.7 to 4.3.12 and 4.5).

import type yauzl from 'yauzl';

import { ZipFault } from './zip-fault.ts';

export interface ZipHeaders {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly sizeBytes: number;
}

/** A local header, and the bytes between the entry's content and what follows. */
export interface LocalPart {
  readonly header: yauzl.LocalFileHeader;
  readonly rest: Buffer;
}

const ENCODED = { stored: 0, deflated: 8 } as const;
/** Flags that change nothing of what is unpacked: how hard it was packed, sizes behind the content, names in UTF-8. */
const HAS_DESCRIPTOR = 1 << 3;
const IS_UTF8 = 1 << 11;
const KNOWN_FLAGS = (1 << 1) | (1 << 2) | HAS_DESCRIPTOR | IS_UTF8;
const ENCRYPTED_FLAGS = 1 | (1 << 6) | (1 << 13);
const EXTRA_ZIP64 = 0x0001;
const EXTRA_UNICODE_PATH = 0x7075;
const EXTRA_AES = 0x9901;
const MAX_32 = 0xffffffff;
const DESCRIPTOR = 0x08074b50;
const DOS_FOLDER = 0x10;
const TYPE_BITS = 0o170000;
/** What archivers of Java write where they know no mode; no system has such a type. */
const NO_MODE = 0xffff;
const TYPES: ReadonlyMap<number, string> = new Map([
  [0o040000, 'folder'],
  [0o100000, 'file'],
  [0o120000, 'link'],
]);

/** What the directory says, once it can be read in one way only; `raw` is its header's fixed part. Throws `ZipFault`. */
export function readDirectoryHeader(entry: yauzl.Entry, raw: Buffer): ZipHeaders {
  const { generalPurposeBitFlag: flags, compressionMethod: method } = entry;
  const extras = extrasOf(entry.extraFieldRaw);
  assertPlainSizes(raw, extras.get(EXTRA_ZIP64));
  if ((flags & ENCRYPTED_FLAGS) !== 0 || extras.has(EXTRA_AES)) throw new ZipFault('it is encrypted');
  if ((flags & ~KNOWN_FLAGS) !== 0) throw new ZipFault(`its flags are ${flags}, which are not known`);
  if (method !== ENCODED.stored && method !== ENCODED.deflated) {
    throw new ZipFault(`it is packed by method ${method}, expected 0 (stored) or 8 (deflated)`);
  }
  const path = readPath(entry.fileNameRaw, flags);
  assertSameName(extras, entry.fileNameRaw);
  const kind = kindOf(path, entry.externalFileAttributes);
  if (kind === 'folder' && entry.uncompressedSize !== 0) throw new ZipFault('it is a folder with content');
  return { path, kind, sizeBytes: entry.uncompressedSize };
}

/** Holds the local header, and the descriptor behind the content, to the directory. Throws `ZipFault`. */
export function assertSameEntry(entry: yauzl.Entry, { header, rest }: LocalPart): void {
  if (!header.fileName.equals(entry.fileNameRaw)) throw differing('name');
  if (header.generalPurposeBitFlag !== entry.generalPurposeBitFlag) throw differing('flags');
  if (header.compressionMethod !== entry.compressionMethod) throw differing('method');
  const extras = extrasOf(header.extraField);
  assertSameName(extras, entry.fileNameRaw);
  const isBehind = (entry.generalPurposeBitFlag & HAS_DESCRIPTOR) !== 0;
  const local = { ...sizesOf(header, extras), crc32: header.crc32 };
  const isTold = local.size === entry.uncompressedSize && local.packed === entry.compressedSize;
  const isLeftOut = local.size === 0 && local.packed === 0;
  if (!isTold && !(isBehind && isLeftOut)) throw differing('sizes');
  if (local.crc32 !== entry.crc32 && !(isBehind && local.crc32 === 0)) throw differing('checksum');
  if (isBehind && !isTold && entry.compressionMethod === ENCODED.stored) {
    throw new ZipFault('it is stored with its size behind it, so that its end depends on the reader');
  }
  if (isBehind) assertDescriptor(entry, rest);
  else if (rest.length > 0) throw new ZipFault('there are bytes behind it that belong to no entry');
}

/** A zip64 field stands for the numbers that are too large, all of them and no others; some readers take what is in it blindly. */
function assertPlainSizes(raw: Buffer, large: Buffer | undefined): void {
  const numbers = [raw.readUInt32LE(20), raw.readUInt32LE(24), raw.readUInt32LE(42)];
  const maxed = numbers.filter((number) => number === MAX_32).length;
  if ((large?.length ?? 0) !== maxed * 8 || raw.readUInt16LE(34) !== 0) {
    throw new ZipFault('its zip64 field does not stand for the numbers that are too large');
  }
}

function sizesOf(
  header: yauzl.LocalFileHeader,
  extras: ReadonlyMap<number, Buffer>,
): { readonly size: number; readonly packed: number } {
  const large = extras.get(EXTRA_ZIP64);
  if (large === undefined) return { size: header.uncompressedSize, packed: header.compressedSize };
  if (large.length !== 16) throw new ZipFault('its zip64 sizes are not two');
  const size = Number(large.readBigUInt64LE(0));
  const packed = Number(large.readBigUInt64LE(8));
  const agree =
    [MAX_32, size].includes(header.uncompressedSize) && [MAX_32, packed].includes(header.compressedSize);
  if (!agree) throw new ZipFault('its zip64 sizes differ from its others');
  return { size, packed };
}

/** Checksum and sizes, of 4 or 8 bytes, with or without a signature before them: the length says which. */
function assertDescriptor({ crc32, compressedSize, uncompressedSize }: yauzl.Entry, rest: Buffer): void {
  const isSigned = rest.length === 16 || rest.length === 24;
  const told = isSigned ? rest.subarray(4) : rest;
  const agrees = () => {
    if (isSigned && rest.readUInt32LE(0) !== DESCRIPTOR) return false;
    const [packed, size] =
      told.length === 12
        ? [told.readUInt32LE(4), told.readUInt32LE(8)]
        : [Number(told.readBigUInt64LE(4)), Number(told.readBigUInt64LE(12))];
    return told.readUInt32LE(0) === crc32 && packed === compressedSize && size === uncompressedSize;
  };
  if (![12, 20].includes(told.length) || !agrees()) {
    throw new ZipFault('the sizes and checksum behind it are not those of the directory');
  }
}

function readPath(raw: Buffer, flags: number): string {
  const isAscii = raw.every((byte) => byte < 0x80);
  if (!isAscii && (flags & IS_UTF8) === 0) {
    throw new ZipFault('its name is neither ASCII nor marked as UTF-8, so that it depends on the reader');
  }
  return raw.toString('utf8');
}

/** A second name, which some unpackers take. */
function assertSameName(extras: ReadonlyMap<number, Buffer>, name: Buffer): void {
  const other = extras.get(EXTRA_UNICODE_PATH);
  if (other !== undefined && !other.subarray(5).equals(name)) throw new ZipFault('it has a second name');
}

/** By its name, which the bits of the systems that know such must not contradict. */
function kindOf(path: string, attributes: number): 'file' | 'folder' {
  const kind = path.endsWith('/') ? 'folder' : 'file';
  const mode = attributes >>> 16;
  const bits = mode === NO_MODE ? 0 : mode & TYPE_BITS;
  const type = bits === 0 ? kind : (TYPES.get(bits) ?? 'device');
  if (type !== kind)
    throw new ZipFault(
      `it is a ${type}, expected files and folders alone, a folder's name with a slash behind it`,
    );
  if (kind === 'file' && (attributes & DOS_FOLDER) !== 0) {
    throw new ZipFault("it is marked as a folder, and its name is a file's");
  }
  return kind;
}

/** Of one kind there is one at most: readers take the first or the last. */
function extrasOf(raw: Buffer): ReadonlyMap<number, Buffer> {
  const extras = new Map<number, Buffer>();
  let at = 0;
  while (at + 4 <= raw.length) {
    const id = raw.readUInt16LE(at);
    const end = at + 4 + raw.readUInt16LE(at + 2);
    if (end > raw.length) throw new ZipFault('its extra fields are cut off');
    if (extras.has(id) && (id === EXTRA_ZIP64 || id === EXTRA_UNICODE_PATH)) {
      throw new ZipFault('it has an extra field twice');
    }
    extras.set(id, raw.subarray(at + 4, end));
    at = end;
  }
  // Zeros to a boundary are what aligning tools leave.
  if (raw.subarray(at).some((byte) => byte !== 0)) throw new ZipFault('its extra fields are cut off');
  return extras;
}

function differing(what: string): ZipFault {
  return new ZipFault(`its ${what} in the directory and before its content differ`);
}
