import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import { readQrCode } from './testing/read-qr-code.ts';
import { capacityOf, codewordsOf, versionFor } from './qr-codewords.ts';
import { drawQrCode, type QrMatrix } from './qr-matrix.ts';
import { alignmentCentres, formatBits, versionBits } from './qr-patterns.ts';
import { correctionBytes } from './reed-solomon.ts';

const SECRET_URI =
  'otpauth://totp/Gatehouse%20gate.example:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Gatehouse%20gate.example&algorithm=SHA1&digits=6&period=30';

const linesOf = (matrix: QrMatrix) =>
  matrix.map((row) => row.map((isDark) => (isDark ? '1' : '0')).join('')).join('\n');

test('error correction is that of the published example (HELLO WORLD, 1-M)', () => {
  const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
  assert.deepEqual(correctionBytes(data, 10), [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
});

test('versions take as much as table 7 says for level M in byte mode', () => {
  const table = new Map([
    [1, 14],
    [2, 26],
    [5, 84],
    [6, 106],
    [9, 180],
    [10, 213],
    [14, 362],
    [20, 666],
    [27, 1_125],
    [32, 1_538],
    [40, 2_331],
  ]);
  for (const [version, bytes] of table) {
    assert.equal(capacityOf(version), bytes, String(version));
    assert.equal(versionFor(bytes), version);
    assert.equal(codewordsOf(new Uint8Array(bytes), version).length, WHOLE[version], String(version));
  }
  assert.throws(() => versionFor(2_332), RangeError);
});

/** All codewords of some versions (table 1). */
const WHOLE: Readonly<Record<number, number>> = {
  1: 26,
  2: 44,
  5: 134,
  6: 172,
  9: 292,
  10: 346,
  14: 581,
  20: 1_085,
  27: 1_828,
  32: 2_465,
  40: 3_706,
};

test('format and version information are those of annexes C and D, alignment that of annex E', () => {
  assert.deepEqual(
    Array.from({ length: 8 }, (_, mask) => formatBits(mask)),
    [0x5412, 0x5125, 0x5e7c, 0x5b4b, 0x45f9, 0x40ce, 0x4f97, 0x4aa0],
  );
  assert.deepEqual([7, 8, 21, 32, 40].map(versionBits), [0x07c94, 0x085bc, 0x15683, 0x209d5, 0x28c69]);
  assert.deepEqual(alignmentCentres(1), []);
  assert.deepEqual(alignmentCentres(2), [6, 18]);
  assert.deepEqual(alignmentCentres(7), [6, 22, 38]);
  assert.deepEqual(alignmentCentres(14), [6, 26, 46, 66]);
  assert.deepEqual(alignmentCentres(32), [6, 34, 60, 86, 112, 138]);
  assert.deepEqual(alignmentCentres(39), [6, 26, 54, 82, 110, 138, 166]);
});

test('codes are those that another encoder draws, module by module', () => {
  assert.equal(
    linesOf(drawQrCode('gatehouse')),
    `111111101000101111111
100000101101001000001
101110101000101011101
101110100101001011101
101110101101101011101
100000100110001000001
111111101010101111111
000000000010000000000
100111111001010010111
010001000001101100100
001011101001110000111
110111000000110110111
010010111011110010001
000000001110101111110
111111101001000010100
100000101000001101111
101110101100001011000
101110101000111000100
101110100111110010111
100000100001100001111
111111101000110100000`,
  );
  const digest = createHash('sha256')
    .update(linesOf(drawQrCode(SECRET_URI)))
    .digest('hex');
  assert.equal(digest, 'e5aae34c3285c9a12da953347a6f01e4a73e8faba3b465667b85f41b6c8f1753');
});

test('a reader gets back what was drawn, at every size that differs, and every byte of it is sound', () => {
  const lengths = [
    0, 1, 13, 14, 15, 26, 27, 84, 106, 107, 122, 152, 180, 181, 213, 214, 300, 666, 1_538, 2_331,
  ];
  for (const length of lengths) {
    const text = SECRET_URI.repeat(20).slice(0, length);
    assert.equal(readQrCode(drawQrCode(text)), text, `${length} bytes`);
  }
  assert.equal(readQrCode(drawQrCode('zoë ✓')), 'zoë ✓');
});

test('a reader notices a module that was flipped', () => {
  const matrix = drawQrCode(SECRET_URI).map((row) => [...row]);
  matrix[20]![20] = matrix[20]![20] !== true;
  assert.throws(() => readQrCode(matrix), /correction/);
});
