// Who may move versions of another registry in, and whose they become.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { requireAccess } from '../../identity/access.ts';
import { requireNameOfOwner } from '../../identity/namespaces/name-of-owner.ts';
import type { NameRule, NameStores } from '../../identity/namespaces/ask-for-name.ts';
import type { Owner } from '../../identity/organisations/organisation-ports.ts';
import { isEnabled } from '../../identity/principal.ts';
import { requireToken } from '../../identity/tokens/token-actions.ts';
import type { RegistryDeps } from '../deps.ts';
import type { Publisher } from '../publish/publish-deps.ts';
import type { OwnerName } from './import-ports.ts';

/** Throws `not-signed-in`, `not-allowed`, `needs-confirmation`: a reviewer, or a token of one that may import these packages. */
export function requireImporter(
  { clock }: Pick<RegistryDeps, 'clock'>,
  { principal, place }: Publisher,
  ref: PackageRef,
): void {
  requireAccess(principal, 'import-packages', { now: clock.now() });
  if (principal.kind === 'token') requireToken(principal, 'import', ref, place);
}

/** Throws `not-found`. */
export async function findImportOwner(stores: NameStores, { kind, name }: OwnerName): Promise<Owner> {
  if (kind === 'account') {
    const account = await stores.identity.findAccountByName(name);
    if (account !== undefined && isEnabled(account)) return { kind, id: account.id };
  } else {
    const organisation = await stores.organisations.findByName(name);
    if (organisation !== undefined) return { kind, id: organisation.id };
  }
  throw new GatehouseError(
    'not-found',
    `Cannot move in: there is no ${kind} ${JSON.stringify(name.slice(0, 100))}`,
  );
}

/**
 * Whose the package is, or becomes, is whom the importer named, and nobody else's. Whoever is asked here reads every name in the
 * journal anyway. Throws `conflict` for somebody else's package, `not-allowed` for a name in somebody else's namespace.
 */
export async function requireOwnersName(
  rule: Pick<NameRule, 'rules'>,
  stores: NameStores,
  owner: Owner,
  ref: PackageRef,
): Promise<{ readonly isOwned: boolean }> {
  const owned = await stores.ownership.find(ref.ecosystem, ref.name);
  if (owned === undefined) {
    await requireNameOfOwner(rule, stores, owner, ref);
    return { isOwned: false };
  }
  if (owned.owner.kind === owner.kind && owned.owner.id === owner.id) return { isOwned: true };
  throw new GatehouseError(
    'conflict',
    `Cannot move in ${ref.name}: it is somebody else's here; name whose it is with --owner`,
    { facts: { why: 'owner' } },
  );
}
