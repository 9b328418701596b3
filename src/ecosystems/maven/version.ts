// Maven's versions: the order in which advisories are matched, and what counts as a pre-release.

import type { VersionOrder } from '../adapter-version.ts';
import { coarseKey, lineOfNumber, LOWEST_COARSE_KEY } from '../coarse-key.ts';
import { MAX_VERSION_LENGTH, orderByKey } from '../sort-key.ts';
import { comparableKey, significantTokens, tokensOf } from './comparable-version.ts';
import { isTimestamped } from './snapshot.ts';

/** What Maven's model validator refuses in a version, what would read as a range, blanks, and control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are refused on purpose
const FORBIDDEN = /[\\/:"<>|?*[\](),\s\u0000-\u001f\u007f]/;

/** Words that say "not yet released". The order knows only some of them: it puts `1.0-pre1` above `1.0`. */
const PRERELEASE_WORDS: ReadonlySet<string> = new Set(
  [
    'alpha beta milestone rc snapshot',
    'pr pre preview prerelease ea eap dev incubating nightly canary experimental unstable test',
  ].flatMap((line) => line.split(' ')),
);

/** What a release was built for: `33.0-android`, `12.10.2.jre11`, `1.7-jdk15on`. */
const PLATFORM = /[.-](?:android|(?:jre|jdk|java)[0-9]*(?:on|to[0-9]+)?)$/i;

/**
 * The order of Maven versions, for matching advisories: that of Maven 3.8.6, with which OSV enumerates.
 * Nearly every text is a valid version. "Latest" must also pass over `isPrerelease`, since the order alone does not.
 */
export const versions: VersionOrder = {
  isValid,
  compare: orderByKey((version) => (isValid(version) ? comparableKey(version) : undefined)),
  isPrerelease,
  isBranch: () => false,
  lineOf: (version) => (isValid(version) ? lineOfNumber(leadingNumbers(version)[0]) : ''),
  coarseKey: (version) => (isValid(version) ? coarseKey(leadingNumbers(version)) : LOWEST_COARSE_KEY),
  withoutPlatform: (version) => version.replace(PLATFORM, ''),
};

function isValid(version: string): boolean {
  return version !== '' && version.length <= MAX_VERSION_LENGTH && !FORBIDDEN.test(version);
}

/** By the class of its qualifiers; `jre11`, `android`, `Final`, `GA` and `RELEASE` name releases. */
function isPrerelease(version: string): boolean {
  if (!isValid(version)) return false;
  if (isTimestamped(version)) return true;
  return tokensOf(version).some(
    (token) => !token.isNumber && token.text.split(/[_+~]/).some((word) => PRERELEASE_WORDS.has(word)),
  );
}

function leadingNumbers(version: string): string[] {
  const tokens = significantTokens(version);
  const end = tokens.findIndex((token) => !token.isNumber || token.separator === '-');
  const numbers = (end < 0 ? tokens : tokens.slice(0, end)).map((token) => token.text);
  return numbers.length > 0 || tokensOf(version)[0]?.isNumber !== true ? numbers : ['0'];
}
