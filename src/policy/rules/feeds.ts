// How well the feeds stand. Never loaded: say so loudly, or refuse where feeds are required. Stale: say how stale.

import { formatInstant } from '../../kernel/clock.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { finding, inspection, NOTHING, type Finding, type Inspection, type RuleContext } from './rule.ts';

/** About the name: what the missing or stale feeds would have said is said about no version. */
export function inspectFeeds(rule: RuleOf<'feeds'>, context: RuleContext): Inspection {
  const { origin, feeds } = context.evidence;
  if (origin.kind === 'hosted') return NOTHING;
  return inspection({ ofName: [...missing(rule, feeds.missing, context), ...stale(rule, feeds.stale)] });
}

function missing(rule: RuleOf<'feeds'>, names: readonly string[], context: RuleContext): readonly Finding[] {
  if (names.length === 0) return [];
  const list = names.map(tameOutsideText).join(', ');
  const consequence = context.requireFeeds
    ? 'this policy serves nothing from upstreams before that'
    : 'known malware and vulnerabilities may pass';
  return finding(rule, {
    action: context.requireFeeds ? 'block' : rule.missingAction,
    summary: `never loaded: ${list}; ${consequence}`,
    evidence: names.map((source) => ({ kind: 'feeds', source })),
  });
}

function stale(rule: RuleOf<'feeds'>, feeds: RuleContext['evidence']['feeds']['stale']): readonly Finding[] {
  if (feeds.length === 0) return [];
  const list = feeds.map(
    ({ name, since }) => `${tameOutsideText(name)} (last answer ${formatInstant(since)})`,
  );
  return finding(rule, {
    action: rule.staleAction,
    summary: `stale: ${list.join(', ')}; newer records are not known here`,
    evidence: feeds.map(({ name }) => ({ kind: 'feeds', source: name })),
  });
}
