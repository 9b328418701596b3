// A known artifact whose digest is another than the one first seen: a release was replaced under its users.

import type { EvidenceDetails } from '../../kernel/evidence.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { finding, FindingsByVersion, inspection, noteOf, type Inspection, type RuleContext } from './rule.ts';

/** Each statement speaks about its version; a change of undeclared bytes has its own action. */
export function inspectDigestChanged(rule: RuleOf<'digest-changed'>, context: RuleContext): Inspection {
  const findings = new FindingsByVersion();
  for (const statement of context.statements.of('digest-changed')) {
    const { details } = statement;
    findings.add(
      details.version,
      finding(rule, {
        action: details.declared ? rule.action : rule.undeclaredAction,
        summary: describeChange(details),
        evidence: [noteOf(statement)],
        until: statement.expiresAt,
      }),
    );
  }
  return inspection({ ofVersion: (facts) => findings.of(facts.version) });
}

function describeChange({ file, was, now, declared }: EvidenceDetails['digest-changed']): string {
  const name = tameOutsideText(file);
  const digests = `${tameOutsideText(was)} when first seen here, now ${tameOutsideText(now)}`;
  return declared
    ? `the upstream's digest of ${name} changed: ${digests}`
    : `the bytes of ${name} changed although its reference did not (the upstream declares no digest): ${digests}`;
}
