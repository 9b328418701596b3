// Names and versions that the policy itself lets through.

import type { Lifter } from '../lift.ts';
import { liftOf } from '../lift.ts';
import { matchesPattern } from '../name-pattern.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { isInRange } from '../version-range.ts';
import type { RuleContext } from './rule.ts';

/** Lifts the findings of rules that may be waived: an entry without versions about all, one with a range about those in it. */
export function allowListLifter(rule: RuleOf<'allow-list'>, context: RuleContext): Lifter {
  const entries = rule.entries.filter((entry) => matchesPattern(entry.name, context.evidence.ref.name));
  return {
    mode: rule.mode,
    lift(findings, facts) {
      const entry = entries.find(({ versions }) => {
        if (versions === undefined) return true;
        return facts !== undefined && isInRange(facts.version, versions, context.compareVersions);
      });
      if (entry === undefined) return undefined;
      const why = tameOutsideText(entry.reason ?? '');
      return liftOf(
        findings.filter((finding) => finding.rule.waivable),
        {
          rule: rule.id,
          summary: `on the allow list as ${tameOutsideText(entry.name)}${why === '' ? '' : ` (${why})`}`,
          evidence: [{ kind: 'policy', source: rule.id }],
        },
      );
    },
  };
}
