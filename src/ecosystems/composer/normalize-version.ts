// How Composer spells every version the same way before it compares (the rules of composer/semver's VersionParser).

const MODIFIER =
  '[._-]?(?:(stable|beta|b|rc|alpha|a|patch|pl|p)((?:[.-]?[0-9]+(?:[.-][0-9]+)*)?))?([.-]?dev)?';
const CLASSICAL = new RegExp(`^v?([0-9]{1,5})(\\.[0-9]+)?(\\.[0-9]+)?(\\.[0-9]+)?${MODIFIER}$`, 'i');
const DATE = new RegExp(`^v?([0-9]{4}(?:[.:-]?[0-9]{2}){1,6}(?:[.:-]?[0-9]{1,3}){0,2})${MODIFIER}$`, 'i');
const NUMERIC_BRANCH = /^v?([0-9]+)(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?(\.(?:[0-9]+|[x*]))?$/i;

/** The number that stands for `x` in a branch. */
const BRANCH_NUMBER = '9999999';

const STABILITY_NAMES: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['p', 'patch'],
  ['pl', 'patch'],
  ['rc', 'RC'],
]);

/**
 * Composer's spelling of a version: `1.0.0.0`, `1.2.0.0-beta3`, `2.9999999.9999999.9999999-dev`, `dev-main`;
 * undefined where Composer refuses it. Other than Composer, `-STABLE` is read in any case.
 */
export function normalizeVersion(rawVersion: string): string | undefined {
  let version = rawVersion.trim();
  version = /^([^,\s]+) +as +[^,\s]+$/.exec(version)?.[1] ?? version;
  version = version.replace(/@(?:stable|rc|beta|alpha|dev)$/i, '');
  if (version === 'master' || version === 'trunk' || version === 'default') return `dev-${version}`;
  if (/^dev-/i.test(version)) return `dev-${version.slice(4)}`;
  version = /^([^,\s+]+)\+\S+$/.exec(version)?.[1] ?? version;
  return normalizeClassical(version) ?? normalizeDate(version) ?? normalizeNumericBranch(version);
}

/** Whether a normalised version stands for a branch: `dev-main`, or a line of numbers that ends in `x`. */
export function isNormalizedBranch(normalized: string): boolean {
  return normalized.startsWith('dev-') || normalized.endsWith(`${BRANCH_NUMBER}-dev`);
}

function normalizeClassical(version: string): string | undefined {
  const match = CLASSICAL.exec(version);
  if (match === null) return undefined;
  const [, first = '', second = '.0', third = '.0', fourth = '.0', ...modifier] = match;
  return first + second + third + fourth + normalizeModifier(modifier);
}

function normalizeDate(version: string): string | undefined {
  const match = DATE.exec(version);
  if (match === null) return undefined;
  const [, numbers = '', ...modifier] = match;
  return numbers.replace(/[:-]/g, '.') + normalizeModifier(modifier);
}

/** The groups of MODIFIER: stability, its number, `dev`. */
function normalizeModifier([stability, number = '', dev]: readonly (string | undefined)[]): string {
  const word = stability?.toLowerCase();
  if (word === 'stable') return '';
  const name = word === undefined ? '' : `-${STABILITY_NAMES.get(word) ?? word}`;
  return name + number.replace(/^[.-]+/, '') + (dev === undefined ? '' : '-dev');
}

function normalizeNumericBranch(version: string): string | undefined {
  if (!/dev$/i.test(version)) return undefined;
  const match = NUMERIC_BRANCH.exec(version.slice(0, -3).replace(/[.-]$/, ''));
  if (match === null) return undefined;
  const parts = [1, 2, 3, 4].map((index) => match[index] ?? '.x');
  return `${parts.join('').replace(/[x*]/gi, BRANCH_NUMBER)}-dev`;
}
