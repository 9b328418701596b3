// The end of a zip archive (APPNOTE 6.3, sections 4.3.14 to 4.3.16): where its directory stands, told once and in one way.

import { ZipFault } from './zip-fault.ts';

export interface ZipEnd {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directoryBytes: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
/** What somebody who looks for the end of an archive from behind looks for. */
const END_SIGNATURES = [signature(END), signature(LOCATOR_64), signature(END_64)];

/** Throws `ZipFault` where another reader could find another directory. */
export function readZipEnd(bytes: Buffer): ZipEnd {
  const at = findEnd(bytes);
  const end = bytes.subarray(at);
  const told = {
    disks: [end.readUInt16LE(4), end.readUInt16LE(6)],
    entriesHere: end.readUInt16LE(8),
    entryCount: end.readUInt16LE(10),
    directoryBytes: end.readUInt32LE(12),
    directoryOffset: end.readUInt32LE(16),
  };
  if (told.disks.some((disk) => disk !== 0) || told.entriesHere !== told.entryCount) {
    throw new ZipFault('it is one of several parts');
  }
  const isLarge = at >= LOCATOR_64_BYTES && bytes.readUInt32LE(at - LOCATOR_64_BYTES) === LOCATOR_64;
  if (!isLarge) {
    const isMaxed =
      told.entryCount === MAX_16 || told.directoryBytes === MAX_32 || told.directoryOffset === MAX_32;
    if (isMaxed) throw new ZipFault('its end record points to a zip64 record that is not there');
    return assertAdjoining(told, at);
  }
  const large = readEnd64(bytes, at - LOCATOR_64_BYTES);
  const agrees =
    agreesWith(told.entryCount, large.entryCount, MAX_16) &&
    agreesWith(told.directoryBytes, large.directoryBytes, MAX_32) &&
    agreesWith(told.directoryOffset, large.directoryOffset, MAX_32);
  if (!agrees) throw new ZipFault('its two end records differ');
  return assertAdjoining(large, at - LOCATOR_64_BYTES - END_64_BYTES);
}

/** The last record of its kind, with nothing behind it that could be another. */
function findEnd(bytes: Buffer): number {
  const at =
    bytes.length < END_BYTES ? -1 : bytes.lastIndexOf(signature(END), bytes.length - END_BYTES, 'latin1');
  if (at < 0 || bytes.length - at > END_BYTES + MAX_16) {
    throw new ZipFault('it is no zip archive, or only a part of one');
  }
  const commentBytes = bytes.length - at - END_BYTES;
  if (bytes.readUInt16LE(at + 20) !== commentBytes) {
    throw new ZipFault('it has bytes behind its end, or a comment that holds an end record');
  }
  const comment = bytes.subarray(at + END_BYTES);
  if (END_SIGNATURES.some((one) => comment.includes(one))) {
    throw new ZipFault('its comment holds an end record');
  }
  return at;
}

function readEnd64(bytes: Buffer, locatorAt: number): ZipEnd {
  const recordAt = locatorAt - END_64_BYTES;
  const stands =
    recordAt >= 0 &&
    bytes.readUInt32LE(locatorAt + 4) === 0 &&
    bytes.readBigUInt64LE(locatorAt + 8) === BigInt(recordAt) &&
    bytes.readUInt32LE(locatorAt + 16) === 1 &&
    bytes.readUInt32LE(recordAt) === END_64 &&
    bytes.readBigUInt64LE(recordAt + 4) === BigInt(END_64_BYTES - 12);
  if (!stands) throw new ZipFault('its zip64 end record does not stand where it is said to');
  const record = bytes.subarray(recordAt, locatorAt);
  const entryCount = record.readBigUInt64LE(32);
  if (
    record.readUInt32LE(16) !== 0 ||
    record.readUInt32LE(20) !== 0 ||
    record.readBigUInt64LE(24) !== entryCount
  ) {
    throw new ZipFault('it is one of several parts');
  }
  return {
    entryCount: Number(entryCount),
    directoryBytes: Number(record.readBigUInt64LE(40)),
    directoryOffset: Number(record.readBigUInt64LE(48)),
  };
}

/** Of a number that is too large for the small record, or that is told in both though it is not. */
function agreesWith(small: number, large: number, max: number): boolean {
  return small === large || small === max;
}

function assertAdjoining({ entryCount, directoryBytes, directoryOffset }: ZipEnd, endAt: number): ZipEnd {
  if (directoryOffset + directoryBytes !== endAt) {
    throw new ZipFault(
      'its directory does not stand where its end record says, or there are bytes before or behind it',
    );
  }
  return { entryCount, directoryBytes, directoryOffset };
}

function signature(value: number): string {
  return String.fromCharCode(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24);
}
