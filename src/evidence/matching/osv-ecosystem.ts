// What an OSV ecosystem id means here.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { withoutLastSlashes } from '../../kernel/without-last.ts';

/** One of our ecosystems, and the repository that an id's suffix names. */
export interface OsvEcosystem {
  readonly ecosystem: Ecosystem;
  /** Absolute address; absent for the ecosystem's usual repository. */
  readonly repository?: string;
}

const ECOSYSTEM_OF: ReadonlyMap<string, Ecosystem> = new Map([
  ['npm', 'npm'],
  ['PyPI', 'pypi'],
  ['crates.io', 'cargo'],
  ['Maven', 'maven'],
  ['Packagist', 'composer'],
]);

/** The ecosystems whose suffix names a repository (OSV schema, `affected[].package`). */
const WITH_REPOSITORY: ReadonlySet<string> = new Set(['Maven', 'Packagist']);

/**
 * Reads an OSV ecosystem id. `Maven:https://…` and `Packagist:https://…` are that ecosystem in another repository.
 * Undefined for ecosystems that are not ours, and for those that rebuild ours under their own names and versions
 * (`Root:npm`, `Echo:PyPI`, `TuxCare:…`, `npm:…`): their records say nothing about the original.
 */
export function parseOsvEcosystem(id: string): OsvEcosystem | undefined {
  const colon = id.indexOf(':');
  const base = colon < 0 ? id : id.slice(0, colon);
  const ecosystem = ECOSYSTEM_OF.get(base);
  if (ecosystem === undefined) return undefined;
  if (colon < 0) return { ecosystem };
  const suffix = id.slice(colon + 1);
  if (!WITH_REPOSITORY.has(base) || !/^https?:\/\//i.test(suffix) || !URL.canParse(suffix)) return undefined;
  return { ecosystem, repository: new URL(suffix).href };
}

/** Whether two repositories may be the same: one of them is unknown, or their addresses agree. */
export function mayBeSameRepository(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || repositoryKey(a) === repositoryKey(b);
}

function repositoryKey(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return `${url.host}${withoutLastSlashes(url.pathname)}`;
}
