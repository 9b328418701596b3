// Where each string of a TOML document stands, so that one can be changed without touching anything else.

import { parse } from 'smol-toml';

import { GatehouseError } from '../kernel/errors.ts';
import { takeToken } from './take-token.ts';
import { unquoteToml } from './unquote-toml.ts';

/** A step into a document: a key, or the place in an array. */
export type TomlStep = string | number;

/** One string value of a document. */
export interface TomlString {
  readonly path: readonly TomlStep[];
  readonly value: string;
  /** The value with its quotes: from `start` up to before `end`. */
  readonly start: number;
  readonly end: number;
  /** The quotes that it stands in: `"`, `'`, or three of either. */
  readonly quotes: string;
  /** 1-based. */
  readonly line: number;
}

const MAX_LENGTH = 64 * 1024 * 1024;
/** Dotted keys in one place: each level costs as much as all above it. */
const MAX_KEYS = 100;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const BLANKS = /[ \t]*/y;
/** White space, line ends, commas between values, and comments. */
const BETWEEN = /(?:[\s,]+|#[^\n]*)*/y;
const BARE_VALUE = /[^,\]}\n#]*/y;
const MULTI_LINE_BASIC = /"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}/y;
const MULTI_LINE_LITERAL = /'''(?:[^']|'(?!''))*'{3,5}/y;
const BASIC = /"(?:[^"\\\n]|\\.)*"/y;
const LITERAL = /'[^'\n]*'/y;

/** Every string value of `text`, in order. Throws `invalid-document` with the line when it is no TOML. */
export function findTomlStrings(text: string, what: string): readonly TomlString[] {
  checkSyntax(text, what);
  return new TomlScanner(text).scan();
}

/** `value` as TOML writes it: literal where `quotes` are and can hold it, else in plain double quotes. */
export function quoteToml(value: string, quotes: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what a literal string cannot hold
  if (quotes.startsWith("'") && !/['\u0000-\u001f\u007f]/.test(value)) return `'${value}'`;
  return JSON.stringify(value).replaceAll('\u007f', '\\u007f');
}

function checkSyntax(text: string, what: string): void {
  if (text.length > MAX_LENGTH) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  try {
    parse(text);
  } catch (cause) {
    const line =
      typeof cause === 'object' && cause !== null && 'line' in cause ? Number(cause.line) : undefined;
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}${line === undefined ? '' : `, line ${line}`}: ${reason.slice(0, 200)}`,
      { cause, ...(line === undefined ? {} : { facts: { line } }) },
    );
  }
}

/** Walks a document that is known to be valid. */
class TomlScanner {
  readonly #text: string;
  readonly #found: TomlString[] = [];
  /** Of each array of tables, the place of its last table. */
  readonly #lastTable = new Map<string, number>();
  #at = 0;
  #line = 1;
  #lineAt = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): readonly TomlString[] {
    let table: readonly TomlStep[] = [];
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    for (this.#take(BETWEEN); this.#at < this.#text.length; this.#take(BETWEEN)) {
      if (this.#text[this.#at] === '[') table = this.#readHeader();
      else this.#readPair(table);
    }
    return this.#found;
  }

  /** `[a.b]` or `[[a.b]]`: a step through an array of tables leads into its last table. */
  #readHeader(): readonly TomlStep[] {
    const isArray = this.#text.startsWith('[[', this.#at);
    this.#at += isArray ? 2 : 1;
    const keys = this.#readKeys();
    this.#at += isArray ? 2 : 1;
    const path: TomlStep[] = [];
    for (const [depth, key] of keys.entries()) {
      path.push(key);
      const id = JSON.stringify(path);
      const last = this.#lastTable.get(id);
      if (isArray && depth === keys.length - 1) {
        this.#lastTable.set(id, (last ?? -1) + 1);
        path.push((last ?? -1) + 1);
      } else if (last !== undefined) path.push(last);
    }
    return path;
  }

  #readPair(table: readonly TomlStep[]): void {
    const keys = this.#readKeys();
    this.#at += 1;
    this.#take(BLANKS);
    this.#readValue([...table, ...keys]);
  }

  /** Dotted keys, up to what follows them. */
  #readKeys(): readonly string[] {
    const keys: string[] = [];
    do {
      if (keys.length > 0) this.#at += 1;
      this.#take(BLANKS);
      const first = this.#text[this.#at];
      const token = this.#take(first === '"' ? BASIC : first === "'" ? LITERAL : BARE_KEY);
      keys.push(first === '"' || first === "'" ? unquoteToml(token) : token);
      if (keys.length > MAX_KEYS) {
        throw new GatehouseError(
          'invalid-document',
          `Cannot read TOML, line ${this.#lineOf(this.#at)}: found a key of more than ${MAX_KEYS} parts`,
        );
      }
      this.#take(BLANKS);
    } while (this.#text[this.#at] === '.');
    return keys;
  }

  #readValue(path: readonly TomlStep[]): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#readString(path);
    else if (first === '[') this.#readArray(path);
    else if (first === '{') this.#readInlineTable(path);
    else this.#take(BARE_VALUE);
  }

  #readString(path: readonly TomlStep[]): void {
    const start = this.#at;
    const isBasic = this.#text[start] === '"';
    const isMultiLine = this.#text.startsWith(isBasic ? '"""' : "'''", start);
    const quotes = (isBasic ? '"' : "'").repeat(isMultiLine ? 3 : 1);
    const token = this.#take(
      isMultiLine ? (isBasic ? MULTI_LINE_BASIC : MULTI_LINE_LITERAL) : isBasic ? BASIC : LITERAL,
    );
    this.#found.push({
      path,
      value: unquoteToml(token),
      start,
      end: this.#at,
      quotes,
      line: this.#lineOf(start),
    });
  }

  #readArray(path: readonly TomlStep[]): void {
    this.#at += 1;
    this.#take(BETWEEN);
    for (let place = 0; this.#text[this.#at] !== ']'; place++) {
      this.#readValue([...path, place]);
      this.#take(BETWEEN);
    }
    this.#at += 1;
  }

  #readInlineTable(path: readonly TomlStep[]): void {
    this.#at += 1;
    this.#take(BETWEEN);
    while (this.#text[this.#at] !== '}') {
      this.#readPair(path);
      this.#take(BETWEEN);
    }
    this.#at += 1;
  }

  /** What `pattern` matches here, passed over. A mismatch would mean that the document is not what was checked. */
  #take(pattern: RegExp): string {
    const token =
      this.#at <= this.#text.length ? takeToken(pattern, this.#text, this.#at, 'TOML') : undefined;
    if (token === undefined) {
      throw new GatehouseError(
        'invalid-document',
        `Cannot read TOML, line ${this.#lineOf(this.#at)}: lost the thread`,
      );
    }
    this.#at += token.length;
    return token;
  }

  /** Places are asked for in order. */
  #lineOf(at: number): number {
    for (let next = this.#text.indexOf('\n', this.#lineAt); next >= 0 && next < at;) {
      this.#line += 1;
      this.#lineAt = next + 1;
      next = this.#text.indexOf('\n', this.#lineAt);
    }
    return this.#line;
  }
}
