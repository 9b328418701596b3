// Names and versions that the policy itself refuses.

import { matchesPattern } from '../name-pattern.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { isInRange } from '../version-range.ts';
import { finding, inspection, NOTHING, type Finding, type Inspection, type RuleContext } from './rule.ts';

/** An entry without versions condemns the name, one with a range the versions in it. */
export function inspectDenyList(rule: RuleOf<'deny-list'>, context: RuleContext): Inspection {
  const entries = rule.entries.filter((entry) => matchesPattern(entry.name, context.evidence.ref.name));
  if (entries.length === 0) return NOTHING;
  const ofName: Finding[] = [];
  const ranges: { range: NonNullable<(typeof entries)[number]['versions']>; findings: readonly Finding[] }[] =
    [];
  for (const entry of entries) {
    const why = tameOutsideText(entry.reason ?? '');
    const findings = finding(rule, {
      action: rule.action,
      summary: `on the deny list as ${tameOutsideText(entry.name)}${why === '' ? '' : `: ${why}`}`,
      evidence: [{ kind: 'policy', source: rule.id }],
    });
    if (entry.versions === undefined) ofName.push(...findings);
    else ranges.push({ range: entry.versions, findings });
  }
  return inspection({
    ofName,
    ofVersion: ({ version }) =>
      ranges.flatMap(({ range, findings }) =>
        isInRange(version, range, context.compareVersions) ? findings : [],
      ),
  });
}
