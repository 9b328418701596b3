// Joins decisions that just came in with those of the list.

import type { DecisionItem } from '../../../src/http/api/decision-contract.ts';

/** The filters of the list, as its address has them. */
export interface DecisionFilters {
  readonly text: string | undefined;
  readonly ecosystem: string | undefined;
  readonly mode: string | undefined;
  readonly rule: string | undefined;
}

/** `fresh` over `known`, one row for each id, newest first. */
export function mergeDecisions(
  known: readonly DecisionItem[],
  fresh: readonly DecisionItem[],
): readonly DecisionItem[] {
  const byId = new Map(known.map((item) => [item.id, item]));
  for (const item of fresh) byId.set(item.id, item);
  return [...byId.values()].sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
}

/** Whether the list with these filters would hold `item`. */
export function matchesFilters(
  item: DecisionItem,
  { text, ecosystem, mode, rule }: DecisionFilters,
): boolean {
  const words = `${item.name} ${item.version} ${item.purl} ${item.summary} ${item.reader}`.toLowerCase();
  return (
    (ecosystem === undefined || item.ecosystem === ecosystem) &&
    (mode === undefined || item.mode === mode) &&
    (rule === undefined || item.rule === rule) &&
    (text === undefined || words.includes(text.toLowerCase()))
  );
}
