// Prints what a command has to say: lines and tables for people, JSON for scripts.

import { formatInstant } from '../../kernel/clock.ts';
import type { Screen } from '../machine.ts';
import { join, plain, type Piece } from './painted.ts';
import { createPalette, type Palette } from './palette.ts';
import { layTable } from './table.ts';
import { hangOf, wrapWords } from './wrap.ts';

export interface Printer {
  readonly palette: Palette;
  readonly isTerminal: boolean;
  /** On a terminal, what is too long is broken between words; the lines that follow are indented by `hang`. */
  line(piece?: Piece, hang?: number): void;
  /** Rows under a head, laid out so that a terminal has room for them. */
  table(head: readonly string[], rows: readonly (readonly Piece[])[]): void;
  json(value: unknown): void;
  /** A line that only people need: not written when the output is piped. */
  hint(piece: Piece): void;
  /** Text of several lines, as it is, to be copied or piped; only line breaks and tabs of its control characters survive. */
  raw(text: string): void;
}

export function createPrinter(screen: Screen): Printer {
  const palette = createPalette(screen.hasColour);
  const line = (piece: Piece = '', hang?: number) => {
    const { text } = join([piece]);
    const lines = screen.isTerminal
      ? wrapWords(text, screen.columns, hang ?? hangOf(text, screen.columns))
      : [text];
    screen.write(`${lines.join('\n')}\n`);
  };
  return {
    palette,
    isTerminal: screen.isTerminal,
    line,
    table(head, rows) {
      for (const text of layTable(screen, palette, head, rows)) screen.write(`${text}\n`);
    },
    json: (value) => screen.write(`${JSON.stringify(value, null, 2)}\n`),
    hint(piece) {
      if (screen.isTerminal) line(palette.faint(piece));
    },
    raw: (text) => screen.write(screen.isTerminal ? escapeLines(text) : text),
  };
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
