// Whose a package was, since when, and who may know it: for whoever may know the package now.

import type { JournalEntry, JournalReader } from '../../journal/journal.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import type { Principal } from '../principal.ts';
import type { OrganisationDeps } from './organisation-unit.ts';
import { describeOwnedPackage } from './owned-packages.ts';

/** What changes whose a package is, or who may know it. */
export const OWNERSHIP_KINDS = [
  'package-created',
  'package-assigned',
  'package-visibility-changed',
  'package-transfer-offered',
  'package-transferred',
] as const;

export interface OwnershipQuestion extends PackageRef {
  /** Only entries before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Newest first. Throws `not-found` in the same words for one that nobody owns and one that the caller may not know; access errors. */
export async function readOwnershipHistory(
  deps: Pick<OrganisationDeps, 'stores' | 'clock'> & { readonly reader: Pick<JournalReader, 'readBefore'> },
  principal: Principal,
  { ecosystem, name, before, limit }: OwnershipQuestion,
): Promise<readonly JournalEntry[]> {
  await describeOwnedPackage(deps, principal, { ecosystem, name });
  return deps.reader.readBefore(before, limit, { ecosystem, name, kinds: OWNERSHIP_KINDS });
}
