// A version with less provenance than its line had before: the mark of a stolen token beside a trusted pipeline.

import type { VersionFacts } from '../../kernel/evidence.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  FindingsByVersion,
  indexNote,
  inspection,
  NOTHING,
  type Inspection,
  type RuleContext,
} from './rule.ts';

/** Compares each proxied version with the best that was published before it on its line. */
export function inspectProvenanceLost(rule: RuleOf<'provenance-lost'>, context: RuleContext): Inspection {
  if (context.evidence.origin.kind === 'hosted') return NOTHING;
  const findings = new FindingsByVersion();
  for (const line of context.history().lines) {
    let best: VersionFacts | undefined;
    for (const facts of line) {
      if (best !== undefined && provenanceRank(facts) < provenanceRank(best)) {
        const summary = `its provenance is "${facts.provenance ?? 'none'}", while ${tameOutsideText(best.version)} before it had "${best.provenance ?? 'none'}"`;
        findings.add(
          facts.version,
          finding(rule, { action: rule.action, summary, evidence: [indexNote(context)] }),
        );
      } else {
        best = facts;
      }
    }
  }
  return inspection({ ofVersion: (facts) => findings.of(facts.version) });
}

/** How much the upstream's provenance fields vouch for: more is better. */
export function provenanceRank({ provenance }: VersionFacts): number {
  if (provenance === undefined || provenance === 'none') return 0;
  return provenance === 'attested' ? 1 : 2;
}
