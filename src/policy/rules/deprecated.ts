// Versions and packages that their publisher gave up.

import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  indexNote,
  inspection,
  NO_FINDINGS,
  noteOf,
  type Inspection,
  type RuleContext,
} from './rule.ts';

/** Each version marked as deprecated; the name when the whole package is archived or deprecated. */
export function inspectDeprecated(rule: RuleOf<'deprecated'>, context: RuleContext): Inspection {
  const ofName = context.statements.of('upstream-status').flatMap((statement) => {
    const { status, reason } = statement.details;
    if (status === 'quarantined') return [];
    const why = tameOutsideText(reason ?? '');
    return finding(rule, {
      action: rule.action,
      summary: `${status} at the upstream${why === '' ? '' : `: ${why}`}`,
      evidence: [noteOf(statement)],
      until: statement.expiresAt,
    });
  });
  return inspection({
    ofName,
    ofVersion: ({ deprecated }) => {
      if (deprecated === undefined) return NO_FINDINGS;
      const why = tameOutsideText(deprecated);
      const summary = `deprecated by its publisher${why === '' ? '' : `: ${why}`}`;
      return finding(rule, { action: rule.action, summary, evidence: [indexNote(context)] });
    },
  });
}
