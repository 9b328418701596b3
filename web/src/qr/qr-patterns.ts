// What every QR code of a version has: finders, timing, alignment, format and version information (ISO/IEC 18004:2015, 6.3, 7.9, 7.10).

export interface QrPatterns {
  readonly modules: boolean[][];
  /** Whether a pattern has the place. */
  readonly isTaken: (row: number, column: number) => boolean;
}

type Place = readonly [row: number, column: number];

export function sizeOf(version: number): number {
  return version * 4 + 17;
}

/** Where alignment patterns have their middles, along each side (annex E). */
export function alignmentCentres(version: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sizeOf(version) - 7;
  // Even steps from the far end, of which the first takes what is left over; one version is an exception.
  const step = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - (count - 2 - index) * step)];
}

export function drawPatterns(version: number, centres: readonly number[]): QrPatterns {
  const size = sizeOf(version);
  const modules = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const taken = new Set<number>();
  const put = (row: number, column: number, isDark: boolean) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    modules[row]![column] = isDark;
    taken.add(row * size + column);
  };
  for (let at = 0; at < size; at += 1) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  // With the light line around them.
  for (const [row, column] of cornersOf(size)) drawRings(put, row, column, 4, [0, 1, 3]);
  for (const row of centres) {
    for (const column of centres) {
      const isCorner = cornersOf(size).some(([y, x]) => Math.abs(y - row) < 6 && Math.abs(x - column) < 6);
      if (!isCorner) drawRings(put, row, column, 2, [0, 2]);
    }
  }
  for (const places of formatPlaces(size)) for (const [row, column] of places) put(row, column, false);
  put(size - 8, 8, true);
  if (version >= 7) drawVersion(put, version);
  return { modules, isTaken: (row, column) => taken.has(row * size + column) };
}

function cornersOf(size: number): readonly Place[] {
  return [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ];
}

type Put = (row: number, column: number, isDark: boolean) => void;

/** Square rings around a middle, of which those at `dark` distances are dark. */
function drawRings(put: Put, row: number, column: number, reach: number, dark: readonly number[]): void {
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      put(row + y, column + x, dark.includes(Math.max(Math.abs(y), Math.abs(x))));
    }
  }
}

/** Level M and the mask, with ten bits that correct them; the highest bit stands first (7.9.1). */
export function formatBits(mask: number): number {
  const level = 0b00;
  return (withRemainder((level << 3) | mask, 10, 0x537) ^ 0x5412) & 0x7fff;
}

/** The version, with twelve bits that correct it (7.10). */
export function versionBits(version: number): number {
  return withRemainder(version, 12, 0x1f25);
}

function withRemainder(value: number, bits: number, generator: number): number {
  let remainder = value;
  for (let step = 0; step < bits; step += 1) {
    remainder = (remainder << 1) ^ ((remainder >>> (bits - 1)) * generator);
  }
  return (value << bits) | remainder;
}

/** Both copies, the highest bit first (figure 25). */
export function formatPlaces(size: number): readonly (readonly Place[])[] {
  const around = [0, 1, 2, 3, 4, 5, 7, 8];
  return [
    [
      ...around.map((column): Place => [8, column]),
      ...around
        .slice(0, -1)
        .toReversed()
        .map((row): Place => [row, 8]),
    ],
    [
      ...Array.from({ length: 7 }, (_, index): Place => [size - 1 - index, 8]),
      ...Array.from({ length: 8 }, (_, index): Place => [8, size - 8 + index]),
    ],
  ];
}

function drawVersion(put: Put, version: number): void {
  const bits = versionBits(version);
  const size = sizeOf(version);
  for (let at = 0; at < 18; at += 1) {
    const isDark = ((bits >>> at) & 1) === 1;
    const [near, far] = [Math.floor(at / 3), size - 11 + (at % 3)];
    put(near, far, isDark);
    put(far, near, isDark);
  }
}
