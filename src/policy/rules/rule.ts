// What every rule is given, and what it answers.

import type { Instant } from '../../kernel/clock.ts';
import type { Evidence, PackageEvidence, VersionFacts } from '../../kernel/evidence.ts';
import type { Action, EvidenceNote, Reason } from '../../kernel/verdict.ts';
import type { LineHistory } from '../line-history.ts';
import type { Rule } from '../policy.ts';
import type { StatementIndex } from '../statement-index.ts';

/** All that a rule may look at. */
export interface RuleContext {
  readonly evidence: PackageEvidence;
  /** The versions to decide: those of the index, and those that only a statement names. */
  readonly versions: readonly VersionFacts[];
  /** The same by their spelling. */
  readonly byVersion: ReadonlyMap<string, VersionFacts>;
  /** Statements in force that concern this package. */
  readonly statements: StatementIndex;
  /** Each version among its neighbours in time. Computed when first asked for. */
  history(): LineHistory;
  readonly unknownAction: Action;
  readonly requireFeeds: boolean;
  readonly now: Instant;
  readonly compareVersions: (a: string, b: string) => number;
  readonly lineOf: (version: string) => string;
}

/** That a rule fired: its reason, not yet silenced by anything. */
export interface Finding {
  readonly rule: Rule;
  readonly reason: Reason;
  /** The rule could not tell, and the policy's `unknown` action stands in. */
  readonly isUndecided: boolean;
}

/** A rule, made ready for one package. */
export interface Inspection {
  /** Findings about the name as a whole. */
  readonly ofName: readonly Finding[];
  /** When time alone makes it find something where it finds nothing now. */
  readonly changesAt?: Instant;
  /** Findings about one version. */
  ofVersion(facts: VersionFacts): readonly Finding[];
}

/** The answer of a rule that has nothing to say. */
export const NO_FINDINGS: readonly Finding[] = [];

/** An inspection that finds nothing. */
export const NOTHING: Inspection = { ofName: NO_FINDINGS, ofVersion: () => NO_FINDINGS };

/** Makes an inspection from the parts that a rule has. */
export function inspection(parts: Partial<Inspection>): Inspection {
  return { ...NOTHING, ...parts };
}

/** What a finding says. */
export interface FindingParts {
  readonly action: Action;
  /** One sentence without a full stop; outside text in it is tamed already. */
  readonly summary: string;
  readonly evidence: readonly EvidenceNote[];
  /** When it ends, or becomes another finding, by time alone. Several: the earliest counts. */
  readonly until?: Instant | undefined;
  readonly isUndecided?: boolean;
}

/** The finding of `rule`; none when its action is `allow`, which changes nothing. */
export function finding(rule: Rule, parts: FindingParts): readonly Finding[] {
  if (parts.action === 'allow') return NO_FINDINGS;
  const { action, summary, evidence, until, isUndecided = false } = parts;
  const reason: Reason = {
    rule: rule.id,
    action,
    summary,
    evidence,
    ...(until === undefined ? {} : { until }),
  };
  return [{ rule, reason, isUndecided }];
}

/** The finding of a rule that cannot tell: the policy's `unknown` action. */
export function undecided(
  rule: Rule,
  context: Pick<RuleContext, 'unknownAction'>,
  parts: Omit<FindingParts, 'action' | 'isUndecided'>,
): readonly Finding[] {
  return finding(rule, { ...parts, action: context.unknownAction, isUndecided: true });
}

/** The note that leads to a statement. */
export function noteOf(statement: Evidence): EvidenceNote {
  const url = 'url' in statement.details ? statement.details.url : undefined;
  const { kind, source, id } = statement;
  return url === undefined ? { kind, source, id } : { kind, source, id, url };
}

/** The note that leads to the upstream's index. */
export function indexNote(context: RuleContext): EvidenceNote {
  const { origin } = context.evidence;
  return { kind: 'index', source: origin.kind === 'hosted' ? 'gatehouse' : origin.upstream };
}

/** Findings collected by version. */
export class FindingsByVersion {
  readonly #byVersion = new Map<string, Finding[]>();

  add(version: string, findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const present = this.#byVersion.get(version);
    if (present === undefined) this.#byVersion.set(version, [...findings]);
    else present.push(...findings);
  }

  of(version: string): readonly Finding[] {
    return this.#byVersion.get(version) ?? NO_FINDINGS;
  }
}
