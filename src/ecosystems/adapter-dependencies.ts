// The contract of every ecosystem's `dependencies.ts`; `adapter.ts` puts the contracts together.

import type { PackageName } from '../kernel/package-ref.ts';
import type { Documents } from './adapter-index-document.ts';

/** What a version of a package needs when it is installed; what it is developed with does not count. */
export interface VersionNeeds {
  readonly version: string;
  /** Each name once. */
  readonly needs: readonly { readonly name: PackageName; readonly range?: string }[];
}

/** `dependencies.ts`: what the documents that the gate keeps say of who needs whom. */
export interface DependencyRules {
  /**
   * What the documents of a package's index say about those versions that `choose` takes; nothing where they do not say it.
   * Throws `invalid-document`, `upstream-invalid`, `too-large`.
   */
  read(
    documents: Documents,
    name: PackageName,
    choose: (versions: readonly string[]) => ReadonlySet<string>,
  ): readonly VersionNeeds[];
  /** Whether a file of a package, by its name, says what its version needs. */
  isTelling(file: string): boolean;
  /** What such a file says. Throws as `read` does. */
  readFile(bytes: Uint8Array, name: PackageName, version: string): VersionNeeds;
}
