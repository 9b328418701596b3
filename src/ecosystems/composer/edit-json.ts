// Sets single members of a JSON file that people write: indentation, order, line endings and all else stay as they are.

import { isDeepStrictEqual } from 'node:util';

import { findMember, readJsonSpans, type JsonSpan } from '../../formats/json-spans.ts';

/** Composer's own. */
const USUAL_INDENT = '    ';

/** How a file is written. */
interface Style {
  readonly indent: string;
  readonly lineEnd: string;
}

/**
 * The text in which the member at `path` is `value`: replaced where it stands, else put behind its siblings, with the
 * objects above it where there are none. The same text when it is so already. Throws `invalid-document`, also where
 * something on the way is no object.
 */
export function setJsonMember(text: string, path: readonly string[], value: unknown, what: string): string {
  const [first, ...rest] = path;
  if (first === undefined) return text;
  let parent = readJsonSpans(text, what);
  const above: string[] = [];
  let key = first;
  for (const next of rest) {
    const member = findMember(parent, key);
    if (member?.value.kind !== 'object') break;
    parent = member.value;
    above.push(key);
    key = next;
  }
  const below = path.slice(above.length + 1);
  const whole = below.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  const member = findMember(parent, key);
  if (member === undefined) return append(text, parent, above.length, whole, key);
  return replaceSpan(text, member.value, above.length, whole);
}

/** The text with the array at `span` one element longer; `depth` is the array's own. */
export function appendElement(text: string, span: JsonSpan, depth: number, value: unknown): string {
  return append(text, span, depth, value);
}

/** The text with another value at `span`; `depth` counts the objects and arrays around its parent. */
export function replaceSpan(text: string, span: JsonSpan, depth: number, value: unknown): string {
  const raw = text.slice(span.start, span.end);
  if (isDeepStrictEqual(JSON.parse(raw), value)) return text;
  return text.slice(0, span.start) + write(value, styleOf(text), depth + 1) + text.slice(span.end);
}

/** A member with `key`, an element without. */
function append(text: string, parent: JsonSpan, depth: number, value: unknown, key?: string): string {
  const style = styleOf(text);
  const written = `${key === undefined ? '' : `${JSON.stringify(key)}: `}${write(value, style, depth + 1)}`;
  const lead = `${style.lineEnd}${style.indent.repeat(depth + 1)}${written}`;
  const last = parent.members.at(-1);
  if (last !== undefined) {
    return `${text.slice(0, last.value.end)},${lead}${text.slice(last.value.end)}`;
  }
  const close = `${style.lineEnd}${style.indent.repeat(depth)}`;
  return `${text.slice(0, parent.start + 1)}${lead}${close}${text.slice(parent.end - 1)}`;
}

function write(value: unknown, { indent, lineEnd }: Style, depth: number): string {
  return JSON.stringify(value, null, indent).replaceAll('\n', `${lineEnd}${indent.repeat(depth)}`);
}

function styleOf(text: string): Style {
  const indent = /^[^\n]*\n([ \t]+)"/.exec(text)?.[1];
  return { indent: indent ?? USUAL_INDENT, lineEnd: text.includes('\r\n') ? '\r\n' : '\n' };
}
