// Searches the packages that were asked for here.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { SearchResult } from '../ecosystems/adapter-answers.ts';
import type { RegistryDeps } from './deps.ts';
import { pageUrl } from './refuse.ts';

/** What lies beyond is not found: each page is read from the beginning. */
const MOST_FOUND = 1_000;

/** Up to `limit` packages whose name contains `text`, by name, after the first `from`. What was never asked for here is not found. */
export async function searchPackages(
  deps: Pick<RegistryDeps, 'stores' | 'publicUrl'>,
  query: {
    readonly ecosystem: Ecosystem;
    readonly text: string;
    readonly from: number;
    readonly limit: number;
  },
): Promise<readonly SearchResult[]> {
  const { ecosystem, text, from } = query;
  const limit = Math.min(MOST_FOUND, from + query.limit);
  if (from >= limit) return [];
  const packages = await deps.stores.packages.search({ text, ecosystem, limit });
  return packages.slice(from).map((ref) => ({ name: ref.name, pageUrl: pageUrl(deps.publicUrl, ref) }));
}
