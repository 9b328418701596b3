// Whether a name that nothing is published under may be taken: nobody shadows what an upstream has.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { asPackageName, packageKey, type PackageName, type PackageRef } from '../../kernel/package-ref.ts';
import type { Release } from '../../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../deps.ts';
import type { HostedPackage } from '../hosted/hosted-ports.ts';
import { loadPackage } from '../load-package.ts';
import type { RegistryStores } from '../ports.ts';

/**
 * Returns when no upstream has a package of this name, or it is reserved here, so that none is asked. Throws `conflict` where
 * one has it, and what loading throws where that cannot be found out.
 */
export async function assertNobodysName(deps: RegistryDeps, ref: PackageRef): Promise<void> {
  if (deps.knowledge.reservations(ref).length > 0) return;
  for (const spelling of spellingsOf(deps, ref)) {
    const upstream = await findUpstream(deps, { ...ref, name: spelling });
    if (upstream === undefined) continue;
    const named =
      spelling === ref.name
        ? 'of this name, which would be kept from everybody'
        : `called ${spelling}, which clients take for the same`;
    throw new GatehouseError(
      'conflict',
      `Cannot publish ${ref.name}: upstream ${upstream} has a package ${named}; take a name in a namespace of yours, or have a reviewer reserve this one (gatehouse reserve ${packageKey(ref)})`,
      { facts: { upstream } },
    );
  }
}

/** As crates and the like are spelt: with one of the separators throughout. */
function spellingsOf({ adapters }: RegistryDeps, { ecosystem, name }: PackageRef): ReadonlySet<PackageName> {
  const all = [name];
  if (adapters[ecosystem].publish?.keepsSpelling === true) {
    all.push(asPackageName(name.replaceAll('_', '-')), asPackageName(name.replaceAll('-', '_')));
  }
  return new Set(all);
}

/**
 * Where names keep their spelling, returns when the release spells it as the package was first spelt, or nothing is published
 * under another one. Throws `conflict` that says how it is spelt.
 */
export async function assertOneSpelling(
  { hosted }: Pick<RegistryStores, 'hosted'>,
  { adapters }: Pick<RegistryDeps, 'adapters'>,
  { spelt }: Pick<Release, 'spelt'>,
  before: { readonly ref: PackageRef; readonly hosted: HostedPackage | undefined },
): Promise<void> {
  const { ref } = before;
  if (adapters[ref.ecosystem].publish?.keepsSpelling !== true) return;
  const same = before.hosted ?? (await hosted.findTwin(ref));
  if (same === undefined || same.spelt === spelt) return;
  throw new GatehouseError(
    'conflict',
    `Cannot publish ${spelt}: a package of this name is published here as ${same.spelt}, which is how it is spelt`,
    { facts: { spelt: same.spelt } },
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
