// PyPI's version order: PEP 440, as the `packaging` library keys it, with numbers of any size.

import type { VersionOrder } from '../adapter-version.ts';
import { coarseKey, lineOfNumber, LOWEST_COARSE_KEY } from '../coarse-key.ts';
import { MAX_VERSION_LENGTH, numberKey, orderByKey, textKey, withoutLeadingZeros } from '../sort-key.ts';

/** PEP 440, appendix B. Every repetition is told apart by its first character, so that matching is linear. */
export const VERSION_GRAMMAR = new RegExp(
  [
    '^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)',
    '(?<pre>[-_.]?(?<preWord>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<preNumber>[0-9]+)?)?',
    '(?<post>-(?<postImplicit>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?<postNumber>[0-9]+)?)?',
    '(?<dev>[-_.]?dev[-_.]?(?<devNumber>[0-9]+)?)?',
    '(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
  'i',
);

/** A version in parts; runs of digits as text, since they may be of any size. */
interface PythonVersion {
  readonly epoch: string;
  /** Without trailing zeros. */
  readonly release: readonly string[];
  readonly firstNumber: string;
  readonly pre?: { readonly letter: string; readonly number: string };
  readonly post?: string;
  readonly dev?: string;
  readonly local: readonly string[];
}

/**
 * The order of PyPI versions. A local version (`1.0+cu118`) sorts above its base. Versions from before PEP 440 are
 * invalid and sort below all others.
 */
export const versions: VersionOrder = {
  isValid: (version) => readVersion(version) !== undefined,
  compare: orderByKey((version) => {
    const parsed = readVersion(version);
    return parsed === undefined ? undefined : sortKeyOf(parsed);
  }),
  isPrerelease(version) {
    const parsed = readVersion(version);
    return parsed !== undefined && (parsed.pre !== undefined || parsed.dev !== undefined);
  },
  isBranch: () => false,
  lineOf: (version) => lineOfNumber(readVersion(version)?.firstNumber),
  coarseKey(version) {
    const parsed = readVersion(version);
    return parsed === undefined ? LOWEST_COARSE_KEY : coarseKey(parsed.release, { epoch: parsed.epoch });
  },
};

function readVersion(version: string): PythonVersion | undefined {
  if (version.length > MAX_VERSION_LENGTH) return undefined;
  const groups = VERSION_GRAMMAR.exec(version.trim())?.groups;
  if (groups === undefined) return undefined;
  const release = (groups['release'] ?? '').split('.');
  const firstNumber = release[0] ?? '';
  while (release.length > 0 && withoutLeadingZeros(release.at(-1) ?? '') === '') release.pop();
  const local = groups['local'];
  return {
    epoch: groups['epoch'] ?? '',
    release,
    firstNumber,
    ...(groups['pre'] === undefined
      ? {}
      : { pre: { letter: preLetter(groups['preWord'] ?? ''), number: groups['preNumber'] ?? '' } }),
    ...(groups['post'] === undefined ? {} : { post: groups['postImplicit'] ?? groups['postNumber'] ?? '' }),
    ...(groups['dev'] === undefined ? {} : { dev: groups['devNumber'] ?? '' }),
    local: local === undefined ? [] : local.toLowerCase().split(/[-_.]/),
  };
}

function preLetter(word: string): string {
  const letter = word.charAt(0).toLowerCase();
  return letter === 'a' || letter === 'b' ? letter : 'c';
}

/** In each place a small marker says which alternative it is, in the order of the alternatives. */
function sortKeyOf(version: PythonVersion): string {
  const { pre, post, dev, local } = version;
  let key = numberKey(version.epoch);
  for (const number of version.release) key += `\u0002${numberKey(number)}`;
  key += '\u0001';
  if (pre !== undefined) key += pre.letter + numberKey(pre.number);
  else key += post === undefined && dev !== undefined ? '0' : 'z';
  key += post === undefined ? '\u0001' : `\u0002${numberKey(post)}`;
  key += dev === undefined ? '\u0002' : `\u0001${numberKey(dev)}`;
  for (const segment of local) {
    key += /^[0-9]+$/.test(segment) ? `\u0003${numberKey(segment)}` : `\u0002${textKey(segment)}`;
  }
  return `${key}\u0001`;
}
