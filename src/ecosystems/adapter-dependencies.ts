// The contract of every ecosystem's `dependencies.ts`; `adapter.ts` puts the contracts together.

import type { PackageName } from '../kernel/package-ref.ts';
import type { Documents } from './adapter-index-document.ts';

export interface Need {
  readonly name: PackageName;
  /** Absent where the document leaves it to another one, or writes none. */
  readonly range?: string;
  /** It may as well be for building and testing alone: what would say so is not at hand. */
  readonly isPerhaps?: true;
}

/** What a version of a package needs when it is installed; what it is developed with does not count. */
export interface VersionNeeds {
  readonly version: string;
  /** Each name once. */
  readonly needs: readonly Need[];
}

/** A file of a package, by its name there. */
export interface FileOfPackage {
  readonly name: PackageName;
  readonly file: string;
}

/** The bytes of a file of another package that a file leans on; undefined where they are not at hand. */
export type BesideFiles = (file: FileOfPackage) => Uint8Array | undefined;

export interface FileNeeds extends VersionNeeds {
  /** What it leans on that was not at hand. */
  readonly leansOn: readonly FileOfPackage[];
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
  /** What such a file says, with those `beside` it that it leans on. Throws as `read` does. */
  readFile(bytes: Uint8Array, name: PackageName, version: string, beside?: BesideFiles): FileNeeds;
}
