// Prints what a command has to say: lines and tables for people, JSON for scripts.

import { formatInstant } from '../../kernel/clock.ts';
import type { Screen } from '../machine.ts';
import { join, padEnd, plain, type Painted, type Piece } from './painted.ts';
import { createPalette, type Palette } from './palette.ts';

export interface Printer {
  readonly palette: Palette;
  readonly isTerminal: boolean;
  line(piece?: Piece): void;
  /** Rows under a head; a row's last cell is cut to the terminal's width. */
  table(head: readonly string[], rows: readonly (readonly Piece[])[]): void;
  json(value: unknown): void;
  /** A line that only people need: not written when the output is piped. */
  hint(piece: Piece): void;
  /** Text of several lines, as it is, to be copied or piped; only line breaks and tabs of its control characters survive. */
  raw(text: string): void;
}

const GAP = '  ';

export function createPrinter(screen: Screen): Printer {
  const palette = createPalette(screen.hasColour);
  const line = (piece: Piece = '') => screen.write(`${join([piece]).text}\n`);
  return {
    palette,
    isTerminal: screen.isTerminal,
    line,
    table: (head, rows) => writeTable(screen, palette, head, rows),
    json: (value) => screen.write(`${JSON.stringify(value, null, 2)}\n`),
    hint(piece) {
      if (screen.isTerminal) line(palette.faint(piece));
    },
    raw: (text) => screen.write(screen.isTerminal ? escapeLines(text) : text),
  };
}

function writeTable(
  screen: Screen,
  palette: Palette,
  head: readonly string[],
  rows: readonly (readonly Piece[])[],
): void {
  const cells = rows.map((row) => row.map((piece) => join([piece])));
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.width ?? 0)));
  const write = (row: readonly Painted[]) => {
    const padded = row.map((cell, at) => (at === row.length - 1 ? cell : padEnd(cell, widths[at] ?? 0)));
    screen.write(`${join(padded, GAP).text.trimEnd()}\n`);
  };
  write(head.map((title) => palette.faint(title)));
  for (const row of cells) write(row);
}

function escapeLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .split('\t')
        .map((part) => plain(part.replace(/\r$/, '')).text)
        .join('\t'),
    )
    .join('\n');
}

/** `2026-11-22 12:00` in UTC, from a time as the API writes it or an instant. */
export function shortTime(time: string | number | undefined): string {
  if (time === undefined) return '–';
  const text = typeof time === 'number' ? formatInstant(time) : time;
  return text.slice(0, 16).replace('T', ' ');
}
