// The order of Semantic Versioning 2.0.0 (section 11), for npm and Cargo.

import type { VersionOrder } from './adapter-version.ts';
import { coarseKey, lineOfNumber, LOWEST_COARSE_KEY } from './coarse-key.ts';
import { numberKey, orderByKey, textKey, withoutLeadingZeros } from './sort-key.ts';

/** A version in parts. Build metadata has no part in the order. */
export interface SemanticVersion {
  /** Runs of digits: major, minor, patch, and whatever more a lenient reader found. */
  readonly numbers: readonly string[];
  /** Identifiers between `-` and `+`; empty for a release. */
  readonly prerelease: readonly string[];
}

const PRERELEASE = '\u0001';
const RELEASE = '\u0002';
const MORE_NUMBERS = '\u0003';
const NO_MORE_IDENTIFIERS = '\u0000';
const NUMERIC_IDENTIFIER = '\u0001';
const TEXT_IDENTIFIER = '\u0002';
const CORE_NUMBERS = 3;

/** The order of what `read` makes of versions; undefined for what it cannot read, which sorts below all others. */
export function semanticOrder(
  read: (version: string) => SemanticVersion | undefined,
): Omit<VersionOrder, 'isValid'> {
  return {
    compare: orderByKey((version) => {
      const parsed = read(version);
      return parsed === undefined ? undefined : semanticKey(parsed);
    }),
    isPrerelease: (version) => (read(version)?.prerelease.length ?? 0) > 0,
    isBranch: () => false,
    lineOf: (version) => lineOfNumber(read(version)?.numbers[0]),
    coarseKey(version) {
      const parsed = read(version);
      return parsed === undefined ? LOWEST_COARSE_KEY : coarseKey(parsed.numbers);
    },
  };
}

/** The key of a version: missing numbers count as zero, a fourth and later number sorts above the release of the first three. */
function semanticKey(version: SemanticVersion): string {
  let key = '';
  const count = significantCount(version.numbers);
  for (let index = 0; index < count; index += 1) {
    if (index >= CORE_NUMBERS) key += MORE_NUMBERS;
    key += numberKey(version.numbers[index] ?? '');
  }
  if (version.prerelease.length === 0) return key + RELEASE;
  return `${key}${PRERELEASE}${version.prerelease.map(identifierKey).join('')}${NO_MORE_IDENTIFIERS}`;
}

function significantCount(numbers: readonly string[]): number {
  let count = numbers.length;
  while (count > CORE_NUMBERS && withoutLeadingZeros(numbers[count - 1] ?? '') === '') count -= 1;
  return Math.max(count, CORE_NUMBERS);
}

function identifierKey(identifier: string): string {
  return /^[0-9]+$/.test(identifier)
    ? NUMERIC_IDENTIFIER + numberKey(identifier)
    : TEXT_IDENTIFIER + textKey(identifier);
}
