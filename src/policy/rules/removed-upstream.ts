// What an upstream took away: a version removed, or the whole package quarantined (PEP 792).

import { DAY_MS, formatInstant, type Instant } from '../../kernel/clock.ts';
import type { Evidence, VersionFacts } from '../../kernel/evidence.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import {
  finding,
  inspection,
  noteOf,
  NO_FINDINGS,
  NOTHING,
  undecided,
  type Finding,
  type Inspection,
  type RuleContext,
} from './rule.ts';

type RemovedRule = RuleOf<'removed-upstream'>;

interface Removal {
  readonly statement: Evidence<'removed-upstream' | 'upstream-status'>;
  readonly what: string;
}

/** Weighs how soon after publication the upstream took the version away, and whether it was served from here. */
export function inspectRemovedUpstream(rule: RemovedRule, context: RuleContext): Inspection {
  const removed = Map.groupBy(
    context.statements.of('removed-upstream'),
    (statement) => statement.details.version,
  );
  const quarantined = context.statements
    .of('upstream-status')
    .filter((statement) => statement.details.status === 'quarantined');
  if (removed.size === 0 && quarantined.length === 0) return NOTHING;
  return inspection({
    ofVersion: (facts) => {
      const removals = removed.get(facts.version) ?? [];
      if (removals.length === 0 && quarantined.length === 0) return NO_FINDINGS;
      return [
        ...removals.map((statement) => ({ statement, what: 'removed by the upstream' })),
        ...quarantined.map((statement) => ({ statement, what: describeQuarantine(statement) })),
      ].flatMap((removal) => judge(rule, removal, facts, context));
    },
  });
}

function judge(
  rule: RemovedRule,
  removal: Removal,
  facts: VersionFacts,
  context: RuleContext,
): readonly Finding[] {
  const { statement } = removal;
  const common = { evidence: [noteOf(statement)], until: statement.expiresAt };
  const publishedAt = publicationOf(statement, facts);
  const what = `${removal.what} (noticed ${formatInstant(statement.observedAt)})`;
  if (publishedAt === undefined) {
    return undecided(rule, context, { ...common, summary: `${what}; its publish date is unknown` });
  }
  const published = `published ${formatInstant(publishedAt)}`;
  if (statement.observedAt - publishedAt <= rule.withinDays * DAY_MS) {
    const summary = `${what} within ${rule.withinDays} days of publication, ${published}`;
    return finding(rule, { ...common, action: rule.action, summary });
  }
  return facts.servedHere
    ? finding(rule, {
        ...common,
        action: rule.laterAction,
        summary: `${what}, ${published}; what is cached here is served`,
      })
    : finding(rule, {
        ...common,
        action: rule.uncachedAction,
        summary: `${what}, ${published}; it was never served from here, so nothing is cached`,
      });
}

function publicationOf(statement: Removal['statement'], facts: VersionFacts): Instant | undefined {
  const stated = statement.kind === 'removed-upstream' ? statement.details.publishedAt : undefined;
  return stated ?? ('at' in facts.published ? facts.published.at : undefined);
}

function describeQuarantine(statement: Evidence<'upstream-status'>): string {
  const reason = tameOutsideText(statement.details.reason ?? '');
  return `quarantined by the upstream${reason === '' ? '' : ` ("${reason}")`}`;
}
