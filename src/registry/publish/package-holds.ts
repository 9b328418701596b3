// Everything that holds a package back from being published: one list, for whoever may know the package.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { mayOn } from '../../identity/organisations/object-rights.ts';
import { rolesOnPackage } from '../../identity/organisations/owned-packages.ts';
import { peopleOfPackage, type PackagePerson } from '../../identity/organisations/people-of-package.ts';
import { dormantSince } from '../../identity/takeover/activity.ts';
import { isKeeper } from '../../identity/takeover/freeze.ts';
import { ENDED_BY } from '../../identity/takeover/frozen.ts';
import { mayEnd } from '../../identity/takeover/unfreeze.ts';
import type { Freeze } from '../../identity/takeover/takeover-ports.ts';
import type { Principal } from '../../identity/principal.ts';
import { dormancyOf } from './dormant-package.ts';
import { accountHolds, publisherHold, sceneOf, type PersonHold, type TermScene } from './person-terms.ts';
import type { PublishDeps } from './publish-deps.ts';

export const HOLD_KINDS = [
  'frozen-by-owner',
  'frozen-by-reviewer',
  'identity-mismatch',
  'owners-changed',
  'account-recovered',
  'dormant-account',
  'dormant-package',
] as const;

export type HoldKind = (typeof HOLD_KINDS)[number];

/** One hold. */
export interface PackageHold {
  readonly kind: HoldKind;
  readonly since: Instant;
  /** When it ends by itself. */
  readonly until?: Instant;
  /** Whom it holds back, where it is not everybody: `account:bo`, `publisher:ID`. */
  readonly about?: string;
  /** As the journal names who froze it. */
  readonly by?: string;
  readonly reason: string;
  /** Who may end it, in words. */
  readonly endedBy: string;
  /** Whether the caller may, now or once they confirmed. */
  readonly mayEnd: boolean;
}

export interface PackageHolds {
  readonly holds: readonly PackageHold[];
  /** Whether the caller may freeze it. */
  readonly mayFreeze: boolean;
}

/** Oldest first; who is held is for its people and for reviewers. That the caller may know the package is for who asks to see to. */
export async function listHolds(
  deps: Pick<PublishDeps, 'people' | 'rules'>,
  principal: Principal,
  ref: PackageRef,
  at: Instant,
): Promise<PackageHolds> {
  const { people, rules } = deps;
  const owned = await people.ownership.find(ref.ecosystem, ref.name);
  if (owned === undefined) return { holds: [], mayFreeze: false };
  const roles = await rolesOnPackage(people, principal, owned);
  const holds: PackageHold[] = [];
  for (const freeze of await people.freezes.open(ref)) {
    holds.push({
      kind: kindOf(freeze),
      since: freeze.since,
      by: freeze.by,
      reason: freeze.reason,
      endedBy: ENDED_BY[freeze.kind],
      mayEnd: await mayEnd(people, principal, roles, freeze),
    });
  }
  const isOfIt = principal.kind === 'operator' || isKeeper(principal) || roles.size > 0;
  if (isOfIt) holds.push(...(await heldOf(people, ref, { ...rules, at })));
  const mayFreeze =
    principal.kind === 'operator' ||
    isKeeper(principal) ||
    mayOn(roles, 'publish') ||
    mayOn(roles, 'manage-settings');
  return { holds: holds.sort((one, other) => one.since - other.since), mayFreeze };
}

type Limits = Pick<PublishDeps['rules'], 'holdMs' | 'dormantAccountMs' | 'dormantPackageMs'> & {
  readonly at: Instant;
};

/** What holds back some of its people and publishers, and the next release of a package that sleeps. */
async function heldOf(
  people: PublishDeps['people'],
  ref: PackageRef,
  limits: Limits,
): Promise<readonly PackageHold[]> {
  const scene = await sceneOf(people, ref, limits);
  if (scene === undefined) return [];
  const found: PackageHold[] = [];
  for (const person of await peopleOfPackage(people, scene.owned)) {
    if (person.mayPublish) found.push(...(await holdsOfPerson(people, scene, person, limits)));
  }
  for (const { id } of await people.publishers.ofPatterns(ref.ecosystem, [ref.name])) {
    const hold = await publisherHold(people, [id], scene);
    if (hold !== undefined) found.push(asHold(hold, `publisher:${id}`));
  }
  const dormancy = await dormancyOf(people, scene, limits.dormantPackageMs);
  if (dormancy !== undefined) {
    found.push({
      kind: 'dormant-package',
      ...dormancy,
      reason: 'nothing was published to it since',
      endedBy: 'the approval of a release by a second person, or by itself some time after somebody tried',
      mayEnd: false,
    });
  }
  return found;
}

async function holdsOfPerson(
  people: PublishDeps['people'],
  scene: TermScene,
  { accountId: id, name }: PackagePerson,
  { dormantAccountMs, at }: Limits,
): Promise<readonly PackageHold[]> {
  const holds = scene.holdMs === 0 ? [] : await accountHolds(people, { id, name }, scene);
  const about = `account:${name}`;
  const found = holds.map((hold) => asHold(hold, about));
  const since =
    dormantAccountMs === 0 ? undefined : await dormantSince(people, id, { dormantMs: dormantAccountMs, at });
  if (since === undefined) return found;
  const reason = 'nobody used the account for long';
  const endedBy = 'its person, who signs in and verifies its address anew';
  return [...found, { kind: 'dormant-account', since, about, reason, endedBy, mayEnd: false }];
}

function asHold({ term, since, until, found }: PersonHold, about: string): PackageHold {
  const endedBy = 'the approval of each version by somebody who was there before, or by itself';
  return { kind: term, since, until, about, reason: found.replace(/^that /, ''), endedBy, mayEnd: false };
}

function kindOf({ kind }: Freeze): PackageHold['kind'] {
  return kind === 'identity-mismatch' ? kind : `frozen-by-${kind}`;
}
