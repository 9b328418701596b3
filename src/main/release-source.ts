// What the inventory learns of releases: what the registry keeps of a package, or loads.

import { isGatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { KnownReleases, Release, ReleaseSource } from '../inventory/currency/currency-ports.ts';
import { asStored } from '../registry/as-stored.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { findReleases, type ListedReleases } from '../registry/known-releases.ts';

export function createReleaseSource(registry: RegistryDeps): ReleaseSource {
  const stored = asStored(registry);
  return {
    async kept(ref) {
      try {
        return knownOf(await findReleases(stored, ref));
      } catch (error) {
        // Without its documents at hand, nothing is known of a package.
        if (isGatehouseError(error, 'upstream-unreachable')) return undefined;
        throw error;
      }
    },
    loaded: async (ref) => knownOf(await findReleases(registry, ref)),
  };
}

function knownOf(listed: ListedReleases | undefined): KnownReleases | undefined {
  if (listed === undefined) return undefined;
  const { versions, updatedAt, checkedAt } = listed;
  return { releases: versions.map(releaseOf), ...given('updatedAt', updatedAt), checkedAt };
}

/** A release that appeared while it was watched came out no later than it was seen; one that was there before has no date. */
function releaseOf({ version, published, yanked, licence }: ListedReleases['versions'][number]): Release {
  const { how } = published;
  return {
    version,
    isYanked: yanked !== undefined,
    ...(how === 'upstream' || how === 'artifact' || how === 'imported' ? { publishedAt: published.at } : {}),
    ...(how === 'first-seen' ? { seenAt: published.at } : {}),
    ...given('licence', licence),
  };
}
