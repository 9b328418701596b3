// The words for verdicts, the same as in refusals (policy/explain.ts).

import type { ReasonItem, VerdictItem } from '../../../src/http/api/contract.ts';

export type ActionName = VerdictItem['action'];

/** From mild to severe. */
export const ACTION_NAMES = ['allow', 'warn', 'hide', 'block'] as const satisfies readonly ActionName[];

export const STANDINGS: Readonly<Record<ActionName, string>> = {
  allow: 'is let through',
  warn: 'is let through with a warning',
  hide: 'is held back',
  block: 'is refused',
};

/** What an action means to whoever installs. */
export const MEANINGS: Readonly<Record<ActionName, string>> = {
  allow: 'Served as it is.',
  warn: 'Served; the warning is shown where the client can show one.',
  hide: 'Version ranges resolve to another version; a lock file that names this one still gets it.',
  block: 'Refused on every route, lock files included.',
};

/** The reason that decided, first among those of the verdict's action. */
export function decidingReason(verdict: VerdictItem): ReasonItem | undefined {
  return verdict.reasons.find(({ action }) => action === verdict.action);
}

/** `is held back by rule young-version` */
export function describeStanding(verdict: VerdictItem): string {
  const reason = decidingReason(verdict);
  if (reason === undefined) return STANDINGS[verdict.action];
  const isTimed = reason.until !== undefined && verdict.action === 'block';
  return `${isTimed ? 'is held back' : STANDINGS[verdict.action]} by rule ${reason.rule}`;
}
