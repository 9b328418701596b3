// Versions that came out just now wait: most attacks are found within hours of their publication.

import { describeDuration, formatInstant, HOUR_MS } from '../../kernel/clock.ts';
import type { EvidenceNote } from '../../kernel/verdict.ts';
import type { VersionFacts } from '../../kernel/evidence.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  indexNote,
  inspection,
  NO_FINDINGS,
  NOTHING,
  noteOf,
  undecided,
  type Finding,
  type Inspection,
  type RuleContext,
} from './rule.ts';

type YoungRule = RuleOf<'young-version'>;

/**
 * Younger than `blockUnderHours` and not yet served here: block; younger than `hideUnderHours`: hide. Proxied versions
 * only. Pre-existing versions are no longer young; one of which nothing is known is undecided.
 */
export function inspectYoungVersion(rule: YoungRule, context: RuleContext): Inspection {
  if (context.evidence.origin.kind === 'hosted') return NOTHING;
  const dated = datesLearntElsewhere(context);
  const note = indexNote(context);
  const unknown = undecided(rule, context, {
    summary: 'its publish date is unknown, so its age cannot be told',
    evidence: [note],
  });
  return inspection({
    ofVersion: (facts) => {
      if (facts.published.how === 'unknown') return unknown;
      if (facts.published.how === 'pre-existing') return NO_FINDINGS;
      return judgeAge(rule, facts, dated.get(facts.version) ?? note, context);
    },
  });
}

function judgeAge(
  rule: YoungRule,
  { published, servedHere }: VersionFacts,
  note: EvidenceNote,
  { now }: RuleContext,
): readonly Finding[] {
  if (!('at' in published)) return NO_FINDINGS;
  const blockedUntil = published.at + rule.blockUnderHours * HOUR_MS;
  const hiddenUntil = published.at + rule.hideUnderHours * HOUR_MS;
  if (now >= hiddenUntil) return NO_FINDINGS;
  const since = `${published.how === 'first-seen' ? 'first seen' : 'published'} ${formatInstant(published.at)}`;
  const hidden = `versions younger than ${describeDuration(rule.hideUnderHours * HOUR_MS)} are left out of ranges`;
  if (now >= blockedUntil || servedHere) {
    const summary = `${since}; ${hidden}`;
    return finding(rule, { action: 'hide', summary, evidence: [note], until: hiddenUntil });
  }
  const wait = `versions younger than ${describeDuration(rule.blockUnderHours * HOUR_MS)} wait`;
  const summary = hiddenUntil > blockedUntil ? `${since}; ${wait}, and ${hidden}` : `${since}; ${wait}`;
  return finding(rule, { action: 'block', summary, evidence: [note], until: blockedUntil });
}

function datesLearntElsewhere(context: RuleContext): ReadonlyMap<string, EvidenceNote> {
  const statements = context.statements.of('published');
  return new Map(statements.map((statement) => [statement.details.version, noteOf(statement)]));
}
