// Finds the members of a large JSON object as ranges of bytes, so that each can be parsed alone and nothing is built twice.

import { GatehouseError } from '../kernel/errors.ts';
import type { JsonLimits } from './json.ts';

/** A value within a document: bytes `start` up to and without `end`. */
export interface JsonSlice {
  readonly start: number;
  readonly end: number;
  /** The members of an object that was to be opened. */
  readonly members?: JsonMembers;
}

/** Members by key, in the order (and with the last of equal keys) that an object from `JSON.parse` has. */
export type JsonMembers = ReadonlyMap<string, JsonSlice>;

/** A document whose top is an object, found but not parsed. */
export interface JsonSlices {
  readonly bytes: Uint8Array;
  readonly members: JsonMembers;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Slices UTF-8 JSON (RFC 8259; a byte order mark is passed over) whose top is an object; objects below the keys of
 * `open` are sliced as well. What lies within a slice is bounded in depth but not proven: the document is valid exactly
 * when every slice without members is (`parseSlice`). Throws `too-large` or `invalid-document` that names the byte.
 */
export function sliceJson(
  bytes: Uint8Array,
  what: string,
  limits: JsonLimits & { readonly open: readonly string[] },
): JsonSlices {
  if (bytes.byteLength > limits.maxBytes) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${bytes.byteLength} bytes, expected at most ${limits.maxBytes}`,
    );
  }
  const scanner = new Scanner(bytes, what, limits.maxDepth);
  const start = scanner.skipSpace(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  if (bytes[start] !== OPEN_OBJECT) throw scanner.fault(start, 'an object', KINDS.get(bytes[start] ?? 0));
  const { members, end } = scanner.sliceObject(start, new Set(limits.open), 1);
  const rest = scanner.skipSpace(end);
  if (rest < bytes.length) throw scanner.fault(rest, 'the end');
  return { bytes, members };
}

/** The value of a slice. Throws `invalid-document` that names `what` and the byte. */
export function parseSlice(bytes: Uint8Array, { start, end }: JsonSlice, what: string): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes.subarray(start, end))) as unknown;
  } catch (cause) {
    const fault =
      cause instanceof SyntaxError ? cause.message.slice(0, 200) : 'found bytes that are no UTF-8';
    throw new GatehouseError('invalid-document', `Cannot read ${what}: ${fault} (from byte ${start})`, {
      cause,
    });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

class Scanner {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  readonly #maxDepth: number;

  constructor(bytes: Uint8Array, what: string, maxDepth: number) {
    this.#bytes = bytes;
    this.#what = what;
    this.#maxDepth = maxDepth;
  }

  fault(at: number, expected: string, found = byteInWords(this.#bytes[at])): GatehouseError {
    return new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found ${found} at byte ${at}, expected ${expected}`,
    );
  }

  skipSpace(from: number): number {
    let at = from;
    for (let byte = this.#bytes[at]; isSpace(byte); byte = this.#bytes[at]) at += 1;
    return at;
  }

  /** Slices the object whose brace stands at `from`, at `depth` levels. */
  sliceObject(
    from: number,
    open: ReadonlySet<string>,
    depth: number,
  ): { readonly members: JsonMembers; readonly end: number } {
    this.#assertDepth(from, depth);
    const found = new OrderedMembers();
    let at = this.skipSpace(from + 1);
    if (this.#bytes[at] === CLOSE_OBJECT) return { members: found.members(), end: at + 1 };
    for (;;) {
      if (this.#bytes[at] !== QUOTE) throw this.fault(at, 'a key');
      const keyEnd = this.#skipString(at);
      const key = String(parseSlice(this.#bytes, { start: at, end: keyEnd }, this.#what));
      at = this.skipSpace(keyEnd);
      if (this.#bytes[at] !== COLON) throw this.fault(at, 'a colon');
      const slice = this.#sliceValue(this.skipSpace(at + 1), open.has(key), depth);
      const replaced = found.set(key, slice);
      // Nobody will ask for it any more, and the document is no less broken where it is.
      if (replaced !== undefined) parseSlice(this.#bytes, replaced, this.#what);
      at = this.skipSpace(slice.end);
      if (this.#bytes[at] === CLOSE_OBJECT) return { members: found.members(), end: at + 1 };
      if (this.#bytes[at] !== COMMA) throw this.fault(at, 'a comma or a closing brace');
      at = this.skipSpace(at + 1);
    }
  }

  #sliceValue(start: number, isOpened: boolean, depth: number): JsonSlice {
    if (!isOpened || this.#bytes[start] !== OPEN_OBJECT) return { start, end: this.#skipValue(start, depth) };
    const { members, end } = this.sliceObject(start, NONE, depth + 1);
    return { start, end, members };
  }

  /** The end of the value at `from`: brackets are counted, strings passed over; what stands within is not looked at. */
  #skipValue(from: number, depth: number): number {
    const bytes = this.#bytes;
    let at = from;
    let level = depth;
    do {
      const byte = bytes[at];
      if (byte === undefined) throw this.fault(at, 'a value');
      if (byte === QUOTE) at = this.#skipString(at);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        level += 1;
        this.#assertDepth(at, level);
        at += 1;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        level -= 1;
        if (level < depth) throw this.fault(at, 'a value');
        at += 1;
      } else if (level > depth) at += 1;
      else return this.#skipWord(at);
    } while (level > depth);
    return at;
  }

  /** A number, `true`, `false` or `null`, or whatever stands in its place. */
  #skipWord(from: number): number {
    let at = from;
    for (let byte = this.#bytes[at]; byte !== undefined && !isDelimiter(byte); byte = this.#bytes[at]) {
      at += 1;
    }
    if (at === from) throw this.fault(at, 'a value');
    return at;
  }

  #skipString(from: number): number {
    const bytes = this.#bytes;
    for (let at = from + 1; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) return at + 1;
    }
    throw this.fault(bytes.length, 'the end of a string');
  }

  #assertDepth(at: number, depth: number): void {
    if (depth <= this.#maxDepth) return;
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${this.#what}: found more than ${this.#maxDepth} levels at byte ${at}`,
    );
  }
}

/** What else a document may start with. */
const KINDS: ReadonlyMap<number, string> = new Map([
  [OPEN_ARRAY, 'an array'],
  [QUOTE, 'a string'],
]);

function byteInWords(byte: number | undefined): string {
  return byte === undefined ? 'the end' : `byte ${byte.toString(16).padStart(2, '0')} (hexadecimal)`;
}

const NONE: ReadonlySet<string> = new Set();

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === COLON || byte === QUOTE || isSpace(byte) || isBracket(byte);
}

function isBracket(byte: number): boolean {
  return byte === OPEN_OBJECT || byte === CLOSE_OBJECT || byte === OPEN_ARRAY || byte === CLOSE_ARRAY;
}

/** Keys that an object puts first, in numeric order, whatever their place in the document. */
const INDEX_KEY = /^(?:0|[1-9][0-9]{0,9})$/;
const INDEX_LIMIT = 2 ** 32 - 1;

/** Gathers members in the order of an object's own keys. */
class OrderedMembers {
  readonly #members = new Map<string, JsonSlice>();
  #hasIndexKey = false;

  /** Adds a member; gives the one of the same key that it takes the place of. */
  set(key: string, slice: JsonSlice): JsonSlice | undefined {
    if (isIndexKey(key)) this.#hasIndexKey = true;
    const replaced = this.#members.get(key);
    this.#members.set(key, slice);
    return replaced;
  }

  members(): JsonMembers {
    if (!this.#hasIndexKey) return this.#members;
    const entries = [...this.#members];
    const indexed = entries.filter(([key]) => isIndexKey(key)).sort(([a], [b]) => Number(a) - Number(b));
    return new Map([...indexed, ...entries.filter(([key]) => !isIndexKey(key))]);
  }
}

function isIndexKey(key: string): boolean {
  return INDEX_KEY.test(key) && Number(key) < INDEX_LIMIT;
}
