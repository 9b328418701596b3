// High-impact packages, as the JSON API tells of them.

import type { SeenImpact } from '../../identity/high-impact/see-impact.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { ImpactItem } from './high-impact-contract.ts';

export function renderImpact(seen: SeenImpact): ImpactItem {
  const { record, rule } = seen;
  const { ecosystem, name, facts, high, word } = record;
  return {
    ecosystem,
    name,
    owner: seen.ownerName,
    state: stateOf(seen),
    ...(high === undefined ? {} : { because: high.because, ...timesOf(high) }),
    ...given('counted', facts && countedOf(facts)),
    threshold: { dependents: rule.dependents, downloads: rule.downloads },
    ...given('word', seen.missing === undefined ? undefined : word && wordOf(word)),
    ...given('missing', seen.missing && [...seen.missing]),
    isMissing: seen.isMissing,
    mayTakeIn: seen.mayTakeIn,
    next: [...nextOf(seen)],
  };
}

function stateOf({ record, isInForce }: SeenImpact): ImpactItem['state'] {
  if (record.high === undefined) return 'not-high-impact';
  return isInForce ? 'in-force' : 'coming';
}

function timesOf({ since, deadline, takenInBy, belowSince }: NonNullable<SeenImpact['record']['high']>) {
  return {
    since: formatInstant(since),
    deadline: formatInstant(deadline),
    ...given('takenInBy', takenInBy),
    ...given('belowSince', belowSince === undefined ? undefined : formatInstant(belowSince)),
  };
}

function countedOf(facts: NonNullable<SeenImpact['record']['facts']>) {
  const { packages, applications, downloads, countedAt } = facts;
  return { packages, applications, downloads, at: formatInstant(countedAt) };
}

function wordOf({ isHigh, by, at, reason }: NonNullable<SeenImpact['record']['word']>) {
  return { says: isHigh ? ('high' as const) : ('not-high' as const), by, at: formatInstant(at), reason };
}

function* nextOf({ record: { high }, isInForce, missing = [], isMissing, mayTakeIn }: SeenImpact) {
  if (high === undefined) return;
  const day = formatInstant(high.deadline).slice(0, 10);
  const from = isInForce ? 'Now' : `From ${day} on`;
  if (isMissing)
    yield 'Enrol a passkey or a security key (Your account, Second factors): you may publish it and have none.';
  if (missing.length > (isMissing ? 1 : 0)) {
    const then = isInForce
      ? 'until then nothing of it is published'
      : `else nothing of it is published from ${day} on`;
    yield `${missing.join(', ')}: a passkey or a security key each, or their role ends; ${then}.`;
  }
  yield `${from} versions are staged, and a second person who signed in with a passkey approves each.`;
  if (mayTakeIn && missing.length === 0) {
    yield 'Everybody has a key: an owner may let this hold before the deadline.';
  }
}
