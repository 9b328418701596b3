// The one decision: evidence in, verdicts out. Pure: the same input gives the same answer, with no clock and no IO.

import type { Instant } from '../kernel/clock.ts';
import type { PackageEvidence, VersionFacts } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { compareActions, type PackageDecision, type Reason, type Verdict } from '../kernel/verdict.ts';
import { gatherContext } from './gather-context.ts';
import { failSafe, type Lifter } from './lift.ts';
import { matchesAny } from './name-pattern.ts';
import type { Policy, Rule } from './policy.ts';
import { allowListLifter } from './rules/allow-list.ts';
import { fastLaneLifter, isSuspicious } from './rules/fast-lane.ts';
import { inspectRule } from './rules/inspect-rule.ts';
import type { Finding, Inspection, RuleContext } from './rules/rule.ts';
import { waiverLifter } from './waivers.ts';

/**
 * Decides a whole package at once. First every rule is asked about the name and each version; then the fast lane,
 * allow lists and waivers, which look at what was found, lift what they may. What holds back a name holds back each of
 * its versions. Rules in observe mode never change an action. What a rule cannot decide gets `policy.unknown`.
 * `compareVersions` and `lineOf` are the ecosystem's. The answer holds until `validUntil`, evidence being the same.
 */
export function decidePackage(...question: DecisionQuestion): PackageDecision {
  const steps = decideStepwise(...question);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

type DecisionQuestion = readonly [
  evidence: PackageEvidence,
  policy: Policy,
  now: Instant,
  compareVersions: (a: string, b: string) => number,
  lineOf: (version: string) => string,
];

/** Versions that are looked at between two steps; few enough to take a few milliseconds. */
const STEP_VERSIONS = 500;

/** The same, yielding now and then, so that whoever asks about very many versions can let others have their turn. */
export function* decideStepwise(
  ...[evidence, policy, now, compareVersions, lineOf]: DecisionQuestion
): Generator<undefined, PackageDecision, undefined> {
  const context = gatherContext(evidence, policy, now, compareVersions, lineOf);
  const rules = policy.rules.filter((rule) => isAbout(rule, evidence.ref));
  const inspections = rules.map((rule) => ({ rule, ...inspectRule(rule, context) }));
  yield;
  const found = yield* findAll(inspections, context.versions, evidence.versions.length);
  const lifters = makeLifters(rules, context, found);
  const ends = new EarliestEnd(now);
  for (const { changesAt } of inspections) ends.note(changesAt);
  const name = judge(
    inspections.flatMap(({ ofName }) => ofName),
    undefined,
    lifters,
    ends,
  );
  const ofEach = aboutEachVersion(name);
  const versions = new Map<string, Verdict>();
  for (const [index, facts] of context.versions.entries()) {
    if (index % STEP_VERSIONS === 0) yield;
    const findings = found.get(facts) ?? [];
    const isIndexed = index < evidence.versions.length;
    // About a version of which nothing is said here, the name's verdict speaks (verdictOf).
    if (findings.length === 0 && !isIndexed) continue;
    const own = findings.length === 0 ? NO_OBJECTION : judge(findings, facts, lifters, ends);
    const over = isIndexed ? ofEach : name;
    const verdict = over === undefined ? own : underName(over, own);
    // An index that lists a version twice is not let choose the milder verdict.
    const twin = versions.get(facts.version);
    if (twin === undefined || compareActions(verdict.action, twin.action) > 0)
      versions.set(facts.version, verdict);
  }
  return { name, versions, ...(ends.at === undefined ? {} : { validUntil: ends.at }) };
}

const NO_OBJECTION: Verdict = Object.freeze({
  action: 'allow',
  reasons: Object.freeze([]),
  observed: Object.freeze([]),
});

function isAbout(rule: Rule, { ecosystem, name }: PackageRef): boolean {
  if (rule.ecosystems !== undefined && !rule.ecosystems.includes(ecosystem)) return false;
  if (rule.names !== undefined && !matchesAny(rule.names, name)) return false;
  return !matchesAny(rule.except, name);
}

/** Kinds whose statements name versions themselves, and so can speak of one that no index knows. */
const KINDS_THAT_NAME_VERSIONS: ReadonlySet<Rule['on']> = new Set([
  'malware',
  'digest-changed',
  'quarantine',
  'removed-upstream',
]);

function* findAll(
  inspections: readonly (Inspection & { readonly rule: Rule })[],
  versions: readonly VersionFacts[],
  indexedCount: number,
): Generator<undefined, ReadonlyMap<VersionFacts, readonly Finding[]>, undefined> {
  const found = new Map<VersionFacts, readonly Finding[]>();
  const unindexed = inspections.filter(({ rule }) => KINDS_THAT_NAME_VERSIONS.has(rule.on));
  for (const [index, facts] of versions.entries()) {
    if (index % STEP_VERSIONS === 0) yield;
    const findings: Finding[] = [];
    for (const inspection of index < indexedCount ? inspections : unindexed) {
      const some = inspection.ofVersion(facts);
      if (some.length > 0) findings.push(...some);
    }
    if (findings.length > 0) found.set(facts, findings);
  }
  return found;
}

/** In the order of the policy, waivers last. */
function makeLifters(
  rules: readonly Rule[],
  context: RuleContext,
  found: ReadonlyMap<VersionFacts, readonly Finding[]>,
): readonly Lifter[] {
  const lifters: Lifter[] = [];
  for (const rule of rules) {
    if (rule.on === 'allow-list') lifters.push(failSafe(() => allowListLifter(rule, context)));
    if (rule.on === 'fast-lane') {
      lifters.push(failSafe(() => fastLaneLifter(rule, context, suspectsAmong(found))));
    }
  }
  const waivers = context.statements.of('waiver');
  return [...lifters, ...waivers.map((waiver) => failSafe(() => waiverLifter(waiver)))];
}

function suspectsAmong(found: ReadonlyMap<VersionFacts, readonly Finding[]>): ReadonlySet<string> {
  const suspects = new Set<string>();
  for (const [facts, findings] of found) if (findings.some(isSuspicious)) suspects.add(facts.version);
  return suspects;
}

function judge(
  findings: readonly Finding[],
  facts: VersionFacts | undefined,
  lifters: readonly Lifter[],
  ends: EarliestEnd,
): Verdict {
  const enforced: Standing = { findings: [], letThrough: [] };
  const observed: Standing = { findings: [], letThrough: [] };
  for (const finding of findings) {
    (finding.rule.mode === 'enforce' ? enforced : observed).findings.push(finding);
    ends.note(finding.reason.until);
  }
  for (const lifter of lifters) {
    if (lifter.mode === 'enforce') applyLift(lifter, facts, enforced, ends);
    else observeLift(lifter, facts, enforced, observed, ends);
    applyLift(lifter, facts, observed, ends);
  }
  const reasons = reasonsOf(enforced);
  return { action: reasons[0]?.action ?? 'allow', reasons, observed: reasonsOf(observed) };
}

/** What stands against a version, and what let it through. */
interface Standing {
  findings: Finding[];
  readonly letThrough: Reason[];
}

function applyLift(
  lifter: Lifter,
  facts: VersionFacts | undefined,
  standing: Standing,
  ends: EarliestEnd,
): void {
  const lift = standing.findings.length === 0 ? undefined : lifter.lift(standing.findings, facts);
  if (lift === undefined) return;
  standing.letThrough.push(lift.reason);
  standing.findings = standing.findings.filter((finding) => !lift.silenced.has(finding));
  ends.note(lift.reason.until);
}

/** What an observing lifter would have let through is told, and stands all the same. */
function observeLift(
  lifter: Lifter,
  facts: VersionFacts | undefined,
  enforced: Standing,
  observed: Standing,
  ends: EarliestEnd,
): void {
  const lift = enforced.findings.length === 0 ? undefined : lifter.lift(enforced.findings, facts);
  if (lift === undefined) return;
  observed.letThrough.push(lift.reason);
  ends.note(lift.reason.until);
}

function reasonsOf({ findings, letThrough }: Standing): readonly Reason[] {
  if (findings.length === 0) return letThrough;
  const reasons = findings.map(({ reason }) => reason);
  reasons.push(...letThrough);
  return mostSevereFirst(reasons);
}

/** Stable: reasons of equal severity stay in the order of the policy. */
function mostSevereFirst(reasons: readonly Reason[]): readonly Reason[] {
  const first = reasons[0]?.action;
  if (reasons.every(({ action }) => action === first)) return reasons;
  return reasons.toSorted((a, b) => compareActions(b.action, a.action));
}

/** What is found, or observed, about a name as a whole holds of each version; a warning is told with the name alone. */
function aboutEachVersion(name: Verdict): Verdict | undefined {
  if (keepsBack(name)) return name;
  const observed = name.observed.filter(keepsBack);
  return observed.length === 0 ? undefined : { ...NO_OBJECTION, observed };
}

function keepsBack({ action }: Pick<Verdict, 'action'>): boolean {
  return action === 'hide' || action === 'block';
}

function underName(name: Verdict, own: Verdict): Verdict {
  if (own === NO_OBJECTION) return name;
  const reasons = mostSevereFirst([...name.reasons, ...own.reasons]);
  return {
    action: reasons[0]?.action ?? 'allow',
    reasons,
    observed: mostSevereFirst([...name.observed, ...own.observed]),
  };
}

/** The earliest of the ends that were noted, after now. */
class EarliestEnd {
  readonly #now: Instant;
  #at: Instant | undefined;

  constructor(now: Instant) {
    this.#now = now;
  }

  get at(): Instant | undefined {
    return this.#at;
  }

  note(end: Instant | undefined): void {
    if (end === undefined || end <= this.#now) return;
    if (this.#at === undefined || end < this.#at) this.#at = end;
  }
}
