// The modules of a QR code: what is dark. Level M, byte mode (ISO/IEC 18004:2015).

import { codewordsOf, versionFor } from './qr-codewords.ts';
import { alignmentCentres, drawPatterns, formatBits, formatPlaces } from './qr-patterns.ts';
import { penaltyOf } from './qr-penalty.ts';

/** Rows of modules, true for dark, without the light margin of four that belongs around them. */
export type QrMatrix = readonly (readonly boolean[])[];

/** What flips a module of the data area, by mask (table 10). */
export const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

/** The code of a text, in the smallest version that takes it. Throws RangeError above 2,331 bytes of UTF-8. */
export function drawQrCode(text: string): QrMatrix {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  const { modules, isTaken } = drawPatterns(version, alignmentCentres(version));
  drawCodewords(modules, isTaken, codewordsOf(bytes, version));
  let best: { readonly matrix: QrMatrix; readonly penalty: number } | undefined;
  for (const mask of MASKS.keys()) {
    const matrix = withMask(modules, isTaken, mask);
    const penalty = penaltyOf(matrix);
    if (best === undefined || penalty < best.penalty) best = { matrix, penalty };
  }
  return best?.matrix ?? [];
}

/** Two columns at a time from the right, upwards and downwards by turns, around what patterns take (7.7.3). */
export function* dataPlaces(
  size: number,
  isTaken: (row: number, column: number) => boolean,
): Generator<readonly [row: number, column: number], void, undefined> {
  let isUpward = true;
  for (let right = size - 1; right >= 1; right -= 2) {
    // The column of the timing pattern is passed over.
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = isUpward ? size - 1 - step : step;
      for (const column of [right, right - 1]) if (!isTaken(row, column)) yield [row, column];
    }
    isUpward = !isUpward;
  }
}

function drawCodewords(
  modules: boolean[][],
  isTaken: (row: number, column: number) => boolean,
  codewords: readonly number[],
): void {
  let bit = 0;
  for (const [row, column] of dataPlaces(modules.length, isTaken)) {
    const byte = codewords[bit >>> 3];
    // What is left over at the end stays light.
    if (byte !== undefined) modules[row]![column] = ((byte >>> (7 - (bit & 7))) & 1) === 1;
    bit += 1;
  }
}

function withMask(
  modules: readonly (readonly boolean[])[],
  isTaken: (row: number, column: number) => boolean,
  mask: number,
): QrMatrix {
  const flips = MASKS[mask]!;
  const masked = modules.map((line, row) =>
    line.map((isDark, column) => isDark !== (!isTaken(row, column) && flips(row, column))),
  );
  const bits = formatBits(mask);
  for (const places of formatPlaces(modules.length)) {
    for (const [at, [row, column]] of places.entries()) {
      masked[row]![column] = ((bits >>> (14 - at)) & 1) === 1;
    }
  }
  return masked;
}
