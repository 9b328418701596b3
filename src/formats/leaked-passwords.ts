// Lines of lists of leaked passwords: SHA-1 hashes with how often each was seen, as k-anonymity ranges or whole.

import { GatehouseError } from '../kernel/errors.ts';

/** One leaked password. */
export interface LeakedHash {
  /** SHA-1 as 40 hexadecimal digits in upper case. */
  readonly hash: string;
  /** How often it was seen; at least 1. */
  readonly count: number;
}

const HASH_LINE = /^([0-9A-Fa-f]{40}):(\d{1,15})$/;
const SUFFIX_LINE = /^([0-9A-Fa-f]{35}):(\d{1,15})$/;
/** Longest line that is looked at. */
export const MAX_LEAKED_LINE = 80;

/**
 * A line `SUFFIX:COUNT` of the range `prefix` (five hexadecimal digits), or `SHA1:COUNT` where there is no prefix.
 * Undefined for an empty line, and for padding (count 0). Throws `invalid-document`.
 */
export function parseLeakedLine(line: string, prefix = ''): LeakedHash | undefined {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text === '') return undefined;
  const match = text.length > MAX_LEAKED_LINE ? null : (prefix === '' ? HASH_LINE : SUFFIX_LINE).exec(text);
  if (match === null) {
    const expected = prefix === '' ? 'SHA1:COUNT' : 'SUFFIX:COUNT';
    throw new GatehouseError(
      'invalid-document',
      `Cannot read a line of leaked passwords: expected ${expected}`,
    );
  }
  const count = Number(match[2]);
  return count === 0 ? undefined : { hash: `${prefix}${match[1]}`.toUpperCase(), count };
}
