// Whether one file's bytes tell what release they are of.

import type { Adapter } from '../ecosystems/adapter.ts';

/** Not where a version consists of many files (Maven's): innocent ones have empty files in common with any other. */
export function filesTell({ index }: Pick<Adapter, 'index'>): boolean {
  return index.servesUnlisted !== true;
}
