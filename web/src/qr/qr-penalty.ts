// How hard a QR code is to read: the mask with the least of it is taken (ISO/IEC 18004:2015, 7.8.3).

type Modules = readonly (readonly boolean[])[];

export function penaltyOf(modules: Modules): number {
  const columns = modules.map((_, column) => modules.map((row) => row[column] ?? false));
  const lines = [...modules, ...columns];
  const inLines = lines.reduce((sum, line) => sum + runsOf(line) + findersIn(line), 0);
  return inLines + blocksIn(modules) + imbalanceOf(modules);
}

/** Five alike or more in a line. */
function runsOf(line: readonly boolean[]): number {
  let [sum, length] = [0, 0];
  for (const [at, isDark] of line.entries()) {
    length = at > 0 && isDark === line[at - 1] ? length + 1 : 1;
    if (length === 5) sum += 3;
    else if (length > 5) sum += 1;
  }
  return sum;
}

/** What looks like a finder, with light beside it. */
function findersIn(line: readonly boolean[]): number {
  const text = line.map((isDark) => (isDark ? '1' : '0')).join('');
  let sum = 0;
  for (let at = 0; at + 11 <= text.length; at += 1) {
    const part = text.slice(at, at + 11);
    if (part === '10111010000' || part === '00001011101') sum += 40;
  }
  return sum;
}

/** Four alike in a square. */
function blocksIn(modules: Modules): number {
  let sum = 0;
  for (let row = 1; row < modules.length; row += 1) {
    for (let column = 1; column < modules.length; column += 1) {
      const isDark = modules[row]?.[column];
      const isBlock =
        isDark === modules[row - 1]?.[column] &&
        isDark === modules[row]?.[column - 1] &&
        isDark === modules[row - 1]?.[column - 1];
      if (isBlock) sum += 3;
    }
  }
  return sum;
}

/** Ten for each five per cent away from half and half. */
function imbalanceOf(modules: Modules): number {
  const dark = modules.flat().filter(Boolean).length;
  const percent = (dark * 100) / modules.length ** 2;
  return Math.floor(Math.abs(percent - 50) / 5) * 10;
}
