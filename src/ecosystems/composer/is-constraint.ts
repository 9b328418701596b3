// Whether Composer can read a constraint (the rules of composer/semver's VersionParser).

import { normalizeVersion } from './normalize-version.ts';

const MAX_LENGTH = 1_000;
const COMPARATOR = /^(\^|~|>=|<=|!=|<>|==|=|>|<)?(\S+)$/;
/** `*`, `1.x`, `1.*.*` */
const ANY_OF = /^v?(?:\d+\.)*[x*](?:\.[x*])*$/i;
/** A branch at a commit. */
const BRANCH_AT = /^(?:dev-.+|.+-dev)#.+$/i;
const STABILITY = /@(?:stable|rc|beta|alpha|dev)$/i;

/** `^1.2 || >=2.0,<2.5`, `dev-main#0123abc`, `self.version`, `@dev`. */
export function isConstraint(text: string): boolean {
  if (text.length > MAX_LENGTH || text.trim() === '') return false;
  return text.split(/\s*\|\|?\s*/).every((part) => isAll(part.trim()));
}

/** Conditions that must all hold. */
function isAll(words: string): boolean {
  const [, from, to] = /^(\S+) +- +(\S+)$/.exec(words) ?? [];
  if (from !== undefined && to !== undefined) return isVersion(from) && isVersion(to);
  if (words === '') return false;
  const parts = words
    .replaceAll(/ +as +\S+/g, '')
    .replaceAll(/([\^~<>=!])\s+/g, '$1')
    .split(/[\s,]+/);
  return parts.every(isOne);
}

function isOne(part: string): boolean {
  // `@dev` alone stands for any version of that stability.
  if (/^\*?@/.test(part)) return STABILITY.test(part);
  const [, mark = '', words = ''] = COMPARATOR.exec(part.replace(STABILITY, '')) ?? [];
  if (mark === '' && (words === 'self.version' || ANY_OF.test(words))) return true;
  return isVersion(words) || (BRANCH_AT.test(words) && isVersion(words.replace(/#.+$/, '')));
}

function isVersion(words: string): boolean {
  return normalizeVersion(words) !== undefined;
}
