// Names that are ours: hosted or reserved ones never come from an upstream (dependency confusion).

import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { finding, inspection, noteOf, NOTHING, type Inspection, type RuleContext } from './rule.ts';

/**
 * A reservation condemns the name unless the package is hosted: what came from an upstream is never served under it,
 * and a reserved name under which nothing is published here yet is refused with the reason rather than not found.
 */
export function inspectReservedName(rule: RuleOf<'reserved-name'>, context: RuleContext): Inspection {
  if (isPublishedHere(context)) return NOTHING;
  const ofName = context.statements.of('reservation').flatMap((statement) => {
    const { pattern, reason } = statement.details;
    const why = tameOutsideText(reason);
    return finding(rule, {
      action: rule.action,
      summary: `the name is reserved here by ${tameOutsideText(pattern)} and is never taken from an upstream${why === '' ? '' : `: ${why}`}`,
      evidence: [noteOf(statement)],
      until: statement.expiresAt,
    });
  });
  return inspection({ ofName });
}

function isPublishedHere({ evidence }: RuleContext): boolean {
  return evidence.origin.kind === 'hosted' && evidence.versions.some(({ listed }) => listed);
}
