// The names that are known here, for clients that ask for a list.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { RegistryDeps } from './deps.ts';

const MAX_NAMES = 10_000;

/** Names of packages that were asked for here, in order; at most 10,000. */
export async function listNames(
  deps: Pick<RegistryDeps, 'stores'>,
  ecosystem: Ecosystem,
): Promise<readonly PackageName[]> {
  const packages = await deps.stores.packages.search({ text: '', ecosystem, limit: MAX_NAMES });
  return packages.map(({ name }) => name);
}
