// Reed-Solomon error correction as QR codes have it: bytes of GF(2^8) by the polynomial 0x11D (ISO/IEC 18004:2015, 7.5.2).

const POLYNOMIAL = 0x11d;

/** The product of two bytes in the field. */
export function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * POLYNOMIAL);
    if (((b >>> bit) & 1) === 1) product ^= a;
  }
  return product;
}

/** `count` bytes by which errors in `data` are found and mended. */
export function correctionBytes(data: readonly number[], count: number): readonly number[] {
  const generator = makeGenerator(count);
  const remainder = Array.from({ length: count }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (remainder.shift() ?? 0);
    remainder.push(0);
    for (const [at, coefficient] of generator.entries()) {
      remainder[at] = (remainder[at] ?? 0) ^ multiply(coefficient, factor);
    }
  }
  return remainder;
}

/** (x - 1)(x - 2)(x - 4) …, highest power first, without the leading 1. */
function makeGenerator(count: number): readonly number[] {
  const result = [...Array.from({ length: count - 1 }, () => 0), 1];
  let root = 1;
  for (let factor = 0; factor < count; factor += 1) {
    for (let at = 0; at < count; at += 1) {
      result[at] = multiply(result[at] ?? 0, root) ^ (result[at + 1] ?? 0);
    }
    root = multiply(root, 2);
  }
  return result;
}
