// Packages of which each change takes a one-time proof of whoever makes it, or a trusted publisher: a token that lies around
// publishes nothing there, whatever it was made for.

import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { actorOf, type Principal } from '../principal.ts';
import { tellOwners } from './organisation-notices.ts';
import type { OrganisationDeps } from './organisation-unit.ts';
import { ownerName, ownersToTell, requireOnPackage } from './owned-packages.ts';

/** Turns it on or off. Told to every owner. Throws `not-found`, `not-allowed`, access errors. */
export async function setAsksProof(
  deps: Pick<OrganisationDeps, 'unit' | 'clock' | 'random' | 'letterHead'>,
  principal: Principal,
  { ecosystem, name, asksProof }: PackageRef & { readonly asksProof: boolean },
): Promise<void> {
  const at = deps.clock.now();
  requireAccess(principal, 'manage-organisations', { now: at });
  await deps.unit.transact(async (work) => {
    const owned = await requireOnPackage(work, principal, { ecosystem, name }, 'manage-settings');
    const { asksProof: was, ...rest } = owned;
    if ((was === true) === asksProof) return;
    await work.ownership.save({ ...rest, ...(asksProof ? { asksProof } : {}) });
    const actor = actorOf(principal);
    const data = { owner: await ownerName(work, owned.owner), asksProof };
    work.journal.record({ kind: 'package-proof-changed', actor, at, ecosystem, name, data });
    const happened = asksProof
      ? `Each change of the ${ecosystem} package ${name} takes a second factor from now on, or a trusted publisher.`
      : `Tokens change the ${ecosystem} package ${name} without a second factor again, where they were made so.`;
    const told = await ownersToTell(work, owned.owner);
    await tellOwners(deps, work, { ...told, about: 'package-proof', happened, actor, at });
  });
}
