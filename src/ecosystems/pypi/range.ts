// What a version specifier admits (PEP 440, "Version specifiers"), and Poetry's own words: `^1.2`, `~1.2`, `1.*`, `||`.

import { satisfies } from '@renovatebot/pep440';

import type { RangeRules } from '../adapter-range.ts';
import { isSpecifier } from './specifier.ts';
import { versions } from './version.ts';

const MAX_LENGTH = 1_000;

export const ranges: RangeRules = {
  admits(range, version) {
    if (range.length > MAX_LENGTH || !versions.isValid(version)) return undefined;
    const answers = range.split('||').map((part) => admitsAll(part, version));
    if (answers.includes(true)) return true;
    return answers.includes(undefined) ? undefined : false;
  },
};

/** Clauses behind commas must all hold. */
function admitsAll(range: string, version: string): boolean | undefined {
  const clauses: string[] = [];
  for (const part of range.replace(/^\s*\((.*)\)\s*$/, '$1').split(',')) {
    const clause = part.trim();
    if (clause === '' || clause === '*') continue;
    const known = toSpecifier(clause);
    if (known === undefined || !isSpecifier(known)) return undefined;
    clauses.push(known);
  }
  // Without a word every release is meant, and no pre-release.
  if (clauses.length === 0) return !versions.isPrerelease(version);
  try {
    return satisfies(version, clauses.join(','));
  } catch {
    // Numbers that no double holds are too much for the library: then it cannot be told.
    return undefined;
  }
}

function toSpecifier(clause: string): string | undefined {
  const [, mark = '', words = ''] = /^(\^|~(?!=))?\s*(.*)$/.exec(clause) ?? [];
  if (mark === '') return /^\d/.test(words) ? `==${words}` : words;
  const release = /^(?:\d+!)?(\d+(?:\.\d+)*)/.exec(words)?.[1];
  if (release === undefined || !versions.isValid(words)) return undefined;
  const numbers = release.split('.').map(Number);
  const kept = mark === '~' ? Math.min(numbers.length, 2) : significant(numbers);
  const next = numbers.slice(0, kept);
  next[kept - 1] = (next[kept - 1] ?? 0) + 1;
  const epoch = /^\d+!/.exec(words)?.[0] ?? '';
  return `>=${words},<${epoch}${next.join('.')}`;
}

/** A caret keeps the first number that is not zero, or the last one there is. */
function significant(numbers: readonly number[]): number {
  const at = numbers.findIndex((number) => number !== 0);
  return at < 0 ? numbers.length : at + 1;
}
