// The names that are known here, for clients that ask for a list.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import type { RegistryDeps } from './deps.ts';

const MAX_NAMES = 10_000;

/** Names of packages that were asked for here and that the asker `mayKnow`, in order; of the first 10,000. */
export async function listNames(
  deps: Pick<RegistryDeps, 'stores'>,
  ecosystem: Ecosystem,
  mayKnow: (ref: PackageRef) => Promise<boolean>,
): Promise<readonly PackageName[]> {
  const names: PackageName[] = [];
  for (const ref of await deps.stores.packages.search({ text: '', ecosystem, limit: MAX_NAMES })) {
    if (await mayKnow(ref)) names.push(ref.name);
  }
  return names;
}
