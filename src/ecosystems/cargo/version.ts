// Cargo's version order: strict Semantic Versioning 2.0.0, numbers up to 64 bits, build metadata ignored.
// RustSec writes `introduced: "0.0.0-0"`: an ordinary version here, below every other pre-release.

import type { VersionOrder } from '../adapter-version.ts';
import { semanticOrder, type SemanticVersion } from '../semantic-version.ts';
import { MAX_VERSION_LENGTH } from '../sort-key.ts';

const GRAMMAR = /^([0-9]+)\.([0-9]+)\.([0-9]+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;
const LARGEST_NUMBER = 2n ** 64n - 1n;

/** The order of Cargo versions. What is not a version of three numbers is invalid and sorts below: Cargo takes no such crate. */
export const versions: VersionOrder = {
  isValid: (version) => readVersion(version) !== undefined,
  ...semanticOrder(readVersion),
};

function readVersion(version: string): SemanticVersion | undefined {
  if (version.length > MAX_VERSION_LENGTH) return undefined;
  const match = GRAMMAR.exec(version);
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', prereleaseText, build] = match;
  const numbers = [major, minor, patch];
  const prerelease = prereleaseText?.split('.') ?? [];
  const isStrict =
    numbers.every(isNumber) && prerelease.every(isIdentifier) && !(build?.split('.').includes('') ?? false);
  return isStrict ? { numbers, prerelease } : undefined;
}

function isNumber(digits: string): boolean {
  return hasNoLeadingZero(digits) && digits.length <= 20 && BigInt(digits) <= LARGEST_NUMBER;
}

function isIdentifier(identifier: string): boolean {
  return identifier !== '' && (!/^[0-9]+$/.test(identifier) || hasNoLeadingZero(identifier));
}

function hasNoLeadingZero(digits: string): boolean {
  return digits.length === 1 || !digits.startsWith('0');
}
