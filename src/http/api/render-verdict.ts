// Verdicts as the API writes them.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import type { Reason, Verdict } from '../../kernel/verdict.ts';
import type { ReasonItem, VerdictItem } from './contract.ts';

/** `{[key]: time}` in RFC 3339, or nothing when `at` is undefined; to be spread into an answer. */
export function timeField<K extends string>(key: K, at: Instant | undefined): { readonly [P in K]?: string } {
  return at === undefined ? {} : ({ [key]: formatInstant(at) } as unknown as { readonly [P in K]?: string });
}

/** A verdict with all its reasons. */
export function renderVerdict(verdict: Verdict): VerdictItem {
  return {
    action: verdict.action,
    reasons: verdict.reasons.map(renderReason),
    observed: verdict.observed.map(renderReason),
  };
}

/** One reason. */
export function renderReason({ rule, action, summary, evidence, until }: Reason): ReasonItem {
  return {
    rule,
    action,
    summary,
    evidence: evidence.map((note) => ({ ...note })),
    ...timeField('until', until),
  };
}
