// Searches the packages that were asked for here.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
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
    /** Whether whoever searches may know of it. */
    readonly mayKnow: (ref: PackageRef) => Promise<boolean>;
  },
): Promise<readonly SearchResult[]> {
  const { ecosystem, text, from } = query;
  const limit = Math.min(MOST_FOUND, from + query.limit);
  if (from >= limit) return [];
  const packages = await deps.stores.packages.search({ text, ecosystem, limit });
  const results: SearchResult[] = [];
  for (const ref of packages.slice(from)) {
    if (await query.mayKnow(ref)) results.push({ name: ref.name, pageUrl: pageUrl(deps.publicUrl, ref) });
  }
  return results;
}
