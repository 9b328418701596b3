// Verdicts: what policy makes of evidence.

import type { Instant } from './clock.ts';
import type { EvidenceKind } from './evidence.ts';

/** What a verdict does, from mild to severe. `hide`: left out of ranges, served when a lock file names it. */
export const ACTIONS = ['allow', 'warn', 'hide', 'block'] as const;

export type Action = (typeof ACTIONS)[number];

/** Positive when `a` is more severe than `b`. */
export function compareActions(a: Action, b: Action): number {
  return ACTIONS.indexOf(a) - ACTIONS.indexOf(b);
}

/** The evidence behind a reason, named so that a reader can look it up. */
export interface EvidenceNote {
  /** A kind of statement, or the field of the upstream's index that was read. */
  readonly kind: EvidenceKind | 'index' | 'feeds' | 'policy';
  readonly source: string;
  readonly id?: string;
  readonly url?: string;
}

/** Why a rule fired. */
export interface Reason {
  /** The rule's id in the policy. */
  readonly rule: string;
  readonly action: Action;
  /** One sentence for people, without a full stop: `published 3 hours ago; versions younger than 72 hours wait`. */
  readonly summary: string;
  readonly evidence: readonly EvidenceNote[];
  /** When the reason ends by itself. */
  readonly until?: Instant;
}

/** The decision about one version (or about a name as a whole). */
export interface Verdict {
  readonly action: Action;
  /** Enforced reasons, most severe first; for `allow` they say what let it through. */
  readonly reasons: readonly Reason[];
  /** What rules in observe mode would have done. */
  readonly observed: readonly Reason[];
}

/** The decision about a package. */
export interface PackageDecision {
  /** About the name: `block` refuses the whole package, whatever its versions. */
  readonly name: Verdict;
  /** About each version that the evidence lists, keyed by the index's spelling. */
  readonly versions: ReadonlyMap<string, Verdict>;
  /** The next moment at which time alone would change a verdict; absent when none would. */
  readonly validUntil?: Instant;
}

/** Whether ranges may resolve to a version with this verdict. */
export function isOffered(verdict: Verdict): boolean {
  return verdict.action === 'allow' || verdict.action === 'warn';
}

/** The verdict about `version`: the name's when that is more severe or the version is unknown. */
export function verdictOf(decision: PackageDecision, version: string): Verdict {
  const own = decision.versions.get(version);
  if (own === undefined || decision.name.action === 'block') return decision.name;
  return own;
}
