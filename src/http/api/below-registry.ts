// What stands below a registry's root, since its clients look for it there, and is the JSON API's: about people and their tokens,
// not about packages.

import type { SplitPath } from '../split-path.ts';

/** Cargo's clients look for trusted publishing below the address of their registry. */
export function isBelowRegistry({ segments }: SplitPath): boolean {
  const [root, api, version, name] = segments;
  return root === 'cargo' && api === 'api' && version === 'v1' && name === 'trusted_publishing';
}
