// The page of a project in the simple repository API (PEP 503, 592, 629, 658, 691, 700, 714, 740, 792), whichever way
// the upstream writes it: one model, from which both forms are written again.

import {
  DIGEST_ALGORITHMS,
  parseHexDigest,
  type DigestAlgorithm,
  type Digests,
} from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../formats/json.ts';

/** Digests by algorithm, as the simple API spells them: `sha256` to hexadecimal digits. */
export type Hashes = ReadonlyMap<string, string>;

/** One file of a project. */
export interface SimpleFile {
  /** A safe last part of a path. */
  readonly file: string;
  /** Absolute, http or https, without a fragment. */
  readonly url: string;
  readonly hashes: Hashes;
  readonly requiresPython?: string;
  /** The reason, or '' without one; absent when the file is not yanked. */
  readonly yanked?: string;
  /** The metadata file beside it (PEP 658) with its digests; absent when the upstream has none to give. */
  readonly metadata?: Hashes;
  /** Whether a signature stands beside it; absent when the upstream does not say. */
  readonly hasSignature?: boolean;
  /** Address of its provenance (PEP 740). */
  readonly provenance?: string;
  readonly sizeBytes?: number;
  /** RFC 3339, as the upstream writes it. */
  readonly uploadTime?: string;
  /** The upstream's own fields, for those that are not known here. */
  readonly fields: JsonObject;
}

/** A project as its page describes it. */
export interface SimplePage {
  readonly files: readonly SimpleFile[];
  /** PEP 700's list; empty where the upstream gives none. */
  readonly versions: readonly string[];
  /** `1.4` */
  readonly apiVersion: string;
  readonly status?: { readonly status: string; readonly reason?: string };
  readonly lastSerial?: number;
  /** The upstream's own top-level fields, for those that are not known here. */
  readonly fields: JsonObject;
}

const MAX_FILE_LENGTH = 512;
// oxlint-disable-next-line no-control-regex -- control characters are what this expression is about
const UNSAFE_IN_FILE = /[\u0000-\u001f\u007f/\\]/;
// oxlint-disable-next-line no-control-regex -- control characters are what this expression is about
const BREAKS = /[\s\u0000-\u001f\u007f-\u009f]+/g;
const HASH_NAME = /^[a-z0-9_]{1,32}$/;
const HASH_VALUE = /^[0-9a-f]{8,256}$/i;

/** Throws `upstream-invalid` for an API version whose meaning is not known here (PEP 629: another major). */
export function checkApiVersion(version: string | undefined, what: string): string {
  if (version === undefined) return '1.0';
  if (/^1\.\d{1,3}$/.test(version)) return version;
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot read ${what}: found API version ${JSON.stringify(version.slice(0, 20))}, expected 1.x`,
  );
}

/** Whether a file name can stand as the last part of an address. */
export function isSafeFile(file: string): boolean {
  return (
    file !== '' &&
    file !== '.' &&
    file !== '..' &&
    file.length <= MAX_FILE_LENGTH &&
    file.isWellFormed() &&
    !UNSAFE_IN_FILE.test(file)
  );
}

/** An absolute http(s) address without its fragment; undefined for any other. */
export function resolveFileUrl(text: string, baseUrl: string): URL | undefined {
  const url = URL.parse(text, baseUrl);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : undefined;
}

/** Keeps what has the form of an algorithm and its digest. */
export function readHashes(entries: Iterable<readonly [string, unknown]>): Hashes {
  const hashes = new Map<string, string>();
  for (const [name, value] of entries) {
    if (HASH_NAME.test(name) && typeof value === 'string' && HASH_VALUE.test(value)) hashes.set(name, value);
  }
  return hashes;
}

/** The digests in a file's fragment (`#sha256=…`), which is taken off the address. */
export function readFragment(url: URL): Hashes {
  if (!url.href.includes('#')) return new Map();
  const hashes = readHashes(new URLSearchParams(url.hash.slice(1)));
  url.hash = '';
  return hashes;
}

/** The digests that are verified here; others are only passed on. */
export function toDigests(hashes: Hashes): Digests {
  const digests: Partial<Record<DigestAlgorithm, string>> = {};
  for (const algorithm of DIGEST_ALGORITHMS) {
    const declared = hashes.get(algorithm);
    const digest = declared === undefined ? undefined : parseHexDigest(algorithm, declared);
    if (digest !== undefined) digests[algorithm] = digest;
  }
  return digests;
}

/** Text for a place that must stay one line: runs of white space and control characters become one space. */
export function toOneLine(text: string, maxLength = 1_000): string {
  return text.replace(BREAKS, ' ').trim().slice(0, maxLength);
}
