// yarn.lock: classic keeps `resolved "address#sha1"`; berry keeps none, but for `__archiveUrl` in a resolution.

import type { LockfileFormat } from '../adapter-lockfile.ts';
import { isTarballUrl, placedEntry, rewriteEntries, type PlacedEntry } from './lock-entry.ts';

export const yarnLock: LockfileFormat = {
  id: 'yarn.lock',
  isNamed: (fileName) => fileName === 'yarn.lock',
  entries: readEntries,
  rewrite: (text, rewrite) => rewriteEntries(text, readEntries(text), rewrite, writeAddress),
};

const HEADER = /^"?((?:@[^/"@]+\/)?[^@"/]+)@([^",]*)/;
const VERSION = /^ {2}version:? "?([^"\s]+)"?\s*$/;
const RESOLVED = /^ {2}resolved "([^"#]+)/d;
const ARCHIVE = /^ {2}resolution: "[^"]*::__archiveUrl=([^"&]+)/d;

interface Block {
  readonly name: string;
  version?: string;
  place?: { readonly url: string; readonly start: number; readonly end: number; readonly line: number };
  /** Resolved from a repository or a folder. */
  isElsewhere?: boolean;
  readonly line: number;
  readonly offset: number;
}

/** Blocks begin in the first column; both generations write one field a line. */
function readEntries(text: string): readonly PlacedEntry[] {
  const blocks: Block[] = [];
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const block = blocks.at(-1);
    if (/^[^\s#]/.test(line)) {
      blocks.push({ name: nameOf(line), line: index + 1, offset });
    } else if (block !== undefined) {
      readField(block, line, offset, index + 1);
    }
    offset += line.length + 1;
  }
  return blocks.flatMap((block) => {
    if (block.isElsewhere === true) return [];
    const place = block.place ?? { start: block.offset, end: block.offset, line: block.line };
    return placedEntry(block.name, block.version ?? '', place) ?? [];
  });
}

/** The package's own name: an alias is written `folder@npm:name@range`. Local things have none. */
function nameOf(header: string): string {
  const match = HEADER.exec(header);
  if (match === null) return '';
  const [, name = '', range = ''] = match;
  if (/^(workspace|link|portal|file|patch|git|https?|ssh):/.test(range)) return '';
  const alias = /^npm:((?:@[^/]+\/)?[^@]+)@/.exec(range);
  return alias?.[1] ?? name;
}

function readField(block: Block, line: string, offset: number, lineNumber: number): void {
  const version = VERSION.exec(line)?.[1];
  if (version !== undefined) block.version = version;
  const address = RESOLVED.exec(line) ?? ARCHIVE.exec(line);
  const [start, end] = address?.indices?.[1] ?? [];
  if (address?.[1] === undefined || start === undefined || end === undefined) return;
  const url = line.startsWith('  resolution') ? decode(address[1]) : address[1];
  if (isTarballUrl(url)) block.place = { url, start: offset + start, end: offset + end, line: lineNumber };
  else block.isElsewhere = true;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an address that yarn wrote: it is left alone.
    return '';
  }
}

/** Within a resolution the address is percent-encoded. */
function writeAddress(url: string, entry: PlacedEntry): string {
  const isEncoded = entry.url !== undefined && entry.end - entry.start !== entry.url.length;
  return isEncoded ? encodeURIComponent(url) : url;
}
