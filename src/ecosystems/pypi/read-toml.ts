// Reads a TOML document whole, with the lines on which the tables of an array begin.

import { parse } from 'smol-toml';

import { GatehouseError } from '../../kernel/errors.ts';
import { kindOf, type JsonObject } from '../../formats/json.ts';

/** A document that was read. */
export interface TomlDocument {
  readonly value: JsonObject;
  /**
   * The 1-based lines of the headers of an array's tables, `count` of them; all undefined where the text has another
   * number of such lines (in another spelling, or within a string), so that a line is right or absent.
   */
  linesOf(array: string, count: number): readonly (number | undefined)[];
}

const MAX_LENGTH = 64 * 1024 * 1024;
const MAX_DEPTH = 100;

/** With or without a byte order mark, with either line end. Throws `too-large`, and `invalid-document` with the line. */
export function readToml(text: string, what: string): TomlDocument {
  if (text.length > MAX_LENGTH) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  try {
    const value = parse(text, { maxDepth: MAX_DEPTH, integersAsBigInt: 'asNeeded' });
    return { value, linesOf: (array, count) => findLines(text, array, count) };
  } catch (cause) {
    throw tomlFault(cause, what);
  }
}

function tomlFault(cause: unknown, what: string): GatehouseError {
  const line =
    typeof cause === 'object' && cause !== null && 'line' in cause ? Number(cause.line) : undefined;
  const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  const reason = message.replace(/^Invalid TOML document: /, '').slice(0, 200);
  const place = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${what}: found a fault${place} (${reason}), expected TOML`,
    { cause, ...(line === undefined ? {} : { facts: { line } }) },
  );
}

function findLines(text: string, array: string, count: number): readonly (number | undefined)[] {
  const header = `[[${array}]]`;
  const lines: number[] = [];
  let line = 0;
  for (let at = 0; at >= 0 && at < text.length && lines.length <= count;) {
    line += 1;
    const start = text.charCodeAt(at) === 0xfeff && at === 0 ? 1 : at;
    if (text.startsWith(header, start)) lines.push(line);
    const end = text.indexOf('\n', at);
    at = end < 0 ? -1 : end + 1;
  }
  return lines.length === count ? lines : Array.from({ length: count }, () => undefined);
}

/** A value for a message: numbers and short strings as they are, else what kind it is. */
export function tellValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 50));
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : kindOf(value);
}
