// PEP 440 version specifiers, as far as lock files need them: which exact version one names, and which of the versions
// that a file holds it means. No answer to what an advisory is about.

import { versions } from './version.ts';

const CLAUSE = /^(===|==|~=|!=|<=|>=|<|>)\s*([^\s,;()]+)$/;

interface Clause {
  readonly operator: string;
  readonly version: string;
}

/** Its clauses; undefined for what is no specifier. */
function findClauses(specifier: string): readonly Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const part of specifier.split(',')) {
    const text = part.trim();
    if (text === '') continue;
    const [, operator, version] = CLAUSE.exec(text) ?? [];
    if (operator === undefined || version === undefined) return undefined;
    clauses.push({ operator, version });
  }
  return clauses;
}

/** Whether `specifier` is a set of clauses, or empty. */
export function isSpecifier(specifier: string): boolean {
  return findClauses(specifier) !== undefined;
}

/** The one version that `==` or `===` names; undefined for everything that leaves a choice. */
export function exactVersion(specifier: string): string | undefined {
  return findClauses(specifier)?.find(
    ({ operator, version }) => operator === '===' || (operator === '==' && !version.includes('*')),
  )?.version;
}

/** Whether a version is among those that are meant. What cannot be told (another syntax) may be meant. */
export function mayMean(specifier: string, version: string): boolean {
  const clauses = findClauses(specifier);
  return clauses === undefined || clauses.every((clause) => isMet(clause, version));
}

function isMet({ operator, version: bound }: Clause, version: string): boolean {
  if (operator === '===') return bound === version;
  if (bound.endsWith('.*')) {
    const isWithin = hasPrefix(version, bound.slice(0, -2));
    return operator === '!=' ? !isWithin : operator !== '==' || isWithin;
  }
  if (!versions.isValid(bound) || !versions.isValid(version)) return true;
  // What a build adds (`+cu118`) counts only where it is asked for.
  const order = versions.compare(bound.includes('+') ? version : withoutLocal(version), bound);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '~=':
      return order >= 0 && hasPrefix(version, bound.replace(/\.[^.]*$/, ''));
    default:
      return order >= 0;
  }
}

function withoutLocal(version: string): string {
  return version.split('+', 1)[0] ?? version;
}

/** Whether the release begins with the numbers of `prefix`; numbers that are not there are zeros. */
function hasPrefix(version: string, prefix: string): boolean {
  const release = numbersOf(version);
  return numbersOf(prefix).every((number, at) => (release[at] ?? '0') === number);
}

/** The numbers of the release, the epoch as part of the first. */
function numbersOf(version: string): readonly string[] {
  const [, epoch = '0', release = ''] = /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)/i.exec(version) ?? [];
  const [first = '', ...rest] = release.split('.').map((number) => number.replace(/^0+(?=\d)/, ''));
  return [`${epoch}!${first}`, ...rest];
}
