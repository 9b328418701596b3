// Reads a JSON text whole, with the line of every object: for documents whose faults are told to the people who wrote them.

import { GatehouseError } from '../kernel/errors.ts';
import { kindOf } from './json.ts';
import { takeToken } from './take-token.ts';

/** How a text may be written. */
export interface JsonTextOptions {
  /** What is read, for messages: `package-lock.json`. */
  readonly what: string;
  /** Comments, and commas before a closing bracket, are allowed (bun.lock). */
  readonly relaxed?: boolean;
}

/** A text that was read. */
export interface JsonText {
  /** Objects have no prototype, so that a key is what the text says and nothing else. */
  readonly value: unknown;
  /** The 1-based line on which an object or array of it begins. */
  readonly lineOf: (container: object) => number | undefined;
}

const MAX_DEPTH = 100;
const MAX_LENGTH = 128 * 1024 * 1024;

/**
 * Reads RFC 8259, with or without a byte order mark, with any line ends. Two members of one object with the same key are
 * a fault, since readers differ about which of them counts. Throws `invalid-document` that names the line and what was
 * expected there, and `too-large`.
 */
export function readJsonText(text: string, options: JsonTextOptions): JsonText {
  if (text.length > MAX_LENGTH) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${options.what}: found ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  return new Reader(text, options).read();
}

/** As `readJsonText`, for a document whose top is an object. */
export function readJsonObjectText(
  text: string,
  options: JsonTextOptions,
): JsonText & { readonly value: Readonly<Record<string, unknown>> } {
  const { value, lineOf } = readJsonText(text, options);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { value: value as Readonly<Record<string, unknown>>, lineOf };
  }
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${options.what}: found ${kindOf(value)} at line 1, expected an object`,
  );
}

const SPACE = /[ \t\r\n]*/y;
const RELAXED_SPACE = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)*/y;
/** A piece of a string without escapes; the rest is for JSON.parse. */
// oxlint-disable-next-line no-control-regex -- JSON has none of them within a string
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

class Reader {
  readonly #text: string;
  readonly #what: string;
  readonly #space: RegExp;
  readonly #isRelaxed: boolean;
  readonly #lines = new WeakMap<object, number>();
  #at = 0;
  #line = 1;
  /** The first line end that is not counted yet: found once, so that one long line is not searched again and again. */
  #nextEnd: number;

  constructor(text: string, { what, relaxed = false }: JsonTextOptions) {
    this.#text = text;
    this.#what = what;
    this.#isRelaxed = relaxed;
    this.#space = relaxed ? RELAXED_SPACE : SPACE;
    this.#nextEnd = this.#endFrom(0);
  }

  read(): JsonText {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    this.#skipSpace();
    const value = this.#value(1);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#fault('the end');
    return { value, lineOf: (container) => this.#lines.get(container) };
  }

  #value(depth: number): unknown {
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (character === '"') return this.#string();
    const word = this.#take(WORD);
    if (word !== '') return WORDS[word];
    const number = this.#take(NUMBER);
    if (number !== '') return Number(number);
    throw this.#fault('a value');
  }

  #object(depth: number): object {
    const members = Object.create(null) as Record<string, unknown>;
    this.#open(members, depth);
    for (let isFirst = true; !this.#isClosed('}', isFirst); isFirst = false) {
      if (this.#text[this.#at] !== '"') throw this.#fault('a key');
      const keyAt = this.#at;
      const key = this.#string();
      if (Object.hasOwn(members, key)) {
        this.#at = keyAt;
        throw this.#fault(
          'a key that is not there before',
          `${JSON.stringify(key.slice(0, 100))} a second time`,
        );
      }
      this.#skipSpace();
      if (this.#text[this.#at] !== ':') throw this.#fault('a colon');
      this.#at += 1;
      this.#skipSpace();
      members[key] = this.#value(depth + 1);
    }
    return members;
  }

  #array(depth: number): readonly unknown[] {
    const items: unknown[] = [];
    this.#open(items, depth);
    for (let isFirst = true; !this.#isClosed(']', isFirst); isFirst = false)
      items.push(this.#value(depth + 1));
    return items;
  }

  #open(container: object, depth: number): void {
    if (depth > MAX_DEPTH) throw this.#fault(`at most ${MAX_DEPTH} levels`, 'another one');
    this.#lines.set(container, this.#lineOf(this.#at));
    this.#at += 1;
  }

  /** Before each member and at the end: passes over the comma that separates it from what was before. */
  #isClosed(bracket: string, isFirst: boolean): boolean {
    this.#skipSpace();
    if (this.#takeOne(bracket)) return true;
    if (isFirst) return false;
    if (!this.#takeOne(',')) throw this.#fault(`a comma or ${bracket}`);
    this.#skipSpace();
    return this.#isRelaxed && this.#takeOne(bracket);
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    const plain = this.#take(PLAIN);
    if (this.#takeOne('"')) return plain;
    for (;;) {
      if (this.#takeOne('"')) break;
      if (this.#text[this.#at] !== '\\') throw this.#fault('the end of a string');
      this.#at += 2;
      this.#take(PLAIN);
    }
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      this.#at = start;
      throw this.#fault('a string with the escapes of JSON');
    }
  }

  #skipSpace(): void {
    this.#take(this.#space);
  }

  #takeOne(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    const match = takeToken(pattern, this.#text, this.#at, this.#what) ?? '';
    this.#at += match.length;
    return match;
  }

  #lineOf(offset: number): number {
    while (this.#nextEnd < offset) {
      this.#line += 1;
      this.#nextEnd = this.#endFrom(this.#nextEnd + 1);
    }
    return this.#line;
  }

  /** Never, on the last line: a backslash at the end of the text leads past the text. */
  #endFrom(offset: number): number {
    const end = this.#text.indexOf('\n', offset);
    return end < 0 ? Infinity : end;
  }

  #fault(expected: string, found = this.#seen()): GatehouseError {
    const line = this.#lineOf(this.#at);
    return new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found ${found} at line ${line}, expected ${expected}`,
      { facts: { line } },
    );
  }

  #seen(): string {
    const character = this.#text[this.#at];
    return character === undefined ? 'the end of the text' : JSON.stringify(character);
  }
}
