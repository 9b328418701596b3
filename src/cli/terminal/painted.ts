// Text for a terminal. What comes from outside is escaped unless it was painted here, so that it can move no cursor.

import { escapeControl } from '../../kernel/errors.ts';

/** Text that is safe to write as it stands. Made by `words` and by a palette alone. */
export class Painted {
  /** With escape sequences. */
  readonly text: string;
  /** Columns that it takes. */
  readonly width: number;

  constructor(text: string, width: number) {
    this.text = text;
    this.width = width;
  }
}

export type Piece = Painted | string | number;

/** Text without colour: control characters are escaped. */
export function plain(text: string): Painted {
  const escaped = escapeControl(text);
  return new Painted(escaped, columnsOf(escaped));
}

/** A template whose plain values are escaped. */
export function words(literals: TemplateStringsArray, ...values: readonly Piece[]): Painted {
  return join(
    literals.flatMap((literal, at) => [
      new Painted(literal, columnsOf(literal)),
      ...values.slice(at, at + 1),
    ]),
  );
}

/** The pieces, one after the other, with `between` them. */
export function join(pieces: readonly Piece[], between = ''): Painted {
  const painted = pieces.map((piece) => (piece instanceof Painted ? piece : plain(String(piece))));
  const gaps = Math.max(0, painted.length - 1) * columnsOf(between);
  return new Painted(
    painted.map(({ text }) => text).join(between),
    painted.reduce((sum, { width }) => sum + width, gaps),
  );
}

/** Spaces after `piece` up to `width`. */
export function padEnd(piece: Piece, width: number): Painted {
  const painted = join([piece]);
  const missing = Math.max(0, width - painted.width);
  return new Painted(painted.text + ' '.repeat(missing), painted.width + missing);
}

/** Characters that most terminals draw two columns wide: East Asian scripts and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}]/gu;

/** What a reader takes for one character. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

function columnsOf(text: string): number {
  const segments = text === '' ? [] : [...SEGMENTER.segment(text)];
  return segments.length + (text.match(WIDE)?.length ?? 0);
}
