// The bytes of a QR code: a text in byte mode at error correction level M (ISO/IEC 18004:2015, 7.4 and 7.5).

import { correctionBytes } from './reed-solomon.ts';

/** Of each block, by version from 1 (table 9, level M). */
const CORRECTION = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
] as const;
const BLOCKS = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29,
  31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
] as const;

export const NEWEST_VERSION = CORRECTION.length;

const BYTE_MODE = 0b0100;
const MODE_BITS = 4;

/** How many bytes of text a version takes at level M. */
export function capacityOf(version: number): number {
  return Math.floor((dataBytes(version) * 8 - MODE_BITS - countBits(version)) / 8);
}

/** The smallest version that takes so many bytes. Throws when none does. */
export function versionFor(lengthBytes: number): number {
  for (let version = 1; version <= NEWEST_VERSION; version += 1) {
    if (lengthBytes <= capacityOf(version)) return version;
  }
  throw new RangeError(
    `Cannot draw a QR code: found ${lengthBytes} bytes, expected at most ${capacityOf(NEWEST_VERSION)}`,
  );
}

/** All bytes of the code in the order in which they are drawn: data, then correction, of all blocks by turns. */
export function codewordsOf(text: Uint8Array, version: number): readonly number[] {
  const correction = CORRECTION[version - 1] ?? 0;
  const blocks = splitBlocks(dataOf(text, version), BLOCKS[version - 1] ?? 1);
  const corrections = blocks.map((block) => correctionBytes(block, correction));
  return [...takeTurns(blocks), ...takeTurns(corrections)];
}

/** Mode, length, text, and what fills the rest. */
function dataOf(text: Uint8Array, version: number): readonly number[] {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  put(BYTE_MODE, MODE_BITS);
  put(text.length, countBits(version));
  for (const byte of text) put(byte, 8);
  const size = dataBytes(version) * 8;
  put(0, Math.min(4, size - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let filler = 0xec; bits.length < size; filler ^= 0xec ^ 0x11) put(filler, 8);
  return Array.from({ length: size / 8 }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2),
  );
}

/** Shorter ones first; they differ by one byte at most. */
function splitBlocks(data: readonly number[], count: number): readonly (readonly number[])[] {
  const short = Math.floor(data.length / count);
  const longOnes = data.length % count;
  let start = 0;
  return Array.from({ length: count }, (_, index) => {
    const end = start + short + (index < count - longOnes ? 0 : 1);
    const block = data.slice(start, end);
    start = end;
    return block;
  });
}

function takeTurns(blocks: readonly (readonly number[])[]): readonly number[] {
  const longest = Math.max(...blocks.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) =>
    blocks.flatMap((block) => (at < block.length ? [block[at] ?? 0] : [])),
  ).flat();
}

function countBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function dataBytes(version: number): number {
  const correction = (CORRECTION[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
  return Math.floor(dataModules(version) / 8) - correction;
}

/** Modules that no pattern takes. */
function dataModules(version: number): number {
  let count = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const aligned = Math.floor(version / 7) + 2;
    count -= (25 * aligned - 10) * aligned - 55;
  }
  return version >= 7 ? count - 36 : count;
}
