// Sets and removes single values of a TOML document and keeps every other byte.

import { isDeepStrictEqual } from 'node:util';

import { parse, TomlError } from 'smol-toml';

import { GatehouseError } from '../kernel/errors.ts';
import { isObject, type JsonObject } from '../formats/json.ts';
import { readTomlStatements, type TomlStatement } from '../formats/toml-statements.ts';

const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_DEPTH = 64;

/** A value to set, or (undefined) to remove. */
export interface TomlEdit {
  readonly path: readonly string[];
  readonly value: string | readonly string[] | undefined;
}

/**
 * The text with each edit made; a table that is not there is added at the end. Proves by a parser that the result says
 * what the text said, beside the edits. Throws `invalid-document` (with the line) for what is no TOML, and
 * `unsupported` for a value inside an inline table.
 */
export function editToml(text: string, edits: readonly TomlEdit[], what: string): string {
  const before = parseToml(text, what);
  const edited = edits.reduce((current, edit) => applyEdit(current, edit, what), text);
  const after = parseToml(edited, what);
  const isDone = edits.every(({ path, value }) => isDeepStrictEqual(tomlValue(after, path), value));
  const isElseSame = isDeepStrictEqual(edits.reduce(withValue, after), edits.reduce(withValue, before));
  if (isDone && isElseSame) return edited;
  throw unsupported(what, edits[0]?.path ?? [], 'it is written in a form that cannot be changed in place');
}

/** The document's values. Throws `invalid-document` with the line, `too-large`. */
export function parseToml(text: string, what: string): JsonObject {
  if (text.length > MAX_CHARACTERS) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${text.length} characters, expected at most ${MAX_CHARACTERS}`,
    );
  }
  try {
    return assertShallow(parse(text, { maxDepth: MAX_DEPTH }));
  } catch (cause) {
    const line = cause instanceof TomlError ? cause.line : 1;
    const [reason = 'no TOML'] = cause instanceof Error ? cause.message.split('\n') : [];
    throw new GatehouseError('invalid-document', `Cannot read ${what}, line ${line}: ${reason}`, {
      facts: { line },
      cause,
    });
  }
}

/** The parser's own limit does not count dotted keys; what walks the values calls itself for each level. */
const MAX_LEVELS = 200;

function assertShallow(document: JsonObject): JsonObject {
  let level: readonly unknown[] = [document];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_LEVELS) throw new RangeError(`found tables nested over ${MAX_LEVELS} deep`);
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return document;
}

/** The value at `path`; undefined where nothing is. */
export function tomlValue(document: JsonObject, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    document,
  );
}

function withValue(document: JsonObject, { path, value }: TomlEdit): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return document;
  const { [key]: inner, ...others } = document;
  if (rest.length === 0) return value === undefined ? others : { ...others, [key]: value };
  if (value === undefined && inner === undefined) return document;
  return { ...others, [key]: withValue(isObject(inner) ? inner : {}, { path: rest, value }) };
}

function applyEdit(text: string, edit: TomlEdit, what: string): string {
  const statements = readTomlStatements(text);
  const found = statements.find(({ kind, path }) => kind === 'pair' && isSame(path, edit.path));
  if (edit.value === undefined) return found === undefined ? text : removeLine(text, found);
  const literal = writeValue(edit.value);
  if (found !== undefined) return text.slice(0, found.valueStart) + literal + text.slice(found.valueEnd);
  const blocking = statements.find(({ kind, path }) => kind === 'pair' && isBelow(edit.path, path));
  if (blocking !== undefined)
    throw unsupported(what, edit.path, `line ${lineOf(text, blocking.start)} is an inline table`);
  return insert(text, statements, edit.path, literal);
}

/** Beside its siblings where there are any, else in its table, else in a new table at the end. */
function insert(
  text: string,
  statements: readonly TomlStatement[],
  path: readonly string[],
  literal: string,
): string {
  const parent = path.slice(0, -1);
  const sibling = statements.findLast((one) =>
    one.kind === 'header'
      ? isSame(one.path, parent)
      : isBelow(one.path, parent) && isBelow(parent, one.table),
  );
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (sibling === undefined) {
    const gap = text === '' ? '' : text.endsWith('\n') ? newline : newline + newline;
    const line = `[${writeKey(parent)}]${newline}${writeKey(path.slice(-1))} = ${literal}${newline}`;
    return `${text}${gap}${line}`;
  }
  const line = `${writeKey(path.slice(sibling.table.length))} = ${literal}`;
  const end = text.indexOf('\n', sibling.valueEnd);
  return end < 0
    ? `${text}${newline}${line}${newline}`
    : `${text.slice(0, end + 1)}${line}${newline}${text.slice(end + 1)}`;
}

/** With its line, comment and all. */
function removeLine(text: string, { start, valueEnd }: TomlStatement): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const end = text.indexOf('\n', valueEnd);
  return text.slice(0, from) + (end < 0 ? '' : text.slice(end + 1));
}

/** JSON's strings are TOML's basic strings. */
function writeValue(value: string | readonly string[]): string {
  return typeof value === 'string'
    ? JSON.stringify(value)
    : `[${value.map((one) => JSON.stringify(one)).join(', ')}]`;
}

function writeKey(path: readonly string[]): string {
  return path.map((key) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && isBelow(a, b);
}

/** Whether `path` begins with `parent`. */
function isBelow(path: readonly string[], parent: readonly string[]): boolean {
  return path.length >= parent.length && parent.every((key, at) => path[at] === key);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function unsupported(what: string, path: readonly string[], why: string): GatehouseError {
  return new GatehouseError(
    'unsupported',
    `Cannot set ${writeKey(path)} in ${what}: ${why}; expected tables of their own`,
  );
}
