// A crate's file in the sparse index: one JSON object per line, read from the upstream and written as a view decides it.

import type { Published } from '../../kernel/evidence.ts';
import { parseInstant } from '../../kernel/clock.ts';
import { parseHexDigest } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { isOffered, type PackageDecision } from '../../kernel/verdict.ts';
import { field, parseJsonObject, stringField, type JsonObject } from '../../formats/json.ts';
import type {
  Documents,
  IndexContext,
  IndexReader,
  PackageIndex,
  RenderedIndex,
} from '../adapter-index-document.ts';
import { CONFIG_KEY, crateFile, downloadAddress, readDownloadTemplate } from './download-address.ts';
import { indexPath } from './name.ts';

export const INDEX_KEY = 'index';
const MAX_BYTES = 256 * 1024 * 1024;
const LINE_LIMITS = { maxBytes: 16 * 1024 * 1024, maxDepth: 16 };
/** A version becomes part of an address and of a file name: letters, digits and the signs of Semantic Versioning. */
const SAFE_VERSION = /^[0-9A-Za-z][0-9A-Za-z.+-]{0,255}$/;
const NEWLINE = 0x0a;

/** The sparse index, as cargo asks for it. */
export const index: IndexReader = {
  upstreamDocuments: () => [{ key: CONFIG_KEY, path: 'config.json', accept: 'application/json, */*;q=0.5' }],
  packageDocuments: (name) => [{ key: INDEX_KEY, path: indexPath(name), accept: 'text/plain, */*;q=0.5' }],
  variants: ['index'],
  datesFromArtifacts: false,
  explainsRefusals: 'hidden',
  read: readIndexFile,
};

/** One line: a version, and its bytes as the upstream wrote them. */
interface IndexLine {
  readonly bytes: Uint8Array;
  /** In the crate's own case. */
  readonly crate: string;
  readonly version: string;
  readonly checksum: string;
  readonly yanked: boolean;
  readonly published: Published;
}

function readIndexFile(documents: Documents, context: IndexContext): PackageIndex {
  const bytes = documents.get(INDEX_KEY);
  if (bytes === undefined) {
    throw new GatehouseError('upstream-invalid', `Cannot read ${context.name}: its index file is missing`);
  }
  const template = readDownloadTemplate(context.upstreamDocuments);
  const lines = readLines(bytes, context.name);
  return {
    name: context.name,
    versions: lines.map((line) => describeLine(line, context.name, template)),
    render: ({ decision }) => renderLines(lines, decision),
  };
}

/** Every line is read or none: a line left out would be a version that nobody decides on and nobody misses. */
function readLines(bytes: Uint8Array, name: PackageName): readonly IndexLine[] {
  if (bytes.byteLength > MAX_BYTES) {
    throw invalidLine(name, 1, `found ${bytes.byteLength} bytes, expected at most ${MAX_BYTES}`);
  }
  const lines = new Map<string, IndexLine>();
  let number = 0;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const text = trimLine(bytes.subarray(start, end));
    start = end + 1;
    number++;
    if (text.length === 0) continue;
    const line = readLine(text, name, number);
    if (lines.has(line.version))
      throw invalidLine(name, number, `found version ${line.version} a second time`);
    lines.set(line.version, line);
  }
  // A crate without versions has no index file: what is empty broke off before its first line.
  if (lines.size === 0) throw invalidLine(name, 1, 'found no version at all');
  return [...lines.values()];
}

/** Without spaces, tabs and a carriage return around it. */
function trimLine(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes[start])) start++;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

function readLine(bytes: Uint8Array, name: PackageName, number: number): IndexLine {
  const line = parseLine(bytes, name, number);
  const crate = stringField(line, 'name');
  const version = stringField(line, 'vers');
  const checksum = parseHexDigest('sha256', stringField(line, 'cksum') ?? '');
  if (crate?.toLowerCase() !== name) {
    throw invalidLine(name, number, `found the name ${JSON.stringify(crate)?.slice(0, 100)}`);
  }
  if (version === undefined || !SAFE_VERSION.test(version)) {
    throw invalidLine(name, number, `found the version ${JSON.stringify(version)?.slice(0, 100)}`);
  }
  if (checksum === undefined) {
    throw invalidLine(name, number, 'found no "cksum" of 64 hexadecimal digits');
  }
  const yanked = field(line, 'yanked') === true;
  return { bytes, crate, version, checksum, yanked, published: readDate(line) };
}

function parseLine(bytes: Uint8Array, name: PackageName, number: number): JsonObject {
  try {
    return parseJsonObject(bytes, `line ${number} of the index of ${name}`, LINE_LIMITS);
  } catch (cause) {
    throw invalidLine(name, number, cause instanceof Error ? cause.message : 'found no JSON', cause);
  }
}

function invalidLine(name: PackageName, number: number, found: string, cause?: unknown): GatehouseError {
  return new GatehouseError(
    'upstream-invalid',
    `Cannot read line ${number} of the index of ${name}: ${found}`,
    cause === undefined ? {} : { cause },
  );
}

function readDate(line: JsonObject): Published {
  const at = parseInstant(stringField(line, 'pubtime') ?? '');
  return at === undefined ? { how: 'unknown' } : { how: 'upstream', at };
}

function describeLine(
  line: IndexLine,
  name: PackageName,
  template: string,
): PackageIndex['versions'][number] {
  return {
    version: line.version,
    published: line.published,
    ...(line.yanked ? { yanked: '' } : {}),
    artifacts: [
      {
        file: crateFile(name, line.version),
        url: downloadAddress(template, line),
        digests: { sha256: line.checksum },
      },
    ],
  };
}

/**
 * Every line stays. One that is not offered is marked as yanked: no range resolves to it, but a lock file that names it
 * still finds its checksum and comes for the crate, where a blocked version is refused in words.
 */
function renderLines(lines: readonly IndexLine[], decision: PackageDecision): RenderedIndex {
  const newline = Buffer.from('\n');
  const parts = lines.flatMap((line) => {
    const verdict = decision.versions.get(line.version);
    const keeps = line.yanked || (verdict !== undefined && isOffered(verdict));
    return [keeps ? line.bytes : markYanked(line.bytes), newline];
  });
  return { body: Buffer.concat(parts), contentType: 'text/plain; charset=utf-8', headers: {} };
}

function markYanked(bytes: Uint8Array): Uint8Array {
  const line = parseJsonObject(bytes, 'a line of the index', LINE_LIMITS);
  return Buffer.from(JSON.stringify({ ...line, yanked: true }));
}
