// Composer's version order: both sides normalised as Composer does, then compared as PHP's version_compare does.
// Advisory ranges are questions of order: `Semver::satisfies('1.0.0-beta1', '<1.0.0')` is false, yet the beta is affected.

import type { VersionOrder } from '../adapter-version.ts';
import { coarseKey, lineOfNumber, LOWEST_COARSE_KEY } from '../coarse-key.ts';
import { MAX_VERSION_LENGTH, orderByKey } from '../sort-key.ts';
import { isNormalizedBranch, normalizeVersion } from './normalize-version.ts';
import { isPatchPart, isPrereleasePart, phpVersionKey, phpVersionParts } from './php-version.ts';

/** A version as it is compared. */
type ComposerVersion =
  | { readonly kind: 'named branch'; readonly name: string }
  /** `parts` as version_compare takes them; numbers first, at least one. */
  | { readonly kind: 'numbers'; readonly parts: readonly string[]; readonly isNumericBranch: boolean };

const NAMED_BRANCH = '\u0001';
const NUMBERS = '\u0002';
const NUMBER_COUNT = 4;

/**
 * The order of Composer versions. Named branches (`dev-main`) are valid and sort below all numbers, by name.
 * Versions that Composer refuses but that start with a number (`1.0.0-foo`, `1.2.3.4.5`) are not valid, yet take
 * the place that version_compare gives them; anything else sorts below.
 */
export const versions: VersionOrder = {
  isValid: (version) => version.length <= MAX_VERSION_LENGTH && normalizeVersion(version) !== undefined,
  compare: orderByKey((version) => {
    const parsed = readVersion(version);
    if (parsed === undefined) return undefined;
    return parsed.kind === 'numbers' ? NUMBERS + phpVersionKey(parsed.parts) : NAMED_BRANCH + parsed.name;
  }),
  isPrerelease(version) {
    const parsed = readVersion(version);
    if (parsed === undefined) return false;
    return parsed.kind === 'named branch' || parsed.parts.some(isPrereleasePart);
  },
  isBranch(version) {
    const parsed = readVersion(version);
    return parsed !== undefined && (parsed.kind === 'named branch' || parsed.isNumericBranch);
  },
  lineOf(version) {
    const parsed = readVersion(version);
    return lineOfNumber(parsed?.kind === 'numbers' ? parsed.parts[0] : undefined);
  },
  coarseKey(version) {
    const parsed = readVersion(version);
    if (parsed?.kind !== 'numbers') return LOWEST_COARSE_KEY;
    const { numbers, rest } = splitNumbers(parsed.parts);
    return coarseKey(numbers, { above: isPatchPart(rest[0] ?? '') });
  },
};

function readVersion(version: string): ComposerVersion | undefined {
  if (version.length > MAX_VERSION_LENGTH) return undefined;
  const normalized = normalizeVersion(version);
  if (normalized?.startsWith('dev-')) return { kind: 'named branch', name: normalized };
  if (normalized !== undefined) {
    const isNumericBranch = isNormalizedBranch(normalized);
    return { kind: 'numbers', parts: phpVersionParts(normalized), isNumericBranch };
  }
  return readAsPhp(version.trim());
}

/** As Composer would, four numbers: so that `1.0-foo` stands next to `1.0.0.0` and not below `1.0.0-dev` by its length. */
function readAsPhp(version: string): ComposerVersion | undefined {
  const match = /^v?([0-9]+(?:\.[0-9]+)*)(.*)$/is.exec(version);
  if (match === null) return undefined;
  const numbers = (match[1] ?? '').split('.');
  while (numbers.length < NUMBER_COUNT) numbers.push('0');
  return { kind: 'numbers', parts: [...numbers, ...phpVersionParts(match[2] ?? '')], isNumericBranch: false };
}

function splitNumbers(parts: readonly string[]): { numbers: readonly string[]; rest: readonly string[] } {
  const end = parts.findIndex((part) => !/^[0-9]/.test(part));
  return end < 0 ? { numbers: parts, rest: [] } : { numbers: parts.slice(0, end), rest: parts.slice(end) };
}
