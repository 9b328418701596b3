// Names that are ours: hosted or reserved ones never come from an upstream (dependency confusion).

import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { finding, inspection, noteOf, NOTHING, type Inspection, type RuleContext } from './rule.ts';

/** A reservation condemns the name when the package comes from an upstream. */
export function inspectReservedName(rule: RuleOf<'reserved-name'>, context: RuleContext): Inspection {
  const { origin } = context.evidence;
  if (origin.kind === 'hosted') return NOTHING;
  const ofName = context.statements.of('reservation').flatMap((statement) => {
    const { pattern, reason } = statement.details;
    const why = tameOutsideText(reason);
    return finding(rule, {
      action: rule.action,
      summary: `the name is reserved here by ${tameOutsideText(pattern)} and is never taken from upstream ${tameOutsideText(origin.upstream)}${why === '' ? '' : `: ${why}`}`,
      evidence: [noteOf(statement)],
      until: statement.expiresAt,
    });
  });
  return inspection({ ofName });
}
