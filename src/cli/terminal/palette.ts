// The words and colours of the house, as the web pages have them: each verdict is a colour, a shape and a word.

import type { Action } from '../../kernel/verdict.ts';
import { join, Painted, plain, type Piece } from './painted.ts';

/** How things are drawn. */
export interface Palette {
  readonly strong: (piece: Piece) => Painted;
  readonly faint: (piece: Piece) => Painted;
  readonly good: (piece: Piece) => Painted;
  readonly notice: (piece: Piece) => Painted;
  readonly bad: (piece: Piece) => Painted;
  /** A command to copy. */
  readonly code: (piece: Piece) => Painted;
  /** Shape and word of a verdict. */
  readonly action: (action: Action) => Painted;
}

const SHAPES: Readonly<Record<Action, string>> = { allow: '✓', warn: '▲', hide: '◐', block: '✕' };
const CODES = {
  strong: '1',
  faint: '2',
  good: '32',
  notice: '33',
  bad: '31',
  code: '36',
  hide: '35',
} as const;

/** Without colour, words alone: a log or a file needs no shapes. */
export function createPalette(hasColour: boolean): Palette {
  const paint = (code: string) => (piece: Piece) => {
    const { text, width } = join([piece]);
    return hasColour ? new Painted(`\u001b[${code}m${text}\u001b[0m`, width) : new Painted(text, width);
  };
  const colours: Readonly<Record<Action, (piece: Piece) => Painted>> = {
    allow: paint(CODES.good),
    warn: paint(CODES.notice),
    hide: paint(CODES.hide),
    block: paint(CODES.bad),
  };
  return {
    strong: paint(CODES.strong),
    faint: paint(CODES.faint),
    good: paint(CODES.good),
    notice: paint(CODES.notice),
    bad: paint(CODES.bad),
    code: paint(CODES.code),
    action: (action) => (hasColour ? colours[action](`${SHAPES[action]} ${action}`) : plain(action)),
  };
}
