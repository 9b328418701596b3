// Where each statement of a TOML document stands, so that one can be changed and every other byte kept.
// Only for text that a parser has accepted: what is not TOML is not told apart here.

import { unquoteToml } from './unquote-toml.ts';

/** A table header, or a key with its value. Offsets count UTF-16 units. */
export interface TomlStatement {
  readonly kind: 'header' | 'pair';
  /** From the root of the document: of the table, or of the value. */
  readonly path: readonly string[];
  /** For a pair: the table it stands in, from the root. */
  readonly table: readonly string[];
  /** Where the statement begins, after blanks. */
  readonly start: number;
  /** For a pair, where its value stands; for a header, the whole of it. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

/** Every statement in order. Headers of lists of tables (`[[a]]`) close the table before them and are not listed. */
export function readTomlStatements(text: string): readonly TomlStatement[] {
  const statements: TomlStatement[] = [];
  let table: readonly string[] | undefined = [];
  for (let at = skipBlank(text, 0); at < text.length; at = skipBlank(text, at)) {
    const start = at;
    if (text[at] === '[') {
      const isList = text[at + 1] === '[';
      const key = readKey(text, isList ? at + 2 : at + 1);
      at = key.end + (isList ? 2 : 1);
      table = isList ? undefined : key.path;
      if (!isList) {
        statements.push({
          kind: 'header',
          path: key.path,
          table: key.path,
          start,
          valueStart: start,
          valueEnd: at,
        });
      }
      continue;
    }
    const key = readKey(text, at);
    const valueStart = skipSpaces(text, key.end + 1);
    at = findValueEnd(text, valueStart);
    if (table === undefined) continue;
    statements.push({ kind: 'pair', path: [...table, ...key.path], table, start, valueStart, valueEnd: at });
  }
  return statements;
}

/** Past spaces, line breaks and comments. */
function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    while (at < text.length && /\s|\ufeff/.test(text[at] ?? '')) at++;
    if (text[at] !== '#') return at;
    at = lineEnd(text, at);
  }
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

const BARE_KEY = /[A-Za-z0-9_-]+/y;

/** A dotted key; ends at the `]` or `=` after it. */
function readKey(text: string, from: number): { readonly path: readonly string[]; readonly end: number } {
  const path: string[] = [];
  let at = skipSpaces(text, from);
  for (;;) {
    const start = at;
    const quote = text[at];
    if (quote === '"' || quote === "'") {
      at = findStringEnd(text, at);
      path.push(unquoteToml(text.slice(start, at)));
    } else {
      BARE_KEY.lastIndex = at;
      const bare = BARE_KEY.exec(text)?.[0] ?? '';
      path.push(bare);
      at += bare.length;
    }
    at = skipSpaces(text, at);
    if (text[at] !== '.') return { path, end: at };
    at = skipSpaces(text, at + 1);
  }
}

/** Past the closing quote of the string that opens at `from`, of one line or of several. */
function findStringEnd(text: string, from: number): number {
  const quote = text[from] ?? '';
  const fence = quote.repeat(3);
  const isFenced = text.startsWith(fence, from);
  const closing = isFenced ? fence : quote;
  let at = from + closing.length;
  while (at < text.length && !text.startsWith(closing, at)) {
    at += quote === '"' && text[at] === '\\' ? 2 : 1;
  }
  at += closing.length;
  // A fenced string may end with up to two quotes of its own.
  if (isFenced) at += text.slice(at, at + 2).match(quote === '"' ? /^"*/ : /^'*/)?.[0].length ?? 0;
  return Math.min(at, text.length);
}

/** Past the value that begins at `from`: a list or an inline table to its last bracket, anything else to its line's end. */
function findValueEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  let end = from;
  while (at < text.length) {
    const sign = text[at] ?? '';
    if (depth === 0 && (sign === '\n' || sign === '#')) break;
    if (sign === '"' || sign === "'") at = findStringEnd(text, at);
    else if (sign === '#') at = lineEnd(text, at);
    else {
      if (sign === '[' || sign === '{') depth++;
      if (sign === ']' || sign === '}') depth--;
      at++;
    }
    if (!/\s/.test(sign)) end = at;
  }
  return end;
}
