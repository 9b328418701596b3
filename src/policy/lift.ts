// What lets something through: the fast lane, allow lists, waivers. They silence findings, and say so.

import type { Instant } from '../kernel/clock.ts';
import type { VersionFacts } from '../kernel/evidence.ts';
import { compareActions, type Action, type EvidenceNote, type Reason } from '../kernel/verdict.ts';
import type { Finding } from './rules/rule.ts';

/** Findings that are silenced, and the `allow` reason that is told in their place. */
export interface Lift {
  readonly silenced: ReadonlySet<Finding>;
  readonly reason: Reason;
}

/** One thing that lets versions through. */
export interface Lifter {
  readonly mode: 'enforce' | 'observe';
  /** What it silences of the findings about a version, or about the name when `facts` is undefined. */
  lift(findings: readonly Finding[], facts: VersionFacts | undefined): Lift | undefined;
}

/** The same lifter, except that one that fails lifts nothing: what was found then stands. */
export function failSafe(make: () => Lifter): Lifter {
  try {
    const lifter = make();
    return {
      mode: lifter.mode,
      lift(findings, facts) {
        try {
          return lifter.lift(findings, facts);
        } catch {
          return undefined;
        }
      },
    };
  } catch {
    return { mode: 'observe', lift: () => undefined };
  }
}

/** Makes the lift of `silenced`; undefined when there is nothing to silence. */
export function liftOf(
  silenced: readonly Finding[],
  parts: {
    readonly rule: string;
    readonly summary: string;
    readonly evidence: readonly EvidenceNote[];
    readonly until?: Instant | undefined;
  },
): Lift | undefined {
  if (silenced.length === 0) return undefined;
  const { rule, summary, evidence, until } = parts;
  const reason: Reason = {
    rule,
    action: 'allow',
    summary: `${summary}; without it ${describeSilenced(silenced)}`,
    evidence: [...evidence, ...silenced.flatMap((finding) => finding.reason.evidence)],
    ...(until === undefined ? {} : { until }),
  };
  return { silenced: new Set(silenced), reason };
}

const VERBS: Readonly<Record<Action, string>> = {
  allow: 'would let it through',
  warn: 'would warn',
  hide: 'would hide it',
  block: 'would block it',
};

function describeSilenced(silenced: readonly Finding[]): string {
  const severest = new Map<string, Action>();
  for (const { reason } of silenced) {
    const present = severest.get(reason.rule);
    if (present === undefined || compareActions(reason.action, present) > 0) {
      severest.set(reason.rule, reason.action);
    }
  }
  return [...severest].map(([rule, action]) => `${rule} ${VERBS[action]}`).join(', ');
}
