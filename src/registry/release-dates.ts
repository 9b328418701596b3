// When the versions of a package came out, by what is stored alone.

import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import type { Instant } from '../kernel/clock.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { asStored } from './as-stored.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage } from './examine-package.ts';

/** By version, those whose date is known; nothing about a package that was never asked for here. No upstream is asked. */
export async function releaseDates(
  deps: RegistryDeps,
  ref: PackageRef,
): Promise<ReadonlyMap<string, Instant>> {
  try {
    const { evidence } = await examinePackage(asStored(deps), ref, DEFAULT_VIEW);
    return new Map(
      evidence.versions.flatMap(({ version, published }) =>
        'at' in published ? [[version, published.at] as const] : [],
      ),
    );
  } catch (error) {
    if (isGatehouseError(error, 'storage-failed', 'storage-full')) throw error;
    // Its index is not stored, or cannot be read: nothing is known of its dates.
    return new Map();
  }
}
