// Whether an application may have a component of a licence: an SPDX expression against the rows of a matrix.

import { isLicenceAccepted } from '../../kernel/licence-expression.ts';
import { matchesPattern } from '../../policy/name-pattern.ts';
import type { LicenceRow } from './currency-ports.ts';
import { isKnownId, isLicenceTold, recogniseLicence } from './recognise-licence.ts';

export type LicenceVerdict = 'allowed' | 'ask' | 'denied' | 'unknown';

/** The first row whose tags the application all has; undefined: nothing was said about such applications. */
export function rowFor(
  matrix: readonly LicenceRow[],
  tags: Readonly<Record<string, string>>,
): LicenceRow | undefined {
  return matrix.find((row) => Object.entries(row.tags).every(([key, value]) => tags[key] === value));
}

/**
 * The best that can be complied with: one branch of an OR, all of an AND. An id that no pattern of the row names is to be
 * asked about. `unknown`: no licence is told, or it is neither an SPDX expression nor well known, or hangs on an id that
 * nobody knows; unless the row names the words themselves, letter by letter.
 */
export function judgeLicence(licence: string | undefined, row: LicenceRow): LicenceVerdict {
  if (!isLicenceTold(licence)) return 'unknown';
  const expression = recogniseLicence(licence);
  if (expression === undefined) return namedIn(rowOfWords(row), licence.trim()) ?? 'unknown';
  const within = (most: LicenceVerdict) =>
    isLicenceAccepted(expression, (id, withException) => RANK[judgeId(row, id, withException)] <= RANK[most]);
  const best = (['allowed', 'ask', 'unknown', 'denied'] as const).find(within);
  return best ?? 'denied';
}

/** Words are no ids: what stands for several ids does not stand for them. */
function rowOfWords({ allowed, ask, denied }: LicenceRow): Omit<LicenceRow, 'tags'> {
  const whole = (patterns: readonly string[]) => patterns.filter((pattern) => !pattern.includes('*'));
  return { allowed: whole(allowed), ask: whole(ask), denied: whole(denied) };
}

/** What is unknown may be anything: it is worse than to be asked about, and no conflict. */
const RANK: Readonly<Record<LicenceVerdict, number>> = { allowed: 0, ask: 1, unknown: 2, denied: 3 };

function judgeId(row: LicenceRow, id: string, withException: string | undefined): LicenceVerdict {
  const named = withException === undefined ? undefined : namedIn(row, withException);
  const verdict = named ?? namedIn(row, id);
  if (verdict !== undefined) return verdict;
  return isKnownId(id) ? 'ask' : 'unknown';
}

/** A list that forbids counts before one that asks, and both before one that allows. */
function namedIn({ allowed, ask, denied }: Omit<LicenceRow, 'tags'>, id: string): LicenceVerdict | undefined {
  if (isListed(denied, id)) return 'denied';
  if (isListed(ask, id)) return 'ask';
  return isListed(allowed, id) ? 'allowed' : undefined;
}

/** `GPL-*` means licences, not one with its exception: that is named as such. */
function isListed(patterns: readonly string[], id: string): boolean {
  const isWhole = / with /i.test(id);
  return patterns.some(
    (pattern) =>
      / with /i.test(pattern) === isWhole && matchesPattern(pattern.toLowerCase(), id.toLowerCase()),
  );
}
