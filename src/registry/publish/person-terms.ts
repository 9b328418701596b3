// The terms of who publishes: somebody who is new to a package, or whose account was recovered, waits, or somebody approves.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import type { ObjectAction } from '../../identity/organisations/object-rights.ts';
import type { OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import type { Principal } from '../../identity/principal.ts';
import { RECOVERED_BY } from '../../identity/takeover/account-recovered.ts';
import { rightSince } from '../../identity/takeover/rights-then.ts';
import type { PublishWork } from './publish-deps.ts';
import type { PublishTerm } from './publish-terms.ts';

export type PersonTermStores = Pick<
  PublishWork,
  'ownership' | 'organisations' | 'teams' | 'grants' | 'recoveries' | 'publishers' | 'hosted'
>;

/** A package as terms look at it. */
export interface TermScene {
  readonly owned: OwnedPackage;
  /** Since when something is published here under the name. */
  readonly createdAt: Instant;
  readonly holdMs: number;
  readonly at: Instant;
}

/** Who is held, since when, and why: what a term or a list of holds is made of. */
export interface PersonHold {
  readonly term: 'owners-changed' | 'account-recovered';
  readonly since: Instant;
  readonly until: Instant;
  /** After "found". */
  readonly found: string;
}

/**
 * The scene of a package that can be held at all: one that is there, and for longer than a hold lasts. Whoever makes a package
 * gives others a part in it in its first days, and nobody builds on it yet. Undefined for any other.
 */
export async function sceneOf(
  stores: Pick<PersonTermStores, 'ownership' | 'hosted'>,
  ref: Pick<OwnedPackage, 'ecosystem' | 'name'>,
  { holdMs, at }: Pick<TermScene, 'holdMs' | 'at'>,
): Promise<TermScene | undefined> {
  const [owned, hosted] = [
    await stores.ownership.find(ref.ecosystem, ref.name),
    await stores.hosted.find(ref),
  ];
  if (owned === undefined || hosted === undefined) return undefined;
  return { owned, createdAt: hosted.createdAt, holdMs, at };
}

/** For whoever publishes, or (`action`) approves what others staged. */
export async function personTerms(
  stores: PersonTermStores,
  principal: Principal,
  scene: TermScene,
  action: Extract<ObjectAction, 'publish' | 'approve'> = 'publish',
): Promise<readonly PublishTerm[]> {
  const { name } = scene.owned;
  return (await holdsOf(stores, principal, scene, action)).map(({ term, until, found }) => ({
    term,
    sentence: `Cannot ${action} ${name}: found ${found}, expected ${
      action === 'publish' ? 'the approval of' : 'that it is done by'
    } somebody who was there before, or that you try again after ${formatInstant(until)}`,
    until,
    approvable: action === 'publish',
  }));
}

async function holdsOf(
  stores: PersonTermStores,
  principal: Principal,
  scene: TermScene,
  action: ObjectAction,
): Promise<readonly PersonHold[]> {
  if (scene.holdMs === 0 || principal.kind === 'nobody' || principal.kind === 'operator') return [];
  if (principal.kind === 'token' && principal.scope === 'publisher') {
    const hold = await publisherHold(stores, principal.publisherIds ?? [], scene);
    return hold === undefined ? [] : [hold];
  }
  return accountHolds(stores, { id: principal.accountId, name: principal.accountName }, scene, action);
}

/** What holds an account back from a package. */
export async function accountHolds(
  stores: PersonTermStores,
  { id, name }: { readonly id: string; readonly name: string },
  { owned, createdAt, holdMs, at }: TermScene,
  action: ObjectAction = 'publish',
): Promise<readonly PersonHold[]> {
  const holds: PersonHold[] = [];
  const recovery = await stores.recoveries.last(id);
  // What came after it is no older work of the account's that somebody could have taken over.
  if (recovery !== undefined && at - recovery.at < holdMs && createdAt < recovery.at) {
    const found = `that the account ${name} was recovered at ${formatInstant(recovery.at)} (${RECOVERED_BY[recovery.how]})`;
    holds.push({ term: 'account-recovered', since: recovery.at, until: recovery.at + holdMs, found });
  }
  if (at - createdAt < holdMs) return holds;
  const since = await rightSince(stores, id, owned, action);
  if (since !== undefined && at - since < holdMs) {
    const found = `that ${name} may do so only since ${formatInstant(since)}`;
    holds.push({ term: 'owners-changed', since, until: since + holdMs, found });
  }
  return holds;
}

/** A build by the word of a publisher that was there before is not held, whichever else it is of. */
export async function publisherHold(
  { publishers }: Pick<PersonTermStores, 'publishers'>,
  publisherIds: readonly string[],
  { owned, createdAt, holdMs, at }: TermScene,
): Promise<PersonHold | undefined> {
  if (holdMs === 0 || at - createdAt < holdMs) return undefined;
  const dates: Instant[] = [];
  for (const id of publisherIds) {
    const publisher = await publishers.find(id);
    if (publisher?.ecosystem === owned.ecosystem && matchesNamePattern(publisher.pattern, owned.name)) {
      dates.push(publisher.createdAt);
    }
  }
  const since = Math.min(...dates);
  if (dates.length === 0 || at - since >= holdMs) return undefined;
  const found = `a trusted publisher that was added at ${formatInstant(since)}`;
  return { term: 'owners-changed', since, until: since + holdMs, found };
}
