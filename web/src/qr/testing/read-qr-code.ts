// Reads a QR code of level M in byte mode from its modules, written from the standard without the code that draws: for tests.
// Nothing is mended: every block must be sound as it is.

type Modules = readonly (readonly boolean[])[];

/** Data codewords of the two groups of blocks: `[[blocks, bytes], …]`, and correction bytes of each, by version (table 9, M). */
const LAYOUT: Readonly<
  Record<number, readonly [correction: number, ...groups: (readonly [number, number])[]]>
> = {
  1: [10, [1, 16]],
  2: [16, [1, 28]],
  3: [26, [1, 44]],
  4: [18, [2, 32]],
  5: [24, [2, 43]],
  6: [16, [4, 27]],
  7: [18, [4, 31]],
  8: [22, [2, 38], [2, 39]],
  9: [22, [3, 36], [2, 37]],
  10: [26, [4, 43], [1, 44]],
  11: [30, [1, 50], [4, 51]],
  13: [22, [8, 37], [1, 38]],
  20: [26, [3, 41], [13, 42]],
  32: [28, [10, 46], [23, 47]],
  40: [28, [18, 47], [31, 48]],
};

/** Throws for what is none. */
export function readQrCode(modules: Modules): string {
  const size = modules.length;
  const version = (size - 17) / 4;
  const mask = readMask(modules);
  const data = readBlocks(version, readBytes(modules, version, mask));
  const bits = data.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  if (!bits.startsWith('0100')) throw new Error(`found mode ${bits.slice(0, 4)}, expected bytes`);
  const countBits = version < 10 ? 8 : 16;
  const length = Number.parseInt(bits.slice(4, 4 + countBits), 2);
  const start = 4 + countBits;
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from({ length }, (_, at) =>
      Number.parseInt(bits.slice(start + at * 8, start + at * 8 + 8), 2),
    ),
  );
}

/** From both copies of the format information, which must be alike. */
function readMask(modules: Modules): number {
  const size = modules.length;
  const at = (row: number, column: number) => (modules[row]?.[column] === true ? 1 : 0);
  const first = [at(8, 0), at(8, 1), at(8, 2), at(8, 3), at(8, 4), at(8, 5), at(8, 7), at(8, 8), at(7, 8)];
  for (let row = 5; row >= 0; row -= 1) first.push(at(row, 8));
  const second: number[] = [];
  for (let row = size - 1; row > size - 8; row -= 1) second.push(at(row, 8));
  for (let column = size - 8; column < size; column += 1) second.push(at(8, column));
  if (first.join('') !== second.join('')) throw new Error('found two formats');
  if (at(size - 8, 8) !== 1) throw new Error('found the dark module light');
  const open = Number.parseInt(first.join(''), 2) ^ 0b101010000010010;
  if (open >>> 13 !== 0) throw new Error(`found level ${open >>> 13}, expected M`);
  return (open >>> 10) & 7;
}

function isFlipped(mask: number, i: number, j: number): boolean {
  const product = i * j;
  const conditions = [
    (i + j) % 2,
    i % 2,
    j % 3,
    (i + j) % 3,
    (Math.floor(i / 2) + Math.floor(j / 3)) % 2,
    (product % 2) + (product % 3),
    ((product % 2) + (product % 3)) % 2,
    ((product % 3) + ((i + j) % 2)) % 2,
  ];
  return conditions[mask] === 0;
}

/** Whether a place belongs to a pattern. */
function isPattern(version: number, row: number, column: number): boolean {
  const size = version * 4 + 17;
  const isNearCorner =
    (row <= 8 && column <= 8) || (row <= 8 && column >= size - 8) || (row >= size - 8 && column <= 8);
  if (isNearCorner || row === 6 || column === 6) return true;
  const isVersion =
    version >= 7 &&
    ((row < 6 && column >= size - 11 && column < size - 8) ||
      (column < 6 && row >= size - 11 && row < size - 8));
  if (isVersion) return true;
  const centres = CENTRES[version] ?? [];
  return centres.some((y) =>
    centres.some((x) => {
      const isCorner = (y === 6 && x === 6) || (y === 6 && x === size - 7) || (y === size - 7 && x === 6);
      return !isCorner && Math.abs(row - y) <= 2 && Math.abs(column - x) <= 2;
    }),
  );
}

/** Annex E. */
const CENTRES: Readonly<Record<number, readonly number[]>> = {
  2: [6, 18],
  3: [6, 22],
  4: [6, 26],
  5: [6, 30],
  6: [6, 34],
  7: [6, 22, 38],
  8: [6, 24, 42],
  9: [6, 26, 46],
  10: [6, 28, 50],
  11: [6, 30, 54],
  13: [6, 34, 62],
  20: [6, 34, 62, 90],
  32: [6, 34, 60, 86, 112, 138],
  40: [6, 30, 58, 86, 114, 142, 170],
};

function readBytes(modules: Modules, version: number, mask: number): readonly number[] {
  const size = modules.length;
  const bits: number[] = [];
  let isUpward = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step += 1) {
      const row = isUpward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (isPattern(version, row, column)) continue;
        const isDark = modules[row]?.[column] === true;
        bits.push(isDark !== isFlipped(mask, row, column) ? 1 : 0);
      }
    }
    isUpward = !isUpward;
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, at) =>
    Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2),
  );
}

function readBlocks(version: number, bytes: readonly number[]): readonly number[] {
  const layout = LAYOUT[version];
  if (layout === undefined) throw new Error(`found version ${version}, which this reader does not know`);
  const [correction, ...groups] = layout;
  const sizes = groups.flatMap(([count, length]) => Array.from({ length: count }, () => length));
  const blocks = sizes.map((): number[] => []);
  let next = 0;
  for (let at = 0; at < Math.max(...sizes); at += 1) {
    for (const [index, length] of sizes.entries()) if (at < length) blocks[index]?.push(bytes[next++] ?? 0);
  }
  const data = blocks.flat();
  for (let at = 0; at < correction; at += 1) for (const block of blocks) block.push(bytes[next++] ?? 0);
  if (next !== bytes.length) throw new Error(`found ${bytes.length} bytes, expected ${next}`);
  for (const block of blocks) assertSound(block, correction);
  return data;
}

/** A sound block is zero at each root of the generator (annex A): by tables of powers, not by shifting. */
function assertSound(block: readonly number[], correction: number): void {
  for (let root = 0; root < correction; root += 1) {
    let value = 0;
    for (const byte of block) value = timesPower(value, root) ^ byte;
    if (value !== 0) throw new Error('found a block that its correction does not fit');
  }
}

const POWERS: number[] = [];
for (let exponent = 0, value = 1; exponent < 255; exponent += 1) {
  POWERS.push(value);
  value *= 2;
  if (value > 255) value ^= 285;
}

function timesPower(value: number, exponent: number): number {
  if (value === 0) return 0;
  return POWERS[(POWERS.indexOf(value) + exponent) % 255] ?? 0;
}
