// Cargo.lock: what it names, and from which registry. A crate of the default registry is known by that registry's name,
// which every machine maps to its own source (source replacement), so such an entry keeps no address.

import { parse, TomlError } from 'smol-toml';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { isObject, stringField, type JsonObject } from '../../formats/json.ts';
import type { LockEntry, LockfileFormat } from '../adapter-lockfile.ts';
import { DEFAULT_REGISTRY } from './crate-facts.ts';
import { names } from './name.ts';

const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_DEPTH = 16;
/** The default registry in every Cargo.lock. */
const DEFAULT_SOURCE = `registry+${DEFAULT_REGISTRY}`;
const HEADER = /^\s*\[/;
const PACKAGE_HEADER = /^\s*\[\[\s*package\s*\]\]\s*(?:#.*)?$/;
/** A key with a basic string without escapes, as Cargo writes them, up to the string's end. */
const PAIR = /^(\s*(name|version|source)\s*=\s*")([^"\\]*)"\s*(?:#.*)?$/;

export const lockfiles: readonly LockfileFormat[] = [
  {
    id: 'Cargo.lock',
    isNamed: (fileName) => fileName === 'Cargo.lock',
    entries: (text) => scan(text).flatMap((block) => describe(block) ?? []),
    rewrite,
  },
];

/** One `[[package]]` table, as its lines say it. */
interface Block {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  /** Of the header; 0-based. */
  readonly at: number;
  /** Of the source; 0-based. */
  readonly sourceAt?: number;
}

/** A crate from a registry or a git repository; undefined for the project's own, which have no source. */
function describe({ name, version, source, at }: Block): LockEntry | undefined {
  if (source === undefined) return undefined;
  const base = { name: names.parse(name), version, line: at + 1 };
  return source === DEFAULT_SOURCE ? base : { ...base, url: withoutKind(source) };
}

/** `sparse+http://…/` without the word for what speaks there. */
function withoutKind(source: string): string {
  return source.replace(/^(?:registry|sparse)\+/, '');
}

/** The new address after the old one's kind; one that brings its own kind stands as it is. */
function withKind(address: string, source: string): string {
  if (/^(?:registry|sparse|git)\+/.test(address)) return address;
  const kind = /^(?:registry|sparse)\+/.exec(source)?.[0] ?? '';
  return `${kind}${address}`;
}

function rewrite(text: string, choose: (entry: LockEntry) => string | undefined): string {
  const changes = new Map<string, string>();
  const lines = text.split('\n');
  for (const block of scan(text)) {
    const entry = describe(block);
    if (entry?.url === undefined || block.source === undefined || block.sourceAt === undefined) continue;
    const address = choose(entry);
    if (address === undefined || address === entry.url) continue;
    const source = withKind(address, block.source);
    assertPlain(source);
    lines[block.sourceAt] = replaceOnce(lines[block.sourceAt], `"${block.source}"`, `"${source}"`);
    changes.set(mentionOf(block, block.source), mentionOf(block, source));
  }
  return changes.size === 0 ? text : rewriteMentions(lines, changes).join('\n');
}

/** How other tables name a crate where its name alone would not do: `name 1.0.0 (source)`. */
function mentionOf({ name, version }: Block, source: string): string {
  return `${name} ${version} (${source})`;
}

const MENTION = /(?<=["\s])[A-Za-z_][A-Za-z0-9_-]* [^\s"()]+ \([^\s"()]+\)/g;

/** Dependencies, `replace`, and the checksums of the oldest form name crates with their source. */
function rewriteMentions(lines: readonly string[], changes: ReadonlyMap<string, string>): readonly string[] {
  return lines.map((line) =>
    line.includes('(') ? line.replace(MENTION, (mention) => changes.get(mention) ?? mention) : line,
  );
}

function replaceOnce(line: string | undefined, old: string, by: string): string {
  return (line ?? '').replace(old, () => by);
}

function assertPlain(source: string): void {
  if (/^[\u0021\u0023-\u005b\u005d-\u007e]+$/.test(source)) return;
  throw new GatehouseError(
    'invalid-request',
    'Cannot write an address into Cargo.lock: found spaces, quotes or signs beyond ASCII in it',
  );
}

/** Reads the lines, and proves by a real parser that they say what the document says. */
function scan(text: string): readonly Block[] {
  const packages = parsePackages(text);
  const blocks = scanLines(text.split('\n'));
  if (blocks.length !== packages.length) {
    throw invalidLock(
      1,
      `found ${packages.length} packages, of which ${blocks.length} are written as tables`,
    );
  }
  for (const [at, block] of blocks.entries()) assertSame(block, packages[at]);
  return blocks;
}

function scanLines(lines: readonly string[]): readonly Block[] {
  const blocks: { at: number; pairs: Map<string, { value: string; at: number }> }[] = [];
  let isInPackage = false;
  for (const [at, raw] of lines.entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (HEADER.test(line)) {
      isInPackage = PACKAGE_HEADER.test(line);
      if (isInPackage) blocks.push({ at, pairs: new Map() });
    } else if (isInPackage) {
      const [, , key = '', value = ''] = PAIR.exec(line) ?? [];
      if (key !== '') blocks.at(-1)?.pairs.set(key, { value, at });
    }
  }
  return blocks.map(({ at, pairs }) => {
    const source = pairs.get('source');
    return {
      name: pairs.get('name')?.value ?? '',
      version: pairs.get('version')?.value ?? '',
      ...(source === undefined ? {} : { source: source.value, sourceAt: source.at }),
      at,
    };
  });
}

function assertSame(block: Block, entry: unknown): void {
  if (!isObject(entry)) throw invalidLock(block.at + 1, 'found a package that is no table');
  const differs = (['name', 'version', 'source'] as const).find(
    (key) => (stringField(entry, key) ?? '') !== (block[key] ?? ''),
  );
  if (differs !== undefined || block.name === '' || block.version === '') {
    throw invalidLock(
      block.at + 1,
      `expected ${differs ?? 'name and version'} on a line of its own, in double quotes`,
    );
  }
  if (block.source === undefined) return;
  try {
    names.parse(block.name);
  } catch (cause) {
    throw invalidLock(
      block.at + 1,
      `found the crate name ${JSON.stringify(block.name.slice(0, 100))}`,
      cause,
    );
  }
}

function parsePackages(text: string): readonly unknown[] {
  if (text.length > MAX_CHARACTERS) {
    throw new GatehouseError(
      'too-large',
      `Cannot read Cargo.lock: found ${text.length} characters, expected at most ${MAX_CHARACTERS}`,
    );
  }
  const fenced = text.search(/"{3}|'{3}/);
  if (fenced >= 0) {
    throw invalidLock(text.slice(0, fenced).split('\n').length, 'found a string of several lines');
  }
  const document = parseToml(text);
  const packages = Object.hasOwn(document, 'package') ? document['package'] : [];
  if (Array.isArray(packages)) return packages;
  throw invalidLock(1, 'found a "package" that is no list of tables');
}

function parseToml(text: string): JsonObject {
  try {
    return parse(text, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (isGatehouseError(cause)) throw cause;
    const [reason = 'no TOML'] = cause instanceof Error ? cause.message.split('\n') : [];
    throw invalidLock(cause instanceof TomlError ? cause.line : 1, reason, cause);
  }
}

function invalidLock(line: number, found: string, cause?: unknown): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read Cargo.lock, line ${line}: ${found}`, {
    facts: { line },
    ...(cause === undefined ? {} : { cause }),
  });
}
