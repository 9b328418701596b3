// The contract of an ecosystem's `sources.ts`: which packages the project's own code uses, as far as its text tells.
// An ecosystem that has none is one whose code is not looked into.

import type { SourceReading } from '../formats/source/source-reading.ts';

/** A module that is found in a package of another name. */
export interface ProvidedModule {
  readonly module: string;
  /** Canonical. */
  readonly package: string;
}

/** What one file says. */
export interface SourceFacts extends SourceReading {
  /** What it says of names: aliases of packages. */
  readonly provides?: readonly ProvidedModule[];
}

/** How modules and packages meet, for the packages of one project. */
export interface ModuleNames {
  /** Packages that a module may be of; the project's own and the language's own modules are of none. */
  packagesOf(module: string): readonly string[];
  /** Whether a module that is of no package of the project is explained: the language's own, or one of its `own` files. */
  isExplained(module: string, own: ReadonlySet<string>): boolean;
  /** Whether it is known for certain which modules a package has. */
  isCertain(name: string): boolean;
}

/** `sources.ts`. */
export interface SourceRules {
  /** As people write it: `JavaScript`. */
  readonly language: string;
  /** Whether a lock file may stand in a folder of its own, apart from the code that it is for: `requirements/base.txt`. */
  readonly isLockApart: boolean;
  /** Files of code. */
  isSource(fileName: string): boolean;
  /** Files that name packages without importing them: settings, scripts. */
  isSettings(fileName: string): boolean;
  /** Files that may import and are not read. */
  isBeyond(fileName: string): boolean;
  /** Either kind. Never throws: a text that is none says nothing, or is not sound. */
  read(fileName: string, text: string, isWanted: (text: string) => boolean): SourceFacts;
  /** The modules that a source file is for others: its own name, those of its folders. */
  ownModules(path: string): readonly string[];
  names(packages: ReadonlySet<string>, provides: readonly ProvidedModule[]): ModuleNames;
  /** Why a package of this name may be used without an import, as what it does: `is named like a plugin`. Undefined: nothing says so. */
  usedWithoutImport(name: string): string | undefined;
  /** Whether a name is a plain word, so that a string that is equal need not mean the package. */
  isPlain(name: string): boolean;
  /** What an installed package says of its modules, by the files of its folder of facts (`x-1.0.dist-info`). */
  readonly installed?: {
    readonly files: readonly string[];
    isFacts(folderName: string): boolean;
    read(folderName: string, files: ReadonlyMap<string, string>): readonly ProvidedModule[];
  };
}
