// Words of others inside our sentences: a feed's summary, a publisher's reason, a reviewer's note.

import { escapeControl } from '../kernel/errors.ts';

const MAX_LENGTH = 200;

/**
 * Outside text on one line of at most 200 characters, without control characters and without the invisible ones
 * that turn the direction of writing or hide letters (Unicode TR 36, "Trojan Source").
 */
export function tameOutsideText(text: string): string {
  const line = stripInvisible(text.slice(0, 4 * MAX_LENGTH).replace(/\s+/g, ' ')).trim();
  // Cut between code units, a pair may be left half; toWellFormed mends that.
  const short = line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1).toWellFormed()}…` : line;
  return escapeControl(short);
}

/** The whole text with control and invisible characters taken out of effect; nothing is cut. */
export function tameWholeText(text: string): string {
  return escapeControl(stripInvisible(text));
}

function stripInvisible(text: string): string {
  return text.replace(/[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '').toWellFormed();
}
