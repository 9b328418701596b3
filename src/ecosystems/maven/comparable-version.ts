// Maven's version order (the "Version Order Specification" of the POM reference), as Maven 3.8.6 and OSV read it,
// without its circles.
//
// Where separators are mixed, Maven's own comparison contradicts itself: 1.0.0-sp < 1.0.0.RC1 < 1.0.0 < 1.0.0-sp.
// An order with circles sorts at random and lets a range both hold and not hold a version. Here a version that Maven
// places below its release stands below everything that it places above the release; in all else Maven is followed.

import { numberKey, textKey, withoutLeadingZeros } from '../sort-key.ts';

/** One piece of a version, and whether it goes on the list (`.`) or opens a list below it (`-`, or letters next to digits). */
export interface MavenToken {
  readonly separator: '.' | '-';
  readonly isNumber: boolean;
  /** A run of digits, or a qualifier in lower case by its full name (`alpha` for `a1`); '' for `ga`, `final`, `release`. */
  readonly text: string;
}

/** Qualifiers that the order knows, ascending; a version without one stands where '' is. Others sort above `sp`. */
const KNOWN_QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];

const QUALIFIER_ALIASES: ReadonlyMap<string, string> = new Map([
  ['ga', ''],
  ['final', ''],
  ['release', ''],
  ['cr', 'rc'],
]);

/** Spelt with one letter, these are qualifiers only before a digit. */
const ONE_LETTER_ALIASES: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

const RELEASE_INDEX = KNOWN_QUALIFIERS.indexOf('');

// What may stand at one place of a version, ascending.
const BELOW_RELEASE = '\u0001';
const END = '\u0002';
const ABOVE_RELEASE = '\u0003';
const HYPHEN_NUMBER = '\u0004';
const DOT_NUMBER = '\u0005';

/** Reads any text into tokens, in linear time. ASCII digits are numbers; everything but them, `.` and `-` is a letter. */
export function tokensOf(version: string): MavenToken[] {
  const tokens: MavenToken[] = [];
  const pieces = version.toLowerCase().matchAll(/[.-]|[0-9]+|[^.\-0-9]+/g);
  let separator: '.' | '-' | undefined = '.';
  for (const [piece] of pieces) {
    if (piece === '.' || piece === '-') {
      // Nothing between two separators, or before the first, counts as zero.
      if (separator !== undefined) tokens.push({ separator, isNumber: true, text: '0' });
      separator = piece;
      continue;
    }
    const isNumber = piece >= '0' && piece < ':';
    const previous = tokens.at(-1);
    if (isNumber && separator === undefined && previous !== undefined) {
      tokens[tokens.length - 1] = {
        ...previous,
        text: ONE_LETTER_ALIASES.get(previous.text) ?? previous.text,
      };
    }
    const text = isNumber ? piece : (QUALIFIER_ALIASES.get(piece) ?? piece);
    tokens.push({ separator: separator ?? '-', isNumber, text });
    separator = undefined;
  }
  return tokens;
}

/** A token that counts, and how many zeros were taken out before it. */
export interface SignificantToken extends MavenToken {
  readonly zerosBefore: number;
}

/**
 * The tokens that count: zeros and empty qualifiers are left out at the end and before a hyphen, so that `1`, `1.0`,
 * `1.0.0.Final` and `1-ga` are one version. Before a qualifier below the release they are only counted.
 */
export function significantTokens(version: string): SignificantToken[] {
  const reversed: SignificantToken[] = [];
  let follower: 'end or hyphen' | 'below release' | 'other' = 'end or hyphen';
  for (const token of tokensOf(version).reverse()) {
    const next = reversed.at(-1);
    if (!isNull(token) || follower === 'other') {
      reversed.push({ ...token, zerosBefore: 0 });
      follower = isBelowRelease(token) ? 'below release' : 'other';
    } else if (follower === 'below release' && next !== undefined) {
      const zerosBefore = next.zerosBefore + 1;
      reversed[reversed.length - 1] = { ...next, separator: token.separator, zerosBefore };
    }
    if (token.separator === '-') follower = 'end or hyphen';
  }
  return reversed.reverse();
}

/** The sort key of a version. */
export function comparableKey(version: string): string {
  let key = '';
  for (const token of significantTokens(version)) key += tokenKey(token);
  return key + END;
}

function isNull(token: MavenToken): boolean {
  return token.isNumber ? withoutLeadingZeros(token.text) === '' : token.text === '';
}

function isBelowRelease(token: MavenToken): boolean {
  const index = token.isNumber ? -1 : KNOWN_QUALIFIERS.indexOf(token.text);
  return index >= 0 && index < RELEASE_INDEX;
}

function tokenKey(token: SignificantToken): string {
  const { separator, isNumber, text } = token;
  if (isNumber) return (separator === '-' ? HYPHEN_NUMBER : DOT_NUMBER) + numberKey(text);
  if (text === '') return END;
  const index = KNOWN_QUALIFIERS.indexOf(text);
  const place = placeKey(token);
  if (isBelowRelease(token)) return BELOW_RELEASE + place + String.fromCharCode(index);
  return ABOVE_RELEASE + place + (index < 0 ? `\u0001${textKey(text)}` : '\u0000');
}

/**
 * Before qualifiers are compared, their places are: after a dot, after a hyphen, after a hyphen and zeros, after a dot
 * and zeros, and the more zeros the higher (Maven compares list items one by one: string < list < number).
 */
function placeKey({ separator, zerosBefore }: SignificantToken): string {
  const rank = zerosBefore === 0 ? (separator === '.' ? 0 : 1) : separator === '-' ? 2 : 3;
  return String.fromCharCode(rank, zerosBefore);
}
