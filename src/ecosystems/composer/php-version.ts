// PHP's version_compare, by which Composer and OSV order versions.

import { numberKey } from '../sort-key.ts';

// What may stand at one place of a version, ascending. The end stands between RC and numbers, patches above numbers.
const UNKNOWN_WORD = '\u0001';
const END = '\u0006';
const NUMBER = '\u0007';
const PATCH = '\u0008';

/** PHP looks at the beginning of a word only, in this order, and minds upper and lower case. */
const WORDS: readonly (readonly [prefix: string, place: string])[] = [
  ['dev', '\u0002'],
  ['a', '\u0003'],
  ['b', '\u0004'],
  ['RC', '\u0005'],
  ['rc', '\u0005'],
  ['p', PATCH],
];

/** The runs of digits and of letters that PHP compares one by one. */
export function phpVersionParts(version: string): string[] {
  return version.match(/[0-9]+|[a-z]+/gi) ?? [];
}

/**
 * The sort key of a version in parts, by which PHP's version_compare (ext/standard/versioning.c) orders it; numbers of any
 * size. Words that PHP does not know are all equal, below `dev`. Unlike PHP's the order is transitive: `#`, empty parts and
 * other signs only separate.
 */
export function phpVersionKey(parts: readonly string[]): string {
  return parts.map(partKey).join('') + END;
}

/** Whether a part puts a version above every number that could stand in its place. */
export function isPatchPart(part: string): boolean {
  return placeOf(part) === PATCH;
}

/** Whether a part puts a version below the one without it. */
export function isPrereleasePart(part: string): boolean {
  return placeOf(part) < END;
}

function partKey(part: string): string {
  const place = placeOf(part);
  return place === NUMBER ? NUMBER + numberKey(part) : place;
}

function placeOf(part: string): string {
  if (part >= '0' && part < ':') return NUMBER;
  return WORDS.find(([prefix]) => part.startsWith(prefix))?.[1] ?? UNKNOWN_WORD;
}
