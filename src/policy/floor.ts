// The floor: what every view keeps. A view may be stricter about malware, digests, names and what people hold back, never laxer.

import { GatehouseError } from '../kernel/errors.ts';
import { compareActions, type Action } from '../kernel/verdict.ts';
import { isFloorKind, type Policy, type Rule } from './policy.ts';

/**
 * Throws `invalid-policy` that names the rule when `candidate` is laxer than `floor` on a rule about malware, digests,
 * names or quarantines (which hold in every view), or about what cannot be decided or is not known yet. Each enforced floor rule needs one rule in `candidate` that is as strict.
 */
export function assertKeepsFloor(floor: Policy, candidate: Policy): void {
  const problems = floor.rules
    .filter((rule) => (isFloorKind(rule.on) || rule.on === 'quarantine') && rule.mode === 'enforce')
    .filter((rule) => !candidate.rules.some((own) => isAsStrict(rule, own)))
    .map((rule) => `rule ${rule.id} (on ${rule.on}) is missing or laxer than the floor's`);
  if (!isAtLeast(candidate.unknown, floor.unknown)) {
    problems.push(`unknown = "${candidate.unknown}" is laxer than the floor's "${floor.unknown}"`);
  }
  if (floor.requireFeeds && !candidate.requireFeeds) {
    problems.push(`require_feeds = false is laxer than the floor's true`);
  }
  if (problems.length > 0) {
    throw new GatehouseError('invalid-policy', `Cannot use policy for a view: ${problems.join('; ')}`, {
      facts: { problems },
    });
  }
}

function isAsStrict(floor: Rule, own: Rule): boolean {
  return (
    own.mode === 'enforce' &&
    (floor.waivable || !own.waivable) &&
    coversScope(floor, own) &&
    hasStrictParameters(floor, own)
  );
}

/** Whether `own` is about all that `floor` is about, as far as can be told without comparing patterns. */
function coversScope(floor: Rule, own: Rule): boolean {
  return (
    isWithin(floor.ecosystems, own.ecosystems) &&
    isWithin(floor.names, own.names) &&
    (own.except ?? []).every((pattern) => floor.except?.includes(pattern) ?? false)
  );
}

/** An absent list stands for everything. */
function isWithin(inner: readonly string[] | undefined, outer: readonly string[] | undefined): boolean {
  if (outer === undefined) return true;
  return inner?.every((entry) => outer.includes(entry)) ?? false;
}

function hasStrictParameters(floor: Rule, own: Rule): boolean {
  if (floor.on === 'malware') {
    return (
      own.on === 'malware' &&
      isAtLeast(own.action, floor.action) &&
      isAtLeast(own.othersAction, floor.othersAction) &&
      own.youngPackageDays >= floor.youngPackageDays &&
      own.windowDays >= floor.windowDays
    );
  }
  if (floor.on === 'digest-changed') {
    return (
      own.on === 'digest-changed' &&
      isAtLeast(own.action, floor.action) &&
      isAtLeast(own.undeclaredAction, floor.undeclaredAction)
    );
  }
  if (floor.on === 'reserved-name' || floor.on === 'quarantine') {
    return own.on === floor.on && isAtLeast(own.action, floor.action);
  }
  return false;
}

function isAtLeast(action: Action, least: Action): boolean {
  return compareActions(action, least) >= 0;
}
