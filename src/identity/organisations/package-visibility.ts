// Who may know that a package exists: asked for every request about one, and from memory for all that is public.

import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { ChangeKind } from '../../journal/changes.ts';

import type { Principal } from '../principal.ts';
import { isGranted } from '../trusted-publishing/granted-package.ts';
import { mayToken, type TokenPlace } from '../tokens/token-actions.ts';
import { maySee } from './object-rights.ts';
import type { OrganisationStores, OwnedPackage } from './organisation-ports.ts';
import { rolesOnPackage } from './owned-packages.ts';

/** After these, `reload`. */
export const VISIBILITY_CHANGES = [
  'package-created',
  'package-assigned',
  'package-visibility-changed',
  'package-transferred',
] as const satisfies readonly ChangeKind[];

/** After these somebody may have other roles than before: `forget`. */
export const ROLE_CHANGES = [
  'organisation-deleted',
  'member-joined',
  'member-role-changed',
  'member-left',
  'team-changed',
  'grant-given',
  'grant-ended',
] as const satisfies readonly ChangeKind[];

export interface PackageVisibility {
  /** Whether not everybody may know it. Touches nothing but memory. */
  isHidden(ref: PackageRef): boolean;
  /** Whether this one may; of what is not hidden, everybody. A token that is bound to packages knows those alone. */
  mayKnow(principal: Principal, place: TokenPlace, ref: PackageRef): Promise<boolean>;
  /** Reads the store again. What was in force stays so when that fails, and the error is passed on. */
  reload(): Promise<void>;
  forget(): void;
}

/** Answers that are remembered until somebody's roles change. */
const MAX_REMEMBERED = 20_000;

/** Throws what reading the store throws. */
export async function loadVisibility(stores: OrganisationStores): Promise<PackageVisibility> {
  let hidden = new Map<string, OwnedPackage>();
  let remembered = new Map<string, Promise<boolean>>();
  let reads = 0;
  let newest = 0;

  const decide = async (principal: Principal, owned: OwnedPackage): Promise<boolean> =>
    maySee(owned, accountOf(principal), await rolesOnPackage(stores, principal, owned));

  const visibility: PackageVisibility = {
    isHidden: (ref) => hidden.size > 0 && hidden.has(packageKey(ref)),
    async mayKnow(principal, place, ref) {
      const owned = hidden.get(packageKey(ref));
      if (owned === undefined || principal.kind === 'operator') return true;
      if (principal.kind === 'nobody') return false;
      if (principal.kind === 'token' && !covers(principal, ref, place)) return false;
      // A build has no account; its token is for what it publishes, which it may look at.
      if (principal.kind === 'token' && principal.scope === 'publisher') return isGranted(principal, owned);
      const key = `${principal.accountId}\n${packageKey(ref)}`;
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const deciding = decide(principal, owned);
      const before = remembered;
      if (before.size >= MAX_REMEMBERED) before.clear();
      before.set(key, deciding);
      deciding.catch(() => before.delete(key));
      return deciding;
    },
    async reload() {
      // Of reads that overtake each other, the one that began last counts.
      const read = ++reads;
      const all = await stores.ownership.hidden();
      if (read < newest) return;
      newest = read;
      hidden = new Map(all.map((owned) => [packageKey(owned), owned]));
      visibility.forget();
    },
    forget() {
      // A decision that is under way was begun before: it is remembered by nobody.
      remembered = new Map();
    },
  };
  await visibility.reload();
  return visibility;
}

/** One that is bound to no packages reads whatever its account may. */
function covers(token: Extract<Principal, { kind: 'token' }>, ref: PackageRef, place: TokenPlace): boolean {
  return token.packages === undefined ? token.scope !== 'write' : mayToken(token, 'read', ref, place).may;
}

function accountOf(principal: Principal): string | undefined {
  return principal.kind === 'person' || principal.kind === 'token' ? principal.accountId : undefined;
}
