// What a policy would change, as the command line shows it: versions of a package to which the same happens stand in one row.

import type { PolicyTest } from '../http/api/governance-contract.ts';

type Change = PolicyTest['changes'][number];

/** A change, and how many more versions of its package it happens to. */
export interface ChangeRow {
  readonly change: Change;
  readonly more: number;
}

/** In the order of the first of each. The reason shown is the first one's: a rule may have another for each version. */
export function summarizeChanges(changes: readonly Change[]): readonly ChangeRow[] {
  const rows = new Map<string, { change: Change; more: number }>();
  for (const change of changes) {
    const key = JSON.stringify([packageOf(change.purl), change.before, change.after, change.rule]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { change, more: 0 });
    else row.more += 1;
  }
  return [...rows.values()];
}

/** The purl of a version's package; an `@` within a name is written `%40`. */
function packageOf(purl: string): string {
  const at = purl.lastIndexOf('@');
  return at < 0 ? purl : purl.slice(0, at);
}
