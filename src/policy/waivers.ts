// Waivers: a person lets something through, for a time.

import { formatInstant } from '../kernel/clock.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { liftOf, type Lifter } from './lift.ts';
import { tameOutsideText } from './outside-text.ts';
import { noteOf } from './rules/rule.ts';

/** The rule id under which a waiver stands in reasons; no rule of a policy may have it. */
export const WAIVER_RULE_ID = 'waiver';

/**
 * What a waiver lifts: findings of rules that may be waived, of the rules and versions that it names. Only one for
 * every version lifts findings about the name.
 */
export function waiverLifter(waiver: Evidence<'waiver'>): Lifter {
  const { versions, rules, reason, author } = waiver.details;
  const until = waiver.expiresAt;
  const ends = until === undefined ? '' : ` until ${formatInstant(until)}`;
  const parts = {
    rule: WAIVER_RULE_ID,
    summary: `waived by ${tameOutsideText(author)}${ends}: ${tameOutsideText(reason)}`,
    evidence: [noteOf(waiver)],
    until,
  };
  return {
    mode: 'enforce',
    lift(findings, facts) {
      if (versions !== undefined && (facts === undefined || !versions.includes(facts.version)))
        return undefined;
      const silenced = findings.filter(
        ({ rule }) => rule.waivable && (rules === undefined || rules.includes(rule.id)),
      );
      return liftOf(silenced, parts);
    },
  };
}
