// What the inventory learns of licences: what the documents about a version say, as the registry keeps them, or loads them.

import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { LicenceSource } from '../inventory/currency/currency-ports.ts';
import { asStored } from '../registry/as-stored.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { readLicences } from '../registry/read-about.ts';

/** `report` hears of documents of single versions that cannot be read. */
export function createLicenceSource(
  registry: RegistryDeps,
  report: (error: unknown, ref: PackageRef) => void,
): LicenceSource {
  const stored = asStored(registry);
  return {
    toldBy(ref) {
      // A name that is ours says nothing of a namesake outside.
      if (registry.knowledge.reservations(ref).length > 0) return 'nobody';
      return registry.adapters[ref.ecosystem].about.isLicenceIndexed ? 'list' : 'documents';
    },
    kept: (ref, versions) => read(stored, ref, versions, report),
    loaded: (ref, versions) => read(registry, ref, versions, report),
  };
}

async function read(
  registry: RegistryDeps,
  ref: PackageRef,
  versions: readonly string[],
  report: (error: unknown, ref: PackageRef) => void,
): Promise<ReadonlyMap<string, string>> {
  try {
    return await readLicences(registry, ref, versions, (error) => report(error, ref));
  } catch (error) {
    // Gone upstream, or not at hand: nothing is told.
    if (isGatehouseError(error, 'not-found', 'upstream-unreachable')) return new Map();
    throw error;
  }
}
