// Lays out a table: in columns, and on a terminal that is too narrow for them, piece by piece below each other.

import type { Screen } from '../machine.ts';
import { join, padEnd, type Painted, type Piece } from './painted.ts';
import type { Palette } from './palette.ts';
import { wrapWords } from './wrap.ts';

const GAP = '  ';
/** The room that a last column takes at least beside the others. */
const LEAST_LAST = 28;
const INDENT = '    ';
/** What stands in a cell that has nothing to say. */
const NOTHING = '–';

/**
 * The table's lines. Where a terminal has no room for the last column, its cells are broken, or stand below their rows;
 * where it has none for the others either, every cell after the first does, with its title.
 */
export function layTable(
  screen: Pick<Screen, 'isTerminal' | 'columns'>,
  palette: Palette,
  head: readonly string[],
  rows: readonly (readonly Piece[])[],
): readonly string[] {
  const cells = rows.map((row) => row.map((piece) => join([piece])));
  const titles = head.map((title) => palette.faint(title));
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.width ?? 0)));
  const room = screen.isTerminal ? screen.columns : Infinity;
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  if (before + (widths.at(-1) ?? 0) <= room) return [titles, ...cells].map((row) => inColumns(row, widths));
  if (room - before >= LEAST_LAST) {
    return [titles, ...cells].flatMap((row) => wrapWords(inColumns(row, widths), room, before));
  }
  if (before <= room + GAP.length) {
    const first = (row: readonly Painted[]) => inColumns(row.slice(0, -1), widths);
    return [first(titles), ...cells.flatMap((row) => [first(row), ...below(row.at(-1), room)])];
  }
  return cells.flatMap((row) => stacked(row, titles, room));
}

function inColumns(row: readonly Painted[], widths: readonly number[]): string {
  const padded = row.map((cell, at) => (at === row.length - 1 ? cell : padEnd(cell, widths[at] ?? 0)));
  return join(padded, GAP).text.trimEnd();
}

function below(cell: Painted | undefined, room: number): readonly string[] {
  if (cell === undefined || cell.text === NOTHING) return [];
  return wrapWords(`${INDENT}${cell.text}`, room, INDENT.length);
}

function stacked(
  [first, ...others]: readonly Painted[],
  titles: readonly Painted[],
  room: number,
): readonly string[] {
  const width = Math.max(...titles.slice(1).map((title) => title.width));
  const lines = others.flatMap((cell, at) => {
    if (cell.text === NOTHING) return [];
    const title = padEnd(titles[at + 1] ?? '', width);
    return wrapWords(`  ${title.text}${GAP}${cell.text}`, room, 2 + width + GAP.length);
  });
  return [first?.text ?? '', ...lines];
}
