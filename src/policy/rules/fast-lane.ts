// The fast lane: a security fix does not wait for its age, unless it brings what stolen releases bring.

import type { Instant } from '../../kernel/clock.ts';
import type { Evidence, VersionFacts } from '../../kernel/evidence.ts';
import { liftOf, type Lifter } from '../lift.ts';
import { tameOutsideText } from '../outside-text.ts';
import type { RuleOf } from '../policy.ts';
import { provenanceRank } from './provenance-lost.ts';
import { noteOf, type Finding, type RuleContext } from './rule.ts';

type FastLaneRule = RuleOf<'fast-lane'>;
type Advisory = Evidence<'advisory'>;

/**
 * Lifts the rule on young versions from the exact version that a reviewed advisory names as its fix (in the index's
 * spelling), when the advisory is grave enough and the version compares well with its predecessors on the line:
 * no new install script, no lost provenance, no publisher unseen before. Versions in `suspects` vouch for nothing.
 */
export function fastLaneLifter(
  rule: FastLaneRule,
  context: RuleContext,
  suspects: ReadonlySet<string>,
): Lifter {
  const fixes = advisoriesByFix(rule, context);
  return {
    mode: rule.mode,
    lift(findings, facts) {
      const advisories = facts === undefined ? undefined : fixes.get(facts.version);
      if (facts === undefined || advisories === undefined) return undefined;
      const waiting = findings.filter(({ rule, isUndecided }) => rule.on === 'young-version' && !isUndecided);
      if (waiting.length === 0 || !comparesWell(facts, context, suspects)) return undefined;
      return liftOf(waiting, {
        rule: rule.id,
        summary: `let through as the fix for ${advisories.map(describe).join(', ')}: no new install script, no provenance lost, no new publisher`,
        evidence: advisories.map(noteOf),
        until: earliest([
          ...waiting.map(({ reason }) => reason.until),
          ...advisories.map(({ expiresAt }) => expiresAt),
        ]),
      });
    },
  };
}

function advisoriesByFix(rule: FastLaneRule, context: RuleContext): ReadonlyMap<string, readonly Advisory[]> {
  const fixes = new Map<string, Advisory[]>();
  for (const advisory of context.statements.of('advisory')) {
    const { reviewed, informational, score, kev, fixedVersions } = advisory.details;
    const isGrave = (score ?? 0) >= rule.minScore || (rule.knownExploited && kev !== undefined);
    if (!reviewed || informational !== undefined || !isGrave) continue;
    for (const version of new Set(fixedVersions)) {
      const present = fixes.get(version);
      if (present === undefined) fixes.set(version, [advisory]);
      else present.push(advisory);
    }
  }
  return fixes;
}

/**
 * Whether nothing about `facts` is worse than each predecessor on its line, from the latest back to the first that
 * is beyond suspicion. Comparing with all of them keeps the lane from opening because a predecessor was condemned.
 */
function comparesWell(facts: VersionFacts, context: RuleContext, suspects: ReadonlySet<string>): boolean {
  const predecessors = context.history().before(facts.version);
  const trusted = predecessors.findLastIndex(({ version }) => !suspects.has(version));
  if (trusted < 0) return false;
  return (
    predecessors.slice(trusted).every((earlier) => bringsNothingWorse(facts, earlier)) &&
    isKnownPublisher(facts, context, suspects)
  );
}

function bringsNothingWorse(facts: VersionFacts, earlier: VersionFacts): boolean {
  const isScriptKnown = facts.installScripts !== undefined || earlier.installScripts === undefined;
  const isScriptNew = facts.installScripts === true && earlier.installScripts !== true;
  return isScriptKnown && !isScriptNew && provenanceRank(facts) >= provenanceRank(earlier);
}

/** Someone who published an unsuspected version before; where the upstream never names publishers, anyone. */
function isKnownPublisher(facts: VersionFacts, context: RuleContext, suspects: ReadonlySet<string>): boolean {
  const { publisher } = facts;
  if (publisher === undefined) return context.versions.every((other) => other.publisher === undefined);
  return context.versions.some(
    (other) => other.publisher === publisher && !suspects.has(other.version) && isEarlier(other, facts),
  );
}

function isEarlier(other: VersionFacts, facts: VersionFacts): boolean {
  if (other.version === facts.version) return false;
  if (other.published.how === 'pre-existing') return true;
  return 'at' in other.published && 'at' in facts.published && other.published.at < facts.published.at;
}

function describe({ details }: Advisory): string {
  const grade = [
    ...(details.score === undefined ? [] : [`CVSS ${details.score}`]),
    ...(details.kev === undefined ? [] : ['known exploited']),
  ];
  return `${tameOutsideText(details.recordId)} (${grade.join(', ')})`;
}

function earliest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Kinds whose findings make a version a bad witness. */
const SUSPICIOUS_KINDS: ReadonlySet<Finding['rule']['on']> = new Set([
  'malware',
  'digest-changed',
  'quarantine',
  'removed-upstream',
  'young-version',
]);

/** Whether an enforced finding makes its version unfit to vouch for a later one. */
export function isSuspicious({ rule, reason }: Finding): boolean {
  return (
    rule.mode === 'enforce' &&
    SUSPICIOUS_KINDS.has(rule.on) &&
    (reason.action === 'hide' || reason.action === 'block')
  );
}
