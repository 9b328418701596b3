// JSON with the places of its values, so that one member can be set and all else stays byte for byte.

import { GatehouseError } from '../kernel/errors.ts';

/** A value and where it stands; members in the order of the text. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: 'object' | 'array' | 'scalar';
  /** Members of an object, elements of an array (then with their index as key). */
  readonly members: readonly { readonly key: string; readonly start: number; readonly value: JsonSpan }[];
}

const MAX_DEPTH = 64;
const MAX_LENGTH = 16 * 1024 * 1024;
const TOKEN = /[\s\uFEFF]*(?:([{}[\]:,"])|([^\s{}[\]:,"]+))/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The spans of a JSON text whose top is an object. Throws `invalid-document` naming `what`, for what JSON.parse would
 * not read either.
 */
export function readJsonSpans(text: string, what: string): JsonSpan {
  let value: unknown;
  try {
    if (text.length > MAX_LENGTH) throw new RangeError(`more than ${MAX_LENGTH} characters`);
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const fault = cause instanceof Error ? cause.message.slice(0, 200) : 'no JSON';
    throw new GatehouseError('invalid-document', `Cannot read ${what}: ${fault}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found ${JSON.stringify(value).slice(0, 40)}, expected an object`,
    );
  }
  return new SpanReader(text, what).value(0);
}

/** The member of that key; the last one, as PHP reads doubled keys. */
export function findMember(span: JsonSpan, key: string): JsonSpan['members'][number] | undefined {
  return span.members.findLast((member) => member.key === key);
}

/** Walks a text that JSON.parse has read. */
class SpanReader {
  readonly #text: string;
  readonly #what: string;
  #at = 0;
  /** Where the last token began. */
  #start = 0;

  constructor(text: string, what: string) {
    this.#text = text;
    this.#what = what;
  }

  value(depth: number, first = this.#next()): JsonSpan {
    const start = this.#start;
    if (depth > MAX_DEPTH) {
      throw new GatehouseError(
        'invalid-document',
        `Cannot read ${this.#what}: more than ${MAX_DEPTH} levels`,
      );
    }
    if (first !== '{' && first !== '[') return { start, end: this.#at, kind: 'scalar', members: [] };
    const kind = first === '{' ? 'object' : 'array';
    return { start, kind, members: this.#members(kind, depth), end: this.#at };
  }

  #members(kind: 'object' | 'array', depth: number): JsonSpan['members'] {
    const members: JsonSpan['members'][number][] = [];
    for (let token = this.#next(); token !== '}' && token !== ']'; token = this.#next()) {
      if (token === ',') token = this.#next();
      const start = this.#start;
      if (kind === 'array') {
        members.push({ key: String(members.length), start, value: this.value(depth + 1, token) });
        continue;
      }
      // The colon.
      this.#next();
      members.push({ key: JSON.parse(token) as string, start, value: this.value(depth + 1) });
    }
    return members;
  }

  #next(): string {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    const first = match?.[1] ?? match?.[2];
    if (match === null || first === undefined) {
      throw new GatehouseError('invalid-document', `Cannot read ${this.#what}: found the end of the text`);
    }
    this.#start = TOKEN.lastIndex - first.length;
    this.#at = first === '"' ? endOfString(this.#text, this.#start) : TOKEN.lastIndex;
    const token = this.#text.slice(this.#start, this.#at);
    return token;
  }
}

/** Behind the closing quote of the string that opens at `start`. No expression: those take stack for each character. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}
