// What an npm range admits, as node-semver reads it: by that reading npm chooses, not an advisory (see version.ts).

import { satisfies, validRange } from 'semver';

import type { RangeRules } from '../adapter-range.ts';
import { versions } from './version.ts';

const MAX_LENGTH = 1_000;
const LOOSE = { loose: true } as const;

export const ranges: RangeRules = {
  admits(range, version) {
    const words = plainRange(range);
    if (words === undefined || !versions.isValid(version)) return undefined;
    // An exact version admits itself alone, whatever is built into it.
    return satisfies(version, words, LOOSE);
  },
};

/** Without what names another package or a workspace; undefined for what is no range: a tag, an address. */
function plainRange(range: string): string | undefined {
  if (range.length > MAX_LENGTH) return undefined;
  const alias = /^npm:(?:@?[^@\s]+@)?(.+)$/s.exec(range.trim());
  const words = alias?.[1] ?? range.trim().replace(/^workspace:(?=[~^<>=*]?\d)/, '');
  return validRange(words, LOOSE) === null ? undefined : words;
}
