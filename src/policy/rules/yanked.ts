// Versions that their publisher withdrew.

import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { finding, indexNote, inspection, NO_FINDINGS, type Inspection, type RuleContext } from './rule.ts';

/** Each version that the index marks as yanked. */
export function inspectYanked(rule: RuleOf<'yanked'>, context: RuleContext): Inspection {
  return inspection({
    ofVersion: ({ yanked }) => {
      if (yanked === undefined) return NO_FINDINGS;
      const why = tameOutsideText(yanked);
      const summary = `withdrawn by its publisher${why === '' ? '' : `: ${why}`}`;
      return finding(rule, { action: rule.action, summary, evidence: [indexNote(context)] });
    },
  });
}
