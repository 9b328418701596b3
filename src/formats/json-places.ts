// The string values of a JSON text with their places, so that one can be replaced and all else stays byte for byte.
// Reads JSON (RFC 8259) and what lock files add to it: comments, and commas before a closing bracket.

import { GatehouseError } from '../kernel/errors.ts';
import { takeToken } from './take-token.ts';

/** A string value and where it stands. */
export interface JsonPlace {
  /** Keys and indexes from the top down to the value. */
  readonly path: readonly string[];
  readonly value: string;
  /** Offsets of the literal in the text, quotes included. */
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
}

const MAX_DEPTH = 200;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const SPACE = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const SCALAR = /(?:true|false|null|-?\d[\d.eE+-]*)/y;

/**
 * Every string value, in the order of the text. Throws `invalid-document` naming `what` and the line, and `too-large` for
 * a string of many millions of characters.
 */
export function findJsonStrings(text: string, what: string): readonly JsonPlace[] {
  return new Scanner(text, what).scan();
}

class Scanner {
  readonly #text: string;
  readonly #what: string;
  readonly #found: JsonPlace[] = [];
  readonly #path: string[] = [];
  #at = 0;
  #line = 1;
  #lineCountedTo = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  scan(): readonly JsonPlace[] {
    this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#fault('more text after the document');
    return this.#found;
  }

  #value(): void {
    this.#skipSpace();
    if (this.#path.length > MAX_DEPTH) throw this.#fault(`more than ${MAX_DEPTH} levels`);
    const character = this.#text[this.#at];
    if (character === '{') this.#object();
    else if (character === '[') this.#array();
    else if (character === '"') this.#string();
    else if (this.#take(SCALAR) === undefined) throw this.#fault(this.#seen());
  }

  #object(): void {
    this.#at++;
    for (;;) {
      this.#skipSpace();
      if (this.#takeCharacter('}')) return;
      const key = this.#take(STRING);
      if (key === undefined) throw this.#fault(this.#seen());
      this.#skipSpace();
      if (!this.#takeCharacter(':')) throw this.#fault(this.#seen());
      this.#path.push(this.#decode(key));
      this.#value();
      this.#path.pop();
      if (this.#isClosedBy('}')) return;
    }
  }

  #array(): void {
    this.#at++;
    for (let index = 0; ; index++) {
      this.#skipSpace();
      if (this.#takeCharacter(']')) return;
      this.#path.push(String(index));
      this.#value();
      this.#path.pop();
      if (this.#isClosedBy(']')) return;
    }
  }

  /** After a value: a comma goes on, the bracket ends. */
  #isClosedBy(bracket: string): boolean {
    this.#skipSpace();
    if (this.#takeCharacter(bracket)) return true;
    if (!this.#takeCharacter(',')) throw this.#fault(this.#seen());
    return false;
  }

  #string(): void {
    const start = this.#at;
    const literal = this.#take(STRING);
    if (literal === undefined) throw this.#fault('a string that does not end');
    this.#found.push({
      path: [...this.#path],
      value: this.#decode(literal),
      start,
      end: this.#at,
      line: this.#lineOf(start),
    });
  }

  #decode(literal: string): string {
    try {
      return JSON.parse(literal) as string;
    } catch (cause) {
      throw this.#fault('a string with bad escapes', cause);
    }
  }

  #skipSpace(): void {
    this.#take(SPACE);
  }

  #takeCharacter(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    const match = takeToken(pattern, this.#text, this.#at, this.#what);
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #lineOf(offset: number): number {
    for (; this.#lineCountedTo < offset; this.#lineCountedTo++) {
      if (this.#text[this.#lineCountedTo] === '\n') this.#line++;
    }
    return this.#line;
  }

  #seen(): string {
    const character = this.#text[this.#at];
    return character === undefined ? 'the end of the text' : JSON.stringify(character);
  }

  #fault(found: string, cause?: unknown): GatehouseError {
    return new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found ${found} at line ${this.#lineOf(this.#at)}, expected JSON`,
      { cause },
    );
  }
}
