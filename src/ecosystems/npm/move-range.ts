// A range of package.json, moved to begin with a newer version, in the words that its author chose.

import { versions } from './version.ts';

const ELSEWHERE = /^(?:file|link|portal|workspace|git|git\+[a-z]+|github|https?|catalog):|\//;

/**
 * `^1.0.0` and 1.2.0 -> `^1.2.0`; `~` and exact versions stay what they are, everything else becomes `^`. Undefined for what
 * is no range of a registry's versions.
 */
export function moveRange(range: string, name: string, to: string): string | undefined {
  const alias = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(range);
  if (alias !== null) {
    const moved = moveRange(alias[2] ?? '*', name, to);
    return moved === undefined ? undefined : `npm:${alias[1]}@${moved}`;
  }
  if (ELSEWHERE.test(range)) return undefined;
  const trimmed = range.trim();
  if (versions.isValid(trimmed.replace(/^=\s*/, ''))) return to;
  return `${trimmed.startsWith('~') && !/\s/.test(trimmed) ? '~' : '^'}${to}`;
}
