// Held back by a person, or by a rule with a time limit.

import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  FindingsByVersion,
  inspection,
  noteOf,
  type Finding,
  type Inspection,
  type RuleContext,
} from './rule.ts';
import { sameBytesAs } from './same-bytes.ts';

/** A quarantine holds the versions that it lists, and others with the same bytes; or the name when it lists none. */
export function inspectQuarantine(rule: RuleOf<'quarantine'>, context: RuleContext): Inspection {
  const ofName: Finding[] = [];
  const listed = new FindingsByVersion();
  for (const statement of context.statements.of('quarantine')) {
    const { versions, reason, author, authorName = author } = statement.details;
    const findings = finding(rule, {
      action: rule.action,
      summary: `quarantined by ${tameOutsideText(authorName)}: ${tameOutsideText(reason)}`,
      evidence: [noteOf(statement)],
      until: statement.expiresAt,
    });
    if (versions === undefined) ofName.push(...findings);
    else {
      const held = new Set(versions.flatMap((version) => [version, ...otherSpellings(version, context)]));
      for (const version of held) listed.add(version, findings);
      for (const version of sameBytesAs(held, context.versions).keys()) listed.add(version, findings);
    }
  }
  return inspection({ ofName, ofVersion: (facts) => listed.of(facts.version) });
}

/** A person writes `1.0` where the index has `1.0.0`: a version that it does not spell so means those that equal it. */
function otherSpellings(stated: string, { evidence, compareVersions }: RuleContext): readonly string[] {
  const known = evidence.versions.map(({ version }) => version);
  return known.includes(stated) ? [] : known.filter((version) => compareVersions(version, stated) === 0);
}
