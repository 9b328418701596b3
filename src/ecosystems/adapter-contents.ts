// The contract of every ecosystem's `contents.ts`: what is inside the files of a version that is published here.
// `adapter.ts` puts the contracts together.

import type { PackageName } from '../kernel/package-ref.ts';
import type { BesideFiles, FileOfPackage } from './adapter-dependencies.ts';
import type { Documents } from './adapter-index-document.ts';
import type { Words } from './adapter-publish.ts';

/** How a file is packed; `plain`: it is read as it is. */
export type Packing = 'tar-gz' | 'zip' | 'plain';

/** What something is needed for: to run, to be built, to be worked on; `provided`: whoever uses the package brings it. */
export type NeedScope = 'runtime' | 'build' | 'development' | 'provided';

/** One dependency in the words in which it is declared. Nothing is resolved. */
export interface DeclaredNeed {
  /** Canonical where it is a package of the ecosystem; else as it is written: `php`, `ext-json`. */
  readonly name: string;
  /** False for what no registry of the ecosystem has: a platform, an address of a repository. */
  readonly isPackage: boolean;
  readonly range?: string;
  readonly scope: NeedScope;
  readonly isOptional?: true;
  /** When it counts, in the ecosystem's own words: `extra == "gui"`, `cfg(windows)`. */
  readonly condition?: string;
}

/** What people are to read first. */
export interface Readme {
  /** What else it is written in is shown as it stands. */
  readonly format: 'markdown' | 'text';
  readonly text: string;
  readonly isCut?: true;
}

/** A file of the version with those of its entries that were asked for; a plain one is its own only entry. */
export interface OpenedFile {
  readonly file: string;
  readonly entries: ReadonlyMap<string, Uint8Array>;
}

export interface PublishedVersion {
  readonly name: PackageName;
  readonly version: string;
  /** As `Release.words`. */
  readonly words: Words;
  readonly opened: readonly OpenedFile[];
  readonly beside: BesideFiles;
}

export interface OwnContents {
  readonly readme?: Readme;
  /** Each as it is declared; one name may stand in several scopes. */
  readonly needs: readonly DeclaredNeed[];
  /** Whether those are all: false where a build decides them, or something that they hang on is not at hand. */
  readonly areNeedsWhole: boolean;
  /** What `about.ts` reads, beside the documents of the index. */
  readonly documents: Documents;
  /** What would tell more, and was not `beside`. */
  readonly leansOn: readonly FileOfPackage[];
}

/** A package that lies inside of another one. */
export interface BundledPackage {
  /** Canonical. */
  readonly name: PackageName;
  readonly version?: string;
  /** SPDX expression, or its own words. */
  readonly licence?: string;
}

/** `contents.ts`. */
export interface ContentsRules {
  /** Undefined for a file that is not looked into: signatures, sources beside what was built of them. */
  packingOf(file: string): Packing | undefined;
  /** Whether a file was made here of another one, and is none of its publisher's. */
  readonly isSidecar?: (file: string) => boolean;
  /** Whether an entry says what the version is, or is for people to read. */
  isOwnEntry(path: string): boolean;
  /** Throws `invalid-document`, `invalid-request`, `too-large` for what cannot be read. */
  read(version: PublishedVersion): OwnContents;
  /** The lock file that clients of the ecosystem go by when it lies in the archive, by its path. */
  readonly isLock?: (path: string) => boolean;
  /** Packages of this ecosystem inside of any archive, by what their own tools leave beside them. */
  readonly bundled: {
    isSign(path: string): boolean;
    /** Throws as `read` does. */
    readSign(path: string, bytes: Uint8Array): readonly BundledPackage[];
  };
}
