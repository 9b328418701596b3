// The blocks of yarn.lock, in both of its languages: YAML since Yarn 2 ("berry"), lines of its own before ("classic").

import { GatehouseError } from '../../kernel/errors.ts';
import { isObject, kindOf, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readYamlText } from '../../formats/yaml-text.ts';

export const WHAT = 'yarn.lock';

const NEWEST_CLASSIC = 1;
const NEWEST_BERRY = 10;

/** What is resolved to one thing. */
export interface YarnBlock {
  /** Who asked for it: `debug@^4.0.0` (classic), `debug@npm:^4.0.0` (berry). */
  readonly descriptors: readonly string[];
  /** Strings, and mappings of strings (`dependencies`). */
  readonly fields: JsonObject;
  readonly line: number | undefined;
}

export interface YarnBlocks {
  readonly generation: 'classic' | 'berry';
  /** Of the format: 1 is classic. */
  readonly version: number;
  readonly blocks: readonly YarnBlock[];
}

/** Throws `invalid-document` that names the line, `too-large`, and `unsupported` for a format that is newer. */
export function readYarnBlocks(text: string): YarnBlocks {
  return isBerry(text) ? readBerry(text) : readClassic(text);
}

/** Whether a file is Yarn 2's or newer. */
export function isBerry(text: string): boolean {
  return /^["']?__metadata["']?:/m.test(text);
}

function readBerry(text: string): YarnBlocks {
  const { documents, lineOf } = readYamlText(text, WHAT);
  const document = documents[0];
  if (documents.length !== 1 || !isObject(document)) {
    const found = documents.length === 1 ? kindOf(document) : `${documents.length} documents`;
    throw fault(found, undefined, 'one mapping');
  }
  const version = stringField(objectField(document, '__metadata') ?? {}, 'version') ?? '';
  if (!/^\d{1,9}$/.test(version)) {
    throw fault(`version ${JSON.stringify(version.slice(0, 50))} of __metadata`, undefined, 'a number');
  }
  assertKnown(Number(version), NEWEST_BERRY);
  const blocks = Object.entries(document).flatMap(([key, fields]) => {
    if (key === '__metadata') return [];
    if (!isObject(fields)) throw fault(`${kindOf(fields)} for ${shorten(key)}`, undefined, 'a mapping');
    return [{ descriptors: key.split(/ *, */), fields, line: lineOf(fields) }];
  });
  return { generation: 'berry', version: Number(version), blocks };
}

function assertKnown(version: number, newest: number): void {
  if (version <= newest) return;
  throw new GatehouseError(
    'unsupported',
    `Cannot read ${WHAT}: found version ${version}, expected at most ${newest}`,
  );
}

type Fields = Record<string, unknown>;

/** What was read of a classic file, line by line. */
interface Classic {
  readonly blocks: YarnBlock[];
  readonly descriptors: Set<string>;
  /** The block that is open, and the mapping within it: each takes lines that are two spaces deeper. */
  levels: readonly Fields[];
}

function readClassic(text: string): YarnBlocks {
  assertKnown(Number(/^# yarn lockfile v(\d{1,9})\s*$/m.exec(text)?.[1] ?? 1), NEWEST_CLASSIC);
  const read: Classic = { blocks: [], descriptors: new Set(), levels: [] };
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const content = line.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const depth = (line.length - content.length) / 2;
    if (depth > read.levels.length || !Number.isInteger(depth) || /[^ ]/.test(line.slice(0, depth * 2))) {
      throw fault(
        shorten(line),
        index + 1,
        `at most ${read.levels.length * 2} spaces before it, two for a level`,
      );
    }
    const tokens = readTokens(content, index + 1);
    const owner = read.levels[depth - 1];
    if (owner === undefined) beginBlock(read, tokens, index + 1);
    else addField(read, owner, depth, tokens, index + 1);
  }
  return { generation: 'classic', version: 1, blocks: read.blocks };
}

function beginBlock(read: Classic, { words, isOpen }: Tokens, line: number): void {
  if (!isOpen || words.length === 0)
    throw fault(shorten(words.join(', ')), line, 'a package with a colon behind it');
  for (const descriptor of words) {
    if (read.descriptors.has(descriptor)) {
      throw fault(`${shorten(descriptor)} a second time`, line, 'a package that is not there before');
    }
    read.descriptors.add(descriptor);
  }
  const fields = Object.create(null) as Fields;
  read.blocks.push({ descriptors: words, fields, line });
  read.levels = [fields];
}

function addField(
  read: Classic,
  owner: Fields,
  depth: number,
  { words, isOpen }: Tokens,
  line: number,
): void {
  const [key, value, more] = words;
  if (key === undefined || more !== undefined || isOpen === (value !== undefined)) {
    throw fault(shorten(words.join(' ')), line, 'a name and its value');
  }
  if (isOpen && depth > 1) throw fault(`${shorten(key)} with more below it`, line, 'a value');
  if (Object.hasOwn(owner, key)) {
    throw fault(`${shorten(key)} a second time`, line, 'a name that is not there before');
  }
  const below = Object.create(null) as Fields;
  owner[key] = isOpen ? below : value;
  read.levels = isOpen ? [...read.levels.slice(0, depth), below] : read.levels.slice(0, depth);
}

interface Tokens {
  readonly words: readonly string[];
  /** Whether a colon at the end says that more follows below. */
  readonly isOpen: boolean;
}

/** A word without quotes, and what stands between words. */
const WORD = /[^\s,:"]+/y;
const BETWEEN = /[ ,]*/y;

/** `a@^1, "b@>=1 <2":` and `version "1.0.0"`. */
function readTokens(content: string, line: number): Tokens {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    BETWEEN.lastIndex = at;
    at += BETWEEN.exec(content)?.[0].length ?? 0;
    if (at >= content.length) return { words, isOpen: false };
    if (content[at] === ':' && content.slice(at + 1).trim() === '') return { words, isOpen: true };
    if (content[at] === '"') {
      const end = endOfString(content, at);
      words.push(unquote(content.slice(at, end), line));
      at = end;
      continue;
    }
    WORD.lastIndex = at;
    const word = WORD.exec(content)?.[0];
    if (word === undefined) throw fault(shorten(content.slice(at)), line, 'a name or a value');
    words.push(word);
    at += word.length;
  }
}

/** The place behind the closing quote; the end where there is none. */
function endOfString(content: string, start: number): number {
  for (let at = start + 1; at < content.length; at++) {
    if (content[at] === '\\') at++;
    else if (content[at] === '"') return at + 1;
  }
  return content.length;
}

function unquote(quoted: string, line: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch (cause) {
    throw fault(shorten(quoted), line, 'a string that ends, with the escapes of JSON', cause);
  }
}

function shorten(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function fault(found: string, line: number | undefined, expected: string, cause?: unknown): GatehouseError {
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${found}${line === undefined ? '' : ` at line ${line}`}, expected ${expected}`,
    { ...(line === undefined ? {} : { facts: { line } }), ...(cause === undefined ? {} : { cause }) },
  );
}
