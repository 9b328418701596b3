// A package of which every version needs a second person's approval: turned on and off by its owner.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { given } from '../../kernel/given.ts';
import { mayEver, requireAccess } from '../../identity/access.ts';
import { accountsWhoMay } from '../../identity/organisations/accounts-who-may.ts';
import { mayOn } from '../../identity/organisations/object-rights.ts';
import { tellOwners } from '../../identity/organisations/organisation-notices.ts';
import {
  ownersToTell,
  requireOnPackage,
  rolesOnPackage,
} from '../../identity/organisations/owned-packages.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import type { ChangeDeps, PublishDeps } from '../publish/publish-deps.ts';

/** Publishers do not free themselves of it: who decides about people does. */
const CHANGES = 'manage-people';

export interface ApprovalSetting {
  readonly isRequired: boolean;
  readonly since?: Instant;
  /** Whether the principal may change it, now or once they confirmed that it is them. */
  readonly mayChange: boolean;
}

/** Throws `not-found` for a package that nobody owns and one that the principal may not know. */
export async function readApprovalSetting(
  { people, registry }: Pick<PublishDeps, 'people' | 'registry'>,
  principal: Principal,
  ref: PackageRef,
): Promise<ApprovalSetting> {
  const owned = await requireOnPackage(people, principal, ref, 'see');
  const since = await people.approvalRequired.since(ref);
  const roles = await rolesOnPackage(people, principal, owned);
  const isOwner = principal.kind === 'operator' || mayOn(roles, CHANGES);
  const mayChange = isOwner && mayEver(principal, 'manage-organisations', { now: registry.clock.now() });
  return { isRequired: since !== undefined, ...given('since', since), mayChange };
}

/**
 * Told to every owner. Throws `not-found`, `not-allowed` for who does not decide about its people, `conflict` where nobody could
 * approve anything, access errors.
 */
export async function setApprovalRequired(
  deps: ChangeDeps,
  principal: Principal,
  { ref, isRequired }: { readonly ref: PackageRef; readonly isRequired: boolean },
): Promise<void> {
  const { ecosystem, name } = ref;
  const at = deps.registry.clock.now();
  requireAccess(principal, 'manage-organisations', { now: at });
  await deps.unit.transact(async (work) => {
    const owned = await requireOnPackage(work, principal, ref, CHANGES);
    if (((await work.approvalRequired.since(ref)) !== undefined) === isRequired) return;
    if (isRequired && owned.owner.kind === 'account') {
      throw new GatehouseError(
        'conflict',
        `Cannot have versions of ${name} approved: one person owns it alone; give it to an organisation first (gatehouse transfer offer ${ecosystem} ${name} --organisation NAME)`,
      );
    }
    if (isRequired && (await accountsWhoMay(work, owned, 'approve')).length === 0) {
      throw new GatehouseError(
        'conflict',
        `Cannot have versions of ${name} approved: nobody may approve them; make somebody a reviewer or maintainer first (gatehouse grant)`,
      );
    }
    await (isRequired ? work.approvalRequired.add(ref, at) : work.approvalRequired.remove(ref));
    const actor = actorOf(principal);
    const data = { isRequired };
    work.journal.record({ kind: 'approval-required-changed', actor, at, ecosystem, name, data });
    const happened = isRequired
      ? `Every version of the ${ecosystem} package ${name} needs a second person's approval from now on.`
      : `Versions of the ${ecosystem} package ${name} are published without a second person's approval again.`;
    const told = await ownersToTell(work, owned.owner);
    await tellOwners(deps, work, { ...told, about: 'approval-required-changed', happened, actor, at });
  });
}
