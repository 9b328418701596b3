// A reviewer says that a package is high-impact, or is not, or takes that back; an owner does not wait for the deadline.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { mayOn } from '../organisations/object-rights.ts';
import { describeOwnedPackage, requireOnPackage, rolesOnPackage } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import type { HighImpactDeps } from './high-impact-unit.ts';
import type { ImpactRecord } from './high-impact-ports.ts';
import { tellOfChange } from './impact-letters.ts';
import { isInForce, judgeImpact } from './judge-impact.ts';
import { findLackingKeys } from './lacking-keys.ts';
import { settleImpact } from './renew-impact.ts';
import { requireKeySession } from './require-keys.ts';

/** What a reviewer says; `counted`: nothing any more, so that what is counted decides. */
export const IMPACT_WORDS = ['high', 'not-high', 'counted'] as const;

export type ImpactWordWish = (typeof IMPACT_WORDS)[number];

const MAX_REASON = 500;

/**
 * Writes the word down, and what follows from it. Whoever may publish the package does not free it from the rule. Throws
 * `not-found` for a package that the reviewer may not know, `invalid-request` without a reason, `not-allowed`, access errors
 * (`mark-high-impact`; for the other two `unmark-high-impact`).
 */
export async function sayImpact(
  deps: HighImpactDeps,
  principal: Principal,
  wish: PackageRef & { readonly says: ImpactWordWish; readonly reason: string },
): Promise<void> {
  const { ecosystem, name, says } = wish;
  const at = deps.clock.now();
  requireAccess(principal, says === 'high' ? 'mark-high-impact' : 'unmark-high-impact', { now: at });
  const owned = await describeOwnedPackage(deps, principal, wish);
  const reason = wish.reason.trim().slice(0, MAX_REASON);
  if (reason === '' && says !== 'counted') {
    throw new GatehouseError('invalid-request', `Cannot mark ${name}: expected a reason`);
  }
  const actor = actorOf(principal);
  await deps.unit.transact(async (work) => {
    if (says !== 'high' && principal.kind !== 'operator') {
      const roles = await rolesOnPackage(work, principal, owned);
      if (mayOn(roles, 'publish')) throw isOwnPackage(name);
    }
    const before = (await work.highImpact.find(wish)) ?? { ecosystem, name };
    const { word: _, ...unsaid } = before;
    const said =
      says === 'counted' ? unsaid : { ...unsaid, word: { isHigh: says === 'high', by: actor, at, reason } };
    work.journal.record({ kind: 'high-impact-said', actor, at, ecosystem, name, data: { says, reason } });
    const after = judgeImpact(said, { rule: deps.rule, now: at });
    await settleImpact(deps, work, { before, after, actor, at });
  });
}

function isOwnPackage(name: string): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    `Cannot free ${name} from the rule: found somebody who may publish it, expected another reviewer`,
  );
}

/**
 * The rule holds for the package from now on. Throws `not-found`, `not-allowed` for who does not settle things there, `conflict`
 * for one that is not high-impact or is in force already, and while somebody who may publish it has no key; access errors.
 */
export async function takeInNow(
  deps: HighImpactDeps,
  principal: Principal,
  ref: PackageRef,
): Promise<ImpactRecord> {
  const { ecosystem, name } = ref;
  const at = deps.clock.now();
  requireAccess(principal, 'manage-organisations', { now: at });
  requireKeySession(principal, `take in ${name}`);
  const actor = actorOf(principal);
  return deps.unit.transact(async (work) => {
    const owned = await requireOnPackage(work, principal, ref, 'manage-settings');
    const before = await work.highImpact.find(ref);
    if (before?.high === undefined || isInForce(before, at)) {
      const found =
        before?.high === undefined ? 'one that is not high-impact' : 'one that the rule holds for';
      throw new GatehouseError('conflict', `Cannot take in ${name}: found ${found}`);
    }
    const lacking = await findLackingKeys(work, owned);
    if (lacking.length > 0) {
      const names = lacking.map((one) => one.name).join(', ');
      throw new GatehouseError(
        'conflict',
        `Cannot take in ${name}: nothing of it could be published, since ${names} may publish it without a passkey or a security key`,
      );
    }
    const after = { ...before, high: { ...before.high, deadline: at, takenInBy: actor } };
    await work.highImpact.save(after);
    const data = { was: before.high.deadline };
    work.journal.record({ kind: 'high-impact-taken-in', actor, at, ecosystem, name, data });
    const happened = `The ${ecosystem} package ${name} takes passkeys of everybody who may publish it, and a second person for each version, from now on.`;
    await tellOfChange(deps, work, after, { happened, actor, at });
    return after;
  });
}
