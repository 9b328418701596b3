// What rules in observe mode would have stopped, summed up for the person who decides whether to enforce them.

import type { DecisionItem } from '../http/api/decision-contract.ts';

/** One rule in observe mode. */
export interface ObservedRule {
  readonly rule: string;
  /** Requests that it would have stopped. */
  readonly requests: number;
  /** ISO 8601 in UTC: when it last would have. */
  readonly lastAt: string;
  /** Whom, the one with the most requests first. */
  readonly readers: readonly ObservedReader[];
}

export interface ObservedReader {
  readonly reader: string;
  readonly requests: number;
  /** purls, in alphabetical order. */
  readonly purls: readonly string[];
}

/** By rule, the one with the most requests first. Only what would have been hidden or blocked counts. */
export function summarizeObserved(items: readonly DecisionItem[]): readonly ObservedRule[] {
  const stopped = items.filter(
    ({ mode, action }) => mode === 'observed' && (action === 'hide' || action === 'block'),
  );
  return [...Map.groupBy(stopped, ({ rule }) => rule)]
    .map(([rule, some]) => ({
      rule,
      requests: sumOf(some),
      lastAt: some.reduce((last, { lastAt }) => (lastAt > last ? lastAt : last), ''),
      readers: summarizeReaders(some),
    }))
    .sort(mostFirst);
}

function summarizeReaders(items: readonly DecisionItem[]): readonly ObservedReader[] {
  return [...Map.groupBy(items, ({ reader }) => reader)]
    .map(([reader, some]) => ({
      reader,
      requests: sumOf(some),
      purls: [...new Set(some.map(({ purl }) => purl))].sort(),
    }))
    .sort(mostFirst);
}

function sumOf(items: readonly DecisionItem[]): number {
  return items.reduce((sum, { count }) => sum + count, 0);
}

function mostFirst(a: { readonly requests: number }, b: { readonly requests: number }): number {
  return b.requests - a.requests;
}
