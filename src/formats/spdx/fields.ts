// How SPDX documents are faulted, and what their packages have in common in both generations.

import { parseHexDigest, type DigestAlgorithm, type Digests } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { isObject, kindOf, type JsonObject } from '../json.ts';

export const WHAT = 'SPDX document';

/** A document with the lines of its objects. */
export interface SpdxText {
  readonly value: JsonObject;
  readonly lineOf: (container: object) => number | undefined;
}

export function fault(found: string, line: number | undefined, expected: string): GatehouseError {
  const where = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${found}${where}, expected ${expected}`,
    line === undefined ? {} : { facts: { line } },
  );
}

export function tooNew(found: string, line: number | undefined): GatehouseError {
  const where = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'unsupported',
    `Cannot read ${WHAT}: found ${found}${where}, expected SPDX 2.2, 2.3 or 3.0`,
  );
}

/** The objects of an array that may be absent. Throws `invalid-document`. */
export function objectsOf(
  { lineOf }: Pick<SpdxText, 'lineOf'>,
  holder: JsonObject,
  name: string,
): readonly JsonObject[] {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (value === undefined) return [];
  const line = lineOf(holder);
  if (!Array.isArray(value)) throw fault(`${kindOf(value)} for ${name}`, line, 'an array');
  const items: readonly unknown[] = value;
  return items.map((item) => {
    if (isObject(item)) return item;
    throw fault(`${kindOf(item)} in ${name}`, lineOf(items) ?? line, 'an object');
  });
}

/** A text that must be there. Throws `invalid-document`. */
export function requiredText(
  { lineOf }: Pick<SpdxText, 'lineOf'>,
  holder: JsonObject,
  name: string,
  what: string,
): string {
  const text = optionalText({ lineOf }, holder, name, what);
  if (text !== undefined && text !== '') return text;
  throw fault(
    `${text === undefined ? 'none' : 'an empty text'} for ${name} of ${what}`,
    lineOf(holder),
    'a text',
  );
}

/** A text that may be absent. Throws `invalid-document` for anything else. */
export function optionalText(
  { lineOf }: Pick<SpdxText, 'lineOf'>,
  holder: JsonObject,
  name: string,
  what: string,
): string | undefined {
  const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw fault(`${kindOf(value)} for ${name} of ${what}`, lineOf(holder), 'a text');
}

/** The value, unless it is one of SPDX's words for not saying. */
export function saidText(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === undefined || /^(?:NOASSERTION|NONE|)$/.test(text) ? undefined : text;
}

const ALGORITHMS: ReadonlyMap<string, DigestAlgorithm> = new Map([
  ['sha512', 'sha512'],
  ['sha384', 'sha384'],
  ['sha256', 'sha256'],
  ['sha1', 'sha1'],
  ['md5', 'md5'],
]);

/** Digests that can be compared; other algorithms, and values that are no digests of theirs, are left out. */
export function digestsOf(pairs: Iterable<readonly [algorithm: string, value: string]>): Digests {
  const digests: Partial<Record<DigestAlgorithm, string>> = {};
  for (const [algorithm, value] of pairs) {
    const known = ALGORITHMS.get(algorithm.toLowerCase());
    const digest = known === undefined ? undefined : parseHexDigest(known, value);
    if (known !== undefined && digest !== undefined) digests[known] ??= digest;
  }
  return digests;
}
