// What a requirement of a Cargo.toml admits (The Cargo Book, "Specifying Dependencies"): a bare version is a caret.

import { satisfies, validRange } from 'semver';

import type { RangeRules } from '../adapter-range.ts';
import { versions } from './version.ts';

const MAX_LENGTH = 1_000;
const COMPARATOR = /^(?:\^|~|=|>=|<=|>|<)?\s*[0-9*][0-9A-Za-z.*+-]*$/;

export const ranges: RangeRules = {
  admits(range, version) {
    const words = toNodeRange(range);
    return words === undefined || !versions.isValid(version) ? undefined : satisfies(version, words);
  },
};

/** Comparators behind commas must all hold, which node-semver writes with spaces. */
function toNodeRange(range: string): string | undefined {
  if (range.length > MAX_LENGTH) return undefined;
  const parts = range.split(',').map((part) => part.trim());
  if (!parts.every((part) => COMPARATOR.test(part))) return undefined;
  const words = parts.map((part) => (/^\d/.test(part) && !part.includes('*') ? `^${part}` : part)).join(' ');
  return validRange(words) === null ? undefined : words;
}
