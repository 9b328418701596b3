// Nothing published after a date.

import { formatInstant } from '../../kernel/clock.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  indexNote,
  inspection,
  NO_FINDINGS,
  NOTHING,
  type Inspection,
  type RuleContext,
} from './rule.ts';

/** Proxied versions published after `at`, while the freeze lasts. Undated ones have their own action. */
export function inspectFreeze(rule: RuleOf<'freeze'>, context: RuleContext): Inspection {
  const { until } = rule;
  if (context.evidence.origin.kind === 'hosted') return NOTHING;
  if (until !== undefined && context.now >= until) return NOTHING;
  const common = { evidence: [indexNote(context)], until };
  const frozen = `frozen at ${formatInstant(rule.at)}`;
  const undated = finding(rule, {
    ...common,
    action: rule.undatedAction ?? context.unknownAction,
    summary: `${frozen}; its publish date is unknown`,
    isUndecided: true,
  });
  return inspection({
    ofVersion: ({ published }) => {
      if (!('at' in published)) return undated;
      if (published.at <= rule.at) return NO_FINDINGS;
      const summary = `${frozen}; it was published ${formatInstant(published.at)}`;
      return finding(rule, { ...common, action: rule.action, summary });
    },
  });
}
