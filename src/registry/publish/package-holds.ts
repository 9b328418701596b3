// Everything that holds a package back from being published: one list, for whoever may know the package.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { mayOn } from '../../identity/organisations/object-rights.ts';
import { rolesOnPackage } from '../../identity/organisations/owned-packages.ts';
import { isKeeper } from '../../identity/takeover/freeze.ts';
import { ENDED_BY } from '../../identity/takeover/frozen.ts';
import { mayEnd } from '../../identity/takeover/unfreeze.ts';
import type { Freeze } from '../../identity/takeover/takeover-ports.ts';
import type { Principal } from '../../identity/principal.ts';
import type { PublishDeps } from './publish-deps.ts';

/** One hold. */
export interface PackageHold {
  /** `frozen-by-owner`, `frozen-by-reviewer`, `identity-mismatch`. */
  readonly kind: 'frozen-by-owner' | 'frozen-by-reviewer' | 'identity-mismatch';
  readonly since: Instant;
  /** As the journal names who. */
  readonly by: string;
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

/** Oldest first. That the caller may know the package is for who asks to see to. */
export async function listHolds(
  { people }: Pick<PublishDeps, 'people'>,
  principal: Principal,
  ref: PackageRef,
): Promise<PackageHolds> {
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
  const mayFreeze =
    principal.kind === 'operator' ||
    isKeeper(principal) ||
    mayOn(roles, 'publish') ||
    mayOn(roles, 'manage-settings');
  return { holds, mayFreeze };
}

function kindOf({ kind }: Freeze): PackageHold['kind'] {
  return kind === 'identity-mismatch' ? kind : `frozen-by-${kind}`;
}
