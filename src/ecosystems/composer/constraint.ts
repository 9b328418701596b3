// Ranges in the words of Composer's constraints. One that Composer cannot read ends the client's whole audit.

import { normalizeVersion } from './normalize-version.ts';

const COMPARATOR = /^(>=|<=|<|>|=)?([A-Za-z0-9][A-Za-z0-9._+/-]*)$/;
const EVERYTHING = '*';

/**
 * `words` as evidence has them (`>=1.0.0 <1.2.3 || =2.0.0`), which are Composer's own; what Composer cannot read is left
 * out, and `versions` stand for it one by one. Undefined when nothing can be said.
 */
export function toConstraint(words: string, versions: readonly string[]): string | undefined {
  const parts = words
    .split('||')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const readable = parts.filter((part) => part === EVERYTHING || part.split(/\s+/).every(isReadable));
  const singles = readable.length === parts.length && parts.length > 0 ? [] : versions.filter(isReadable);
  const constraint = [...new Set([...readable, ...singles.map((version) => `=${version}`)])];
  return constraint.length === 0 ? undefined : constraint.join(' || ');
}

function isReadable(comparator: string): boolean {
  const version = COMPARATOR.exec(comparator)?.[2];
  return version !== undefined && normalizeVersion(version) !== undefined;
}
