// Whether a package is high-impact, by what is counted, what a reviewer said, and what it was before. Pure.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';

import type { HighImpact, HighImpactReason, ImpactFacts, ImpactRecord } from './high-impact-ports.ts';

/** What an operator says of it. */
export interface HighImpactRule {
  /** Packages and applications, taken together, that make one high-impact by depending on it. */
  readonly dependents: number;
  /** Files served within `DOWNLOAD_DAYS` that do. */
  readonly downloads: number;
  readonly graceMs: number;
}

/** Days of which downloads are counted. */
export const DOWNLOAD_DAYS = 30;

/** How long what is counted stays below the threshold before the rule ends: a quiet month takes no protection away. */
export const BELOW_MS = 90 * DAY_MS;

/** What is known of the package from now on. `rule` counts from when it began: a deadline that was set stays. */
export function judgeImpact(
  before: ImpactRecord,
  {
    rule,
    now,
    facts = before.facts,
  }: { rule: HighImpactRule; now: Instant; facts?: ImpactFacts | undefined },
): ImpactRecord {
  const { high: _, ...rest } = before;
  const known = facts === undefined ? rest : { ...rest, facts };
  const next = highFrom(before, { rule, now, because: reasonOf({ ...before, facts }, rule) });
  return next === undefined ? known : { ...known, high: next };
}

function highFrom(
  { high, word }: ImpactRecord,
  how: {
    readonly rule: HighImpactRule;
    readonly now: Instant;
    readonly because: HighImpactReason | undefined;
  },
): HighImpact | undefined {
  const { rule, now, because } = how;
  if (word?.isHigh === false) return undefined;
  if (high === undefined) {
    return because === undefined ? undefined : { since: now, because, deadline: now + rule.graceMs, told: 0 };
  }
  const { belowSince = now, ...rest } = high;
  if (because !== undefined) return { ...rest, because };
  return now - belowSince >= BELOW_MS ? undefined : { ...rest, belowSince };
}

/** By what it is high-impact now; undefined: by nothing. */
export function reasonOf(
  {
    word,
    facts,
  }: { readonly word?: ImpactRecord['word'] | undefined; readonly facts: ImpactFacts | undefined },
  rule: HighImpactRule,
): HighImpactReason | undefined {
  if (word?.isHigh === true) return 'hand';
  if (facts === undefined) return undefined;
  if (facts.packages + facts.applications >= rule.dependents) return 'dependents';
  return facts.downloads >= rule.downloads ? 'downloads' : undefined;
}

/** Whether what the rule asks is asked now. */
export function isInForce({ high }: Pick<ImpactRecord, 'high'>, now: Instant): boolean {
  return high !== undefined && now >= high.deadline;
}
