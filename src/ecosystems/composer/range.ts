// What a constraint of a composer.json admits (Composer's manual, "Versions and constraints"). Stability is left aside: that is
// the project's to allow.

import type { RangeRules } from '../adapter-range.ts';
import { normalizeVersion } from './normalize-version.ts';
import { versions } from './version.ts';

const MAX_LENGTH = 1_000;
const COMPARATOR = /^(\^|~|>=|<=|!=|<>|==|=|>|<)?\s*(\S+)$/;

type Condition = (version: string) => boolean;

export const ranges: RangeRules = {
  admits(range, version) {
    if (range.length > MAX_LENGTH || !versions.isValid(version) || versions.isBranch(version))
      return undefined;
    const answers = range.split(/\|\|?/).map((part) => {
      const conditions = findConditions(part.trim());
      return conditions?.every((condition) => condition(version));
    });
    if (answers.includes(true)) return true;
    return answers.includes(undefined) ? undefined : false;
  },
};

/** All must hold. Undefined for what is no constraint. */
function findConditions(words: string): readonly Condition[] | undefined {
  const [, from, to] = /^(\S+)\s+-\s+(\S+)$/.exec(words) ?? [];
  if (from !== undefined && to !== undefined) return allOf([atLeast(from), upTo(to)]);
  const parts = words
    .replaceAll(/([\^~<>=!])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  return parts.length === 0 ? undefined : allOf(parts.map(findCondition));
}

function allOf(conditions: readonly (Condition | undefined)[]): readonly Condition[] | undefined {
  const known = conditions.filter((one) => one !== undefined);
  return known.length === conditions.length ? known : undefined;
}

function findCondition(part: string): Condition | undefined {
  const [, mark = '', rawWords = ''] = COMPARATOR.exec(part) ?? [];
  const words = rawWords.replace(/@(?:stable|rc|beta|alpha|dev)$/i, '').replace(/#.*$/, '');
  if (mark === '' && (words === '*' || words === '')) return () => true;
  if (/^v?\d+(?:\.\d+)*\.[x*]$/i.test(words)) return mark === '' ? within(words, -1) : undefined;
  const bound = normalizeVersion(words);
  if (bound === undefined || bound.startsWith('dev-')) return undefined;
  const numbers = numbersOf(words).length;
  switch (mark) {
    case '^':
      return within(words, significant(words));
    case '~':
      return within(words, Math.max(1, numbers - 1));
    case '>=':
      return atLeast(words);
    case '>':
      return (version) => versions.compare(version, words) > 0;
    case '<':
      return below(/-/.test(words) ? words : `${bound}-dev`);
    case '<=':
      return (version) => versions.compare(version, words) <= 0;
    case '!=':
    case '<>':
      return (version) => versions.compare(version, words) !== 0;
    default:
      return (version) => versions.compare(version, words) === 0;
  }
}

function numbersOf(words: string): readonly number[] {
  return (/^v?(\d+(?:\.\d+)*)/i.exec(words)?.[1] ?? '').split('.').map(Number);
}

/** A caret keeps the first number that is not zero, or the last one there is. */
function significant(words: string): number {
  const numbers = numbersOf(words);
  const at = numbers.findIndex((number) => number !== 0);
  return at < 0 ? numbers.length : at + 1;
}

/** From `words` on while its first `kept` numbers stay; -1: all that it has. */
function within(words: string, kept: number): Condition {
  const numbers = numbersOf(words);
  const next = numbers.slice(0, kept < 0 ? numbers.length : kept);
  next[next.length - 1] = (next.at(-1) ?? 0) + 1;
  const from = atLeast(words.replace(/\.[x*]$/i, ''));
  const to = below(`${normalizeVersion(next.join('.')) ?? ''}-dev`);
  return (version) => from !== undefined && from(version) && to(version);
}

function atLeast(words: string): Condition | undefined {
  if (normalizeVersion(words) === undefined) return undefined;
  return (version) => versions.compare(version, words) >= 0;
}

function below(words: string): Condition {
  return (version) => versions.compare(version, words) < 0;
}

/** The end of a hyphen range: of one that leaves numbers open, all that begin so. */
function upTo(words: string): Condition | undefined {
  const bound = normalizeVersion(words);
  if (bound === undefined) return undefined;
  if (numbersOf(words).length < 3) return within(words, -1) && belowNext(words);
  return (version) => versions.compare(version, words) <= 0;
}

function belowNext(words: string): Condition {
  const next = [...numbersOf(words)];
  next[next.length - 1] = (next.at(-1) ?? 0) + 1;
  return below(`${normalizeVersion(next.join('.')) ?? ''}-dev`);
}
