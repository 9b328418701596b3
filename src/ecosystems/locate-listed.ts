// Files that an index lists.

import type { ArtifactRules } from './adapter-artifact.ts';
import type { IndexFacts } from './adapter-index-document.ts';

/** The version and facts of exactly that file; undefined when the index does not list it. */
export function locateListed({ versions }: IndexFacts, file: string): ReturnType<ArtifactRules['locate']> {
  for (const { version, artifacts } of versions) {
    const artifact = artifacts.find((one) => one.file === file);
    if (artifact !== undefined) return { version, artifact };
  }
  return undefined;
}
