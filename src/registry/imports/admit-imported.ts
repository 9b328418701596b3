// Lets in what is moved in from another registry, as `publishTogether` lets in what is new: by another right, under the same policy.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease } from '../../ecosystems/adapter-publish.ts';
import type { OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import { requireThawed } from '../../identity/takeover/frozen.ts';
import { requireTrustedWhereOnly } from '../../identity/trusted-publishing/trusted-only.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { assertNobodysName, assertOneSpelling } from '../publish/new-name.ts';
import type { PublishDeps, Publisher, PublishWork } from '../publish/publish-deps.ts';
import { requireNoTerms, termsOf, type PublishTerm } from '../publish/publish-terms.ts';
import { readRowsBefore, type ImportedRelease, type RowsBefore } from '../publish/release-rows.ts';
import { requireImporter, requireOwnersName } from './import-right.ts';

/**
 * Terms about who is there and what is stopped. Whoever moves in does so by no role on the package, so that it does not matter since
 * when they have one; and those about what is new say nothing of what is old.
 */
const HOLDING: ReadonlySet<PublishTerm['term']> = new Set([
  'frozen',
  'account-recovered',
  'dormant-account',
  'identity-mismatch',
]);

/** What is there of the package, when the version may be moved in. Throws what the right to do so and terms throw, and `conflict`. */
export async function assertImportable(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: PartedRelease,
  imported: ImportedRelease,
): Promise<RowsBefore> {
  const { registry, people, names } = deps;
  const at = registry.clock.now();
  requireImporter(registry, publisher, ref);
  const { isOwned } = await requireOwnersName(names, people, imported.owner, ref);
  if (isOwned) {
    await requireTrustedWhereOnly(people, publisher.principal, ref);
    const terms = await termsOf(deps, people, publisher, ref, at);
    requireNoTerms(terms.filter(({ term }) => HOLDING.has(term)));
  }
  const rules = publishRulesOf(registry, ref.ecosystem);
  const before = await readRowsBefore(registry.stores, ref, release, { rules, at, imported });
  await assertOneSpelling(registry.stores, registry, release, { ref, hosted: before.hosted });
  if (before.hosted === undefined) await assertNobodysName(registry, ref);
  return before;
}

/** Whose it is, within the unit of work that makes it visible. Throws as `requireOwnersName`. */
export async function settleImported(
  { names, rules }: Pick<PublishDeps, 'names' | 'rules'>,
  work: PublishWork,
  ref: PackageRef,
  { imported, at }: { readonly imported: ImportedRelease; readonly at: Instant },
): Promise<{ readonly owned: OwnedPackage; readonly isNew: boolean }> {
  await requireOwnersName(names, work, imported.owner, ref);
  const before = await work.ownership.find(ref.ecosystem, ref.name);
  if (before !== undefined) {
    await requireThawed(work, ref, 'import into');
    return { owned: before, isNew: false };
  }
  const { owner, visibility = rules.visibility } = imported;
  const owned: OwnedPackage = { ...ref, owner, visibility, since: at };
  await work.ownership.save(owned);
  return { owned, isNew: true };
}
