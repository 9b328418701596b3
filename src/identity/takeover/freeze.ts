// Freezes packages: at once, by whoever has a right to one, and by those who keep names here. Nothing is lost by it.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';

import { requireAccess } from '../access.ts';
import {
  accountIdOf,
  requireOnOrganisation,
  type KnownOrganisation,
} from '../organisations/object-access.ts';
import { mayOn, maySee } from '../organisations/object-rights.ts';
import type { OwnedPackage, Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from '../organisations/organisation-unit.ts';
import { noPackage, rolesOnPackage } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { tellPeople, tellPeopleOfOwner } from './package-notices.ts';
import type { Freeze, FreezeKind } from './takeover-ports.ts';

export type FreezeDeps = Pick<OrganisationDeps, 'unit' | 'clock' | 'random' | 'letterHead'>;

export interface FreezeWish extends PackageRef {
  /** For everybody who may know the package; may be empty. */
  readonly reason: string;
}

/**
 * Freezes one. Whoever may publish it or settle things on it does it as one of its people, anybody else as a reviewer; what is
 * frozen so already stays as it is. Throws `not-found` for one that nobody owns or that the principal may not know,
 * `not-allowed`, access errors.
 */
export async function freezePackage(
  deps: FreezeDeps,
  principal: Principal,
  { ecosystem, name, reason }: FreezeWish,
): Promise<void> {
  const at = deps.clock.now();
  requireAccess(principal, 'freeze-packages', { now: at });
  await deps.unit.transact(async (work) => {
    const owned = await work.ownership.find(ecosystem, name);
    if (owned === undefined) throw noPackage();
    const kind = await kindFor(work, principal, owned);
    const actor = actorOf(principal);
    if (!(await addFreeze(deps, work, owned, { kind, reason, actor, by: nameOf(principal), at }))) return;
    await tellFrozen(deps, work, owned, { kind, reason, actor, at });
  });
}

/**
 * Freezes everything that the principal's account owns, and everything of the organisations that it owns, or of the one that
 * is named, which takes a role that publishes there or settles things: for whoever wakes up to a stolen laptop. Answers which
 * packages are frozen by it. Throws `not-found` for an organisation that they do not belong to, `not-allowed`, access errors.
 */
export async function freezeAll(
  deps: FreezeDeps,
  principal: Principal,
  { organisation, reason }: { readonly organisation?: string | undefined; readonly reason: string },
): Promise<readonly PackageRef[]> {
  const at = deps.clock.now();
  requireAccess(principal, 'freeze-packages', { now: at });
  const actor = actorOf(principal);
  return deps.unit.transact(async (work) => {
    const frozen: PackageRef[] = [];
    for (const owner of await ownersBehind(work, principal, organisation)) {
      const fresh: OwnedPackage[] = [];
      for (const owned of await work.ownership.of(owner)) {
        if (!isCovered(principal, owned)) continue;
        const wish = { kind: 'owner', reason, actor, by: nameOf(principal), at } as const;
        if (await addFreeze(deps, work, owned, wish)) fresh.push(owned);
      }
      if (fresh.length === 0) continue;
      const happened = `${listPackages(fresh)} frozen${because(reason)}: nothing of them is published, changed or handed over until an owner unfreezes them (gatehouse package unfreeze).`;
      await tellPeopleOfOwner(deps, work, owner, { about: 'package-frozen', happened, actor, at });
      frozen.push(...fresh.map(({ ecosystem, name }) => ({ ecosystem, name })));
    }
    return frozen;
  });
}

export interface NewFreeze {
  readonly kind: FreezeKind;
  readonly reason: string;
  readonly actor: string;
  /** Where others are shown who it was: the account behind a token. */
  readonly by?: string;
  readonly at: Instant;
  readonly mismatch?: Freeze['mismatch'];
}

/** Whether it was not frozen in this way before; journalled. */
export async function addFreeze(
  { random }: Pick<FreezeDeps, 'random'>,
  work: Pick<OrganisationWork, 'freezes' | 'journal'>,
  { ecosystem, name }: PackageRef,
  { kind, reason, actor, by = actor, at, mismatch }: NewFreeze,
): Promise<boolean> {
  const open = await work.freezes.open({ ecosystem, name });
  if (open.some((one) => one.kind === kind)) return false;
  const freeze: Freeze = {
    id: mintId(random),
    ecosystem,
    name,
    kind,
    reason,
    since: at,
    by,
    ...(mismatch === undefined ? {} : { mismatch }),
  };
  await work.freezes.save(freeze);
  const data = { freezeId: freeze.id, frozenBy: kind, reason };
  work.journal.record({ kind: 'package-frozen', actor, at, ecosystem, name, data });
  return true;
}

export async function tellFrozen(
  deps: Pick<FreezeDeps, 'random' | 'letterHead'>,
  work: OrganisationWork,
  owned: OwnedPackage,
  { kind, reason, actor, at }: NewFreeze,
): Promise<void> {
  const { ecosystem, name } = owned;
  const by = kind === 'reviewer' ? ' by a reviewer of this server' : '';
  const happened = `The ${ecosystem} package ${name} was frozen${by}${because(reason)}: nothing of it is published, changed or handed over until that is ended. Who may end it: gatehouse package holds ${ecosystem} ${name}`;
  await tellPeople(deps, work, owned, { about: 'package-frozen', happened, actor, at });
}

/** One that people of the package or reviewers ask for. Throws `not-found`, `not-allowed`. */
async function kindFor(
  work: OrganisationWork,
  principal: Principal,
  owned: OwnedPackage,
): Promise<'owner' | 'reviewer'> {
  const isReviewer = principal.kind === 'operator' || isKeeper(principal);
  if (principal.kind !== 'operator' && isCovered(principal, owned)) {
    const roles = await rolesOnPackage(work, principal, owned);
    if (mayOn(roles, 'publish') || mayOn(roles, 'manage-settings')) return 'owner';
    const accountId = principal.kind === 'nobody' ? undefined : principal.accountId;
    if (!isReviewer && !maySee(owned, accountId, roles)) throw noPackage();
  }
  if (isReviewer) return 'reviewer';
  throw new GatehouseError(
    'not-allowed',
    `Cannot freeze ${owned.name}: expected somebody who may publish it or settle things on it, or a reviewer of this server`,
  );
}

/** The account behind a token, too. */
function nameOf(principal: Principal): string {
  return principal.kind === 'token' && principal.accountName !== ''
    ? `account:${principal.accountName}`
    : actorOf(principal);
}

/** Reviewers keep names here; a token of theirs that writes is for their packages alone. */
export function isKeeper(principal: Principal): boolean {
  if (principal.kind === 'nobody') return false;
  if (principal.kind === 'token' && principal.scope !== 'api') return false;
  return principal.role === 'reviewer' || principal.role === 'administrator';
}

/** A token that is bound to packages freezes those alone. */
function isCovered(principal: Principal, { ecosystem, name }: PackageRef): boolean {
  if (principal.kind !== 'token' || principal.packages === undefined) return true;
  return principal.packages.some(
    (bound) => bound.ecosystem === ecosystem && matchesNamePattern(bound.pattern, name),
  );
}

async function ownersBehind(
  work: OrganisationWork,
  principal: Principal,
  organisation: string | undefined,
): Promise<readonly Owner[]> {
  if (organisation !== undefined) {
    const known = await requireOnOrganisation(work, principal, organisation, 'see');
    requireMayFreeze(known);
    return [{ kind: 'organisation', id: known.organisation.id }];
  }
  const id = accountIdOf(principal);
  const owned = (await work.organisations.membershipsOf(id)).filter(({ role }) => role === 'owner');
  return [
    { kind: 'account', id },
    ...owned.map(({ organisationId }) => ({ kind: 'organisation', id: organisationId }) as const),
  ];
}

/** Whoever may freeze each of its packages may freeze them all: who publishes them, and who settles things. */
function requireMayFreeze({ organisation, membership }: KnownOrganisation): void {
  if (membership === undefined) return;
  const { role } = membership;
  const roles = new Set(role === 'member' ? [] : [role]);
  if (mayOn(roles, 'publish') || mayOn(roles, 'manage-settings')) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot freeze everything of ${organisation.name}: found the role ${role}, expected one that publishes there or settles things`,
  );
}

/** More are counted, not named. */
const MOST_NAMED = 20;

function listPackages(packages: readonly PackageRef[]): string {
  const named = packages.slice(0, MOST_NAMED).map(({ ecosystem, name }) => `${ecosystem} ${name}`);
  const more = packages.length - named.length;
  const all = named.join(', ') + (more > 0 ? ` and ${more} more` : '');
  return packages.length === 1 ? `The package ${all} was` : `The packages ${all} were`;
}

function because(reason: string): string {
  return reason === '' ? '' : ` (${reason})`;
}
