// What somebody could do on a package at an earlier moment, with what they still have: from the dates of memberships, places in
// teams, grants and transfers. Whoever could not is new to the package.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';

import { mayOn, rolesOn, type ObjectAction, type RightsFacts } from '../organisations/object-rights.ts';
import type {
  Grant,
  Membership,
  OrganisationStores,
  OwnedPackage,
  Owner,
  TeamMember,
} from '../organisations/organisation-ports.ts';

/** Everything dated that is known of somebody in the organisation that owns a package. */
interface DatedFacts {
  readonly membership: Membership | undefined;
  /** Their own places in its teams. */
  readonly seats: readonly TeamMember[];
  readonly grants: readonly Grant[];
}

export type RightsStores = Pick<OrganisationStores, 'organisations' | 'teams' | 'grants'>;

/**
 * Since when an account may do `action` on a package without a break, as far as dates tell; undefined when it may not now. A
 * package that was handed over is new to everybody who had no such right where it was before.
 */
export async function rightSince(
  stores: RightsStores,
  accountId: string,
  owned: OwnedPackage,
  action: ObjectAction,
): Promise<Instant | undefined> {
  const here = await sinceUnder(stores, accountId, owned, { owner: owned.owner, action });
  if (here === undefined || owned.from === undefined || here > owned.since) return here;
  // What was granted on the package itself ended with the transfer; what is left tells whether they come from there.
  const there = await sinceUnder(stores, accountId, owned, { owner: owned.from, action });
  return there !== undefined && there < owned.since ? there : owned.since;
}

async function sinceUnder(
  stores: RightsStores,
  accountId: string,
  { ecosystem, name }: OwnedPackage,
  { owner, action }: { readonly owner: Owner; readonly action: ObjectAction },
): Promise<Instant | undefined> {
  const object = { kind: 'package', ecosystem, name, owner } as const;
  if (owner.kind === 'account') return mayOn(rolesOn({}, accountId, object), action) ? 0 : undefined;
  const all = await readDated(stores, owner.id, accountId);
  const holders = new Set([accountId, ...all.seats.map(({ teamId }) => teamId)]);
  const isAbout = (grant: Grant) =>
    holders.has(grant.to.id) && grant.ecosystem === ecosystem && matchesNamePattern(grant.pattern, name);
  const facts = { ...all, grants: all.grants.filter(isAbout) };
  const may = (at: Instant) => mayOn(rolesOn(factsAt(facts, at), accountId, object), action);
  return datesOf(facts).find(may);
}

async function readDated(
  { organisations, teams, grants }: RightsStores,
  organisationId: string,
  accountId: string,
): Promise<DatedFacts> {
  const membership = await organisations.findMember(organisationId, accountId);
  if (membership === undefined) return { membership, seats: [], grants: [] };
  const members = await teams.members(organisationId);
  return {
    membership,
    seats: members.filter((one) => one.accountId === accountId),
    grants: await grants.of(organisationId),
  };
}

/** As they stood at a moment: without what came later. */
function factsAt({ membership, seats, grants }: DatedFacts, at: Instant): RightsFacts {
  if (membership === undefined || membership.since > at) return {};
  const { before, role } = membership;
  return {
    membership: { ...membership, role: before !== undefined && at < before.until ? before.role : role },
    teams: new Set(seats.filter(({ since = 0 }) => since <= at).map(({ teamId }) => teamId)),
    grants: grants.filter(({ grantedAt }) => grantedAt <= at),
  };
}

/** The moments at which something came, oldest first. */
function datesOf({ membership, seats, grants }: DatedFacts): readonly Instant[] {
  if (membership === undefined) return [];
  const dates = [
    membership.since,
    membership.before?.until ?? 0,
    ...seats.map(({ since = 0 }) => since),
    ...grants.map(({ grantedAt }) => grantedAt),
  ];
  return [...new Set(dates)].sort((one, other) => one - other);
}

/** Roles that somebody had for a moment, on the way to another, do not make them known. */
const SETTLED_MS = 30 * DAY_MS;

/** A membership with another role from `now` on, which remembers the one that it was long enough. */
export function withRole(membership: Membership, role: Membership['role'], now: Instant): Membership {
  const { before } = membership;
  const isPassing = before !== undefined && now - before.until < SETTLED_MS;
  return { ...membership, role, before: { role: isPassing ? before.role : membership.role, until: now } };
}
