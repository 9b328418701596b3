// Searches the packages that were asked for here.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { SearchResult } from '../ecosystems/adapter.ts';
import type { RegistryDeps } from './deps.ts';
import { pageUrl } from './refuse.ts';

/** Packages whose name contains `text`, by name. What was never asked for here is not found. */
export async function searchPackages(
  deps: Pick<RegistryDeps, 'stores' | 'publicUrl'>,
  query: { readonly ecosystem: Ecosystem; readonly text: string; readonly limit: number },
): Promise<readonly SearchResult[]> {
  const { ecosystem, text, limit } = query;
  const packages = await deps.stores.packages.search({ text, ecosystem, limit });
  return packages.map((ref) => ({ name: ref.name, pageUrl: pageUrl(deps.publicUrl, ref) }));
}
