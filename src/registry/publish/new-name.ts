// Whether a name that nothing is published under may be taken: nobody shadows what an upstream has.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { RegistryDeps } from '../deps.ts';
import { loadPackage } from '../load-package.ts';

/**
 * Returns when no upstream has a package of this name, or it is reserved here, so that none is asked. Throws `conflict` where
 * one has it, and what loading throws where that cannot be found out.
 */
export async function assertNobodysName(deps: RegistryDeps, ref: PackageRef): Promise<void> {
  if (deps.knowledge.reservations(ref).length > 0) return;
  const upstream = await findUpstream(deps, ref);
  if (upstream === undefined) return;
  throw new GatehouseError(
    'conflict',
    `Cannot publish ${ref.name}: upstream ${upstream} has a package of this name, which would be kept from everybody; take a name in a namespace of yours, or have a reviewer reserve this one (gatehouse reserve ${packageKey(ref)})`,
    { facts: { upstream } },
  );
}

async function findUpstream(deps: RegistryDeps, ref: PackageRef): Promise<string | undefined> {
  try {
    const { upstream, index } = await loadPackage(deps, ref);
    // Maven's upstreams answer for any name; one without versions has nothing.
    return index.versions.length > 0 ? upstream.name : undefined;
  } catch (error) {
    if (isGatehouseError(error, 'not-found')) return undefined;
    throw error;
  }
}
