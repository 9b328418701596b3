// What a policy would change: the same evidence, decided by both. Nothing is written.

import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageEvidence } from '../kernel/evidence.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { verdictOf, type Action, type Reason } from '../kernel/verdict.ts';
import { decidePackage } from '../policy/decide-package.ts';
import type { Policy } from '../policy/policy.ts';

/** The order of one ecosystem's versions, as decisions need it. */
export interface DecisionOrder {
  readonly compare: (a: string, b: string) => number;
  readonly lineOf: (version: string) => string;
}

/** A verdict that would be another. */
export interface PolicyEffect {
  readonly ref: PackageRef;
  /** Absent: the name as a whole. */
  readonly version?: string;
  readonly from: Action;
  readonly to: Action;
  /** The candidate's gravest reason; absent when it has none. */
  readonly reason?: Reason;
}

/** What testing a policy found. */
export interface PolicyTest {
  readonly packageCount: number;
  readonly versionCount: number;
  /** How many verdicts would change, those beyond the limit included. */
  readonly effectCount: number;
  /** By `from` and `to`: `allow -> block`. */
  readonly counts: ReadonlyMap<string, number>;
  /** The first effects, up to the limit. */
  readonly effects: readonly PolicyEffect[];
}

/** What to compare, on what. */
export interface PolicyTestInput {
  readonly current: Policy;
  readonly candidate: Policy;
  readonly orders: Readonly<Record<Ecosystem, DecisionOrder>>;
  readonly now: Instant;
  /** How many effects to tell. */
  readonly limit: number;
}

/**
 * Decides each package by both policies. Gives the event loop back after each package, so that a test of a whole cache
 * holds up no request.
 */
export async function testPolicy(
  input: PolicyTestInput,
  packages: AsyncIterable<PackageEvidence> | Iterable<PackageEvidence>,
): Promise<PolicyTest> {
  const counts = new Map<string, number>();
  const effects: PolicyEffect[] = [];
  let [packageCount, versionCount, effectCount] = [0, 0, 0];
  for await (const evidence of packages) {
    packageCount++;
    versionCount += evidence.versions.length;
    for (const effect of effectsOn(input, evidence)) {
      effectCount++;
      const change = `${effect.from} -> ${effect.to}`;
      counts.set(change, (counts.get(change) ?? 0) + 1);
      if (effects.length < input.limit) effects.push(effect);
    }
    await new Promise(setImmediate);
  }
  return { packageCount, versionCount, effectCount, counts, effects };
}

function effectsOn(input: PolicyTestInput, evidence: PackageEvidence): readonly PolicyEffect[] {
  const { compare, lineOf } = input.orders[evidence.ref.ecosystem];
  const was = decidePackage(evidence, input.current, input.now, compare, lineOf);
  const is = decidePackage(evidence, input.candidate, input.now, compare, lineOf);
  const effects: PolicyEffect[] = [];
  const note = (version: string | undefined) => {
    const before = version === undefined ? was.name : verdictOf(was, version);
    const after = version === undefined ? is.name : verdictOf(is, version);
    if (before.action === after.action) return;
    const [reason] = after.reasons;
    effects.push({
      ref: evidence.ref,
      ...(version === undefined ? {} : { version }),
      from: before.action,
      to: after.action,
      ...(reason === undefined ? {} : { reason }),
    });
  };
  note(undefined);
  for (const version of new Set([...was.versions.keys(), ...is.versions.keys()])) note(version);
  return effects;
}
