// Whose a package is, asked again within the unit of work that publishes it.

import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease } from '../../ecosystems/adapter-publish.ts';
import type { OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import { settleImported } from '../imports/admit-imported.ts';
import { requireNameStill } from './name-right.ts';
import type { PublishDeps, Publisher, PublishWork } from './publish-deps.ts';
import { requireTerms } from './require-terms.ts';
import { publishingAccount, requireRole } from './publish-right.ts';
import type { ReleasedBy } from './release-rows.ts';
import { namerOf, type PublishRight } from './admit-release.ts';

/** Whose package it is once the release is there. */
export interface Ownership {
  readonly owned: OwnedPackage;
  readonly isNew: boolean;
}

/** Whoever publishes a name first owns it, unless it was given to somebody before, or lies in a namespace: then whose that is. */
export async function settleOwnership(
  deps: PublishDeps,
  work: PublishWork,
  publisher: Publisher,
  ref: PackageRef,
  {
    release,
    by,
    right,
  }: { readonly release: PartedRelease; readonly by: ReleasedBy; readonly right: PublishRight },
): Promise<Ownership> {
  if (right.action === 'import')
    return settleImported(deps, work, ref, { imported: right.imported, at: by.at });
  const before = await work.ownership.find(ref.ecosystem, ref.name);
  if (before !== undefined) {
    const owned = await requireRole(work, publisher, ref, right.action);
    await requireTerms(deps, work, publisher, ref, { right, at: by.at });
    return { owned, isNew: false };
  }
  const { rules, names } = deps;
  const namer = namerOf(publisher, right);
  const owner = await requireNameStill(names, work, namer, ref);
  const owned: OwnedPackage = {
    ...ref,
    owner: owner ?? { kind: 'account', id: publishingAccount(namer) },
    visibility: release.visibility ?? rules.visibility,
    since: by.at,
  };
  await work.ownership.save(owned);
  return { owned, isNew: true };
}
