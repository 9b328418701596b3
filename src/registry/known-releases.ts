// What is known of a package's releases: which versions there are, since when, and when that was confirmed.

import { isGatehouseError } from '../kernel/errors.ts';
import type { VersionFacts } from '../kernel/evidence.ts';
import { given } from '../kernel/given.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { RegistryDeps } from './deps.ts';
import { datePublished, learntDates } from './examine-package.ts';
import { loadPackage } from './load-package.ts';

/** The versions that an index lists, dated by it or by what was learnt here. */
export interface ListedReleases {
  readonly versions: readonly Pick<VersionFacts, 'version' | 'published' | 'yanked' | 'licence'>[];
  readonly updatedAt?: number;
  readonly checkedAt: number;
}

/**
 * Of the package as its upstream describes it; with the registry `asStored`, by what is kept. Undefined: no upstream has
 * it, it was never loaded (`asStored`), it has vanished, or its name is reserved and nothing is published under it. Throws what
 * loading throws besides.
 */
export async function findReleases(deps: RegistryDeps, ref: PackageRef): Promise<ListedReleases | undefined> {
  const isReserved = deps.knowledge.reservations(ref).length > 0;
  if (isReserved && (await deps.stores.hosted.find(ref)) === undefined) return undefined;
  try {
    const { index, checkedAt, vanished } = await loadPackage(deps, ref);
    // What a registry has no more cannot be updated from it.
    if (vanished || index.versions.length === 0) return undefined;
    const dates = learntDates(await deps.stores.statements.ofPackage(ref, deps.clock.now()));
    return {
      versions: index.versions.map((facts) => ({
        ...facts,
        published: datePublished(facts.published, dates.get(facts.version)),
      })),
      ...given('updatedAt', index.updatedAt),
      checkedAt,
    };
  } catch (error) {
    if (isGatehouseError(error, 'not-found')) return undefined;
    throw error;
  }
}
