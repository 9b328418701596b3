// What keeps a package or version out, and whether a waiver silences it.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { verdictOf, type Reason, type Verdict } from '../../kernel/verdict.ts';
import type { Policy } from '../../policy/policy.ts';
import { examineVersion } from '../../registry/examine-version.ts';
import type { WaiverItem } from './contract.ts';
import type { ApiDeps } from './deps.ts';
import { renderReason } from './render-verdict.ts';

type Remaining = NonNullable<WaiverItem['remaining']>;

/** The reasons that hold something back or refuse it. */
export function keepingOut({ reasons }: Verdict): readonly Reason[] {
  return reasons.filter(({ action }) => action === 'hide' || action === 'block');
}

/** Whether a waiver silences `reason`, which `policy` gave. */
export function isWaivable(policy: Policy, reason: Reason): boolean {
  return policy.rules.some(({ id, waivable }) => id === reason.rule && waivable);
}

/**
 * What keeps `version` (or the name) out now, each rule once over all views. Undefined when it cannot be decided, as
 * for a package that is not there yet: a waiver is made all the same.
 */
export async function findRemaining(
  deps: ApiDeps,
  ref: PackageRef,
  version: string | undefined,
): Promise<Remaining | undefined> {
  const found = new Map<string, Remaining[number]>();
  try {
    for (const { view, policy } of deps.governance.policies.all()) {
      const examined = await examineVersion(deps.registry, ref, view, version);
      const { decision } = examined;
      const verdict = examined.version === undefined ? decision.name : verdictOf(decision, examined.version);
      for (const reason of keepingOut(verdict)) {
        if (found.has(reason.rule)) continue;
        found.set(reason.rule, { ...renderReason(reason), view, isWaivable: isWaivable(policy, reason) });
      }
    }
  } catch (error) {
    if (error instanceof GatehouseError) return undefined;
    throw error;
  }
  return [...found.values()];
}
