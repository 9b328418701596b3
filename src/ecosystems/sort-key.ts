// Version orders as sort keys: a version is read once into a string whose order by code unit is the ecosystem's own.
// An order made of keys is total, antisymmetric and transitive whatever the strings are, and sorting is cheap.

/** Longer versions are never read (no ecosystem has them): they count as invalid. In UTF-16 code units. */
export const MAX_VERSION_LENGTH = 1_024;

/** Keys kept in memory per ecosystem: at most twice this many, the least recently used half going first. */
const REMEMBERED_KEYS = 16_384;

const UNREADABLE = '\u0000';
const READABLE = '\u0001';

/** What an order says of two versions: negative, zero or positive. */
export type CompareVersions = (a: string, b: string) => number;

/**
 * The order by `keyOf`, which answers a key that compares by code unit, or undefined for what it cannot read.
 * Unreadable versions sort below all others, by code unit. Versions beyond MAX_VERSION_LENGTH are not given to `keyOf`.
 */
export function orderByKey(keyOf: (version: string) => string | undefined): CompareVersions {
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  function sortKey(version: string): string {
    if (version.length > MAX_VERSION_LENGTH) return UNREADABLE + version;
    const known = young.get(version);
    if (known !== undefined) return known;
    const key = old.get(version) ?? readKey(version);
    if (young.size >= REMEMBERED_KEYS) {
      old = young;
      young = new Map();
    }
    young.set(version, key);
    return key;
  }
  function readKey(version: string): string {
    const key = keyOf(version);
    return key === undefined ? UNREADABLE + version : READABLE + key;
  }
  return (a, b) => {
    if (a === b) return 0;
    return compareCodeUnits(sortKey(a), sortKey(b));
  };
}

/** Compares by UTF-16 code unit, never by locale: -1, 0 or 1. */
export function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A run of up to 65,535 ASCII digits, so that code-unit order is numeric order; any size, leading zeros ignored. */
export function numberKey(digits: string): string {
  const significant = withoutLeadingZeros(digits);
  return String.fromCharCode(significant.length) + significant;
}

/** Text of any length as part of a key: `a` sorts before `ab`. What follows in the key cannot reach into it. */
export function textKey(text: string): string {
  return `${text}\u0000`;
}

/** The digits that matter: `007` is `7`, and zero is ''. */
export function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (start < digits.length && digits.charCodeAt(start) === 0x30) start += 1;
  return start === 0 ? digits : digits.slice(start);
}
