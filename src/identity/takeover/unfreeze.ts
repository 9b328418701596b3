// Ends freezes: by a person who just proved themself, and by who may end that kind of freeze.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { mayOn, maySee } from '../organisations/object-rights.ts';
import type { ObjectRole, OwnedPackage } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { noPackage, rolesOnPackage } from '../organisations/owned-packages.ts';
import { actorOf, type Principal } from '../principal.ts';
import { RECOVERED_BY } from './account-recovered.ts';
import { isKeeper, type FreezeDeps } from './freeze.ts';
import { ENDED_BY } from './frozen.ts';
import { tellPeople } from './package-notices.ts';
import type { Freeze, FreezeKind } from './takeover-ports.ts';

export interface UnfreezeWish extends PackageRef {
  /** Absent: every one that the principal may end. */
  readonly kind?: FreezeKind | undefined;
}

/**
 * Ends what the principal may end of it. Throws `not-found`, `conflict` for a package that is not frozen so, `not-allowed` when
 * they may end none of it or were recovered lately, access errors (`unfreeze-packages`).
 */
export async function unfreezePackage(
  deps: FreezeDeps,
  principal: Principal,
  { ecosystem, name, kind }: UnfreezeWish,
): Promise<void> {
  const at = deps.clock.now();
  requireAccess(principal, 'unfreeze-packages', { now: at });
  await deps.unit.transact(async (work) => {
    const owned = await work.ownership.find(ecosystem, name);
    if (owned === undefined) throw noPackage();
    const roles = await knownRoles(work, principal, owned);
    const open = (await work.freezes.open(owned)).filter((one) => kind === undefined || one.kind === kind);
    await requireUnrecovered(deps, work, principal, { name, at });
    if (open.length === 0) throw new GatehouseError('conflict', `Cannot unfreeze ${name}: it is not frozen`);
    const ending: Freeze[] = [];
    for (const freeze of open) if (await mayEnd(work, principal, roles, freeze)) ending.push(freeze);
    if (ending.length === 0) throw refusal(name, open);
    const actor = actorOf(principal);
    for (const freeze of ending) {
      await work.freezes.save({ ...freeze, ended: { at, by: actor } });
      const data = { freezeId: freeze.id, frozenBy: freeze.kind, reason: freeze.reason };
      work.journal.record({ kind: 'package-unfrozen', actor, at, ecosystem, name, data });
    }
    const isOpen = (await work.freezes.open(owned)).length > 0;
    const happened = isOpen
      ? `A freeze of the ${ecosystem} package ${name} was ended; it is still frozen otherwise (gatehouse package holds ${ecosystem} ${name}).`
      : `The ${ecosystem} package ${name} is not frozen any more, and can be published and changed again.`;
    await tellPeople(deps, work, owned, { about: 'package-unfrozen', happened, actor, at });
  });
}

/** Whoever took an account over would end the freeze of whom they took it from: that is for another one, or for later. */
async function requireUnrecovered(
  { letterHead }: FreezeDeps,
  { recoveries }: Pick<OrganisationWork, 'recoveries'>,
  principal: Principal,
  { name, at }: { readonly name: string; readonly at: Instant },
): Promise<void> {
  const recovery = principal.kind === 'person' ? await recoveries.last(principal.accountId) : undefined;
  if (recovery === undefined || at - recovery.at >= letterHead.holdMs) return;
  const until = formatInstant(recovery.at + letterHead.holdMs);
  throw new GatehouseError(
    'not-allowed',
    `Cannot unfreeze ${name}: found that your account was recovered at ${formatInstant(recovery.at)} (${RECOVERED_BY[recovery.how]}), expected somebody else who may, or that you try again after ${until}`,
    { facts: { term: 'account-recovered', until } },
  );
}

/** Whether the principal, by these roles on the package, may end a freeze: what a page may offer, too. */
export async function mayEnd(
  work: Pick<OrganisationWork, 'publishers'>,
  principal: Principal,
  roles: ReadonlySet<ObjectRole>,
  freeze: Freeze,
): Promise<boolean> {
  if (principal.kind === 'operator') return true;
  switch (freeze.kind) {
    case 'owner':
      return mayOn(roles, 'transfer');
    case 'reviewer':
      return isKeeper(principal);
    case 'identity-mismatch': {
      if (!mayOn(roles, 'manage-settings') && !isKeeper(principal)) return false;
      // Whoever holds the name now would be asked for it again, and frozen again, with each of their runs.
      return (await work.publishers.find(freeze.mismatch?.publisherId ?? '')) === undefined;
    }
  }
}

/** Throws `not-found` for a package that the principal may not know. */
async function knownRoles(
  work: OrganisationWork,
  principal: Principal,
  owned: OwnedPackage,
): Promise<ReadonlySet<ObjectRole>> {
  if (principal.kind === 'operator') return new Set();
  const roles = await rolesOnPackage(work, principal, owned);
  const accountId = principal.kind === 'nobody' ? undefined : principal.accountId;
  if (isKeeper(principal) || maySee(owned, accountId, roles)) return roles;
  throw noPackage();
}

function refusal(name: string, open: readonly Freeze[]): GatehouseError {
  const who = [...new Set(open.map((freeze) => ENDED_BY[freeze.kind]))].join(', or by ');
  return new GatehouseError('not-allowed', `Cannot unfreeze ${name}: expected that it is done by ${who}`, {
    facts: { term: 'frozen' },
  });
}
