// Coarse version keys: a database prunes advisories by them before the exact comparison.

import { withoutLeadingZeros } from './sort-key.ts';

const NUMBER_DIGITS = 8;
const NUMBER_LIMIT = '9'.repeat(NUMBER_DIGITS);
const NUMBERS = 3;

/** The key below (or equal to) every other: that of versions that cannot be read, and of zero. */
export const LOWEST_COARSE_KEY = coarseKey([]);

/**
 * `EE:XXXXXXXX.YYYYYYYY.ZZZZZZZZ`: epoch and the first three numbers of a version (runs of digits), zeros where it has fewer.
 * What does not fit is clamped together with all that follows it, so that the key stays monotone.
 * `above`: the version goes on with something that sorts above every number, which the key must not undercut.
 * ASCII of one length: any collation of a database keeps the order.
 */
export function coarseKey(
  numbers: readonly string[],
  options: { readonly epoch?: string; readonly above?: boolean } = {},
): string {
  const epoch = withoutLeadingZeros(options.epoch ?? '');
  let isClamped = epoch.length > 2;
  let key = `${isClamped ? '99' : epoch.padStart(2, '0')}:`;
  for (let index = 0; index < NUMBERS; index += 1) {
    const number = numbers[index];
    const digits = withoutLeadingZeros(number ?? '');
    isClamped ||= digits.length > NUMBER_DIGITS || (number === undefined && options.above === true);
    if (index > 0) key += '.';
    key += isClamped ? NUMBER_LIMIT : digits.padStart(NUMBER_DIGITS, '0');
  }
  return key;
}

/** The first number of a version for people: without leading zeros, `0` for zero, '' when there is none. */
export function lineOfNumber(digits: string | undefined): string {
  if (digits === undefined) return '';
  return withoutLeadingZeros(digits) || '0';
}
