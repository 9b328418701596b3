// The words of fix plans: flaws, upgrades that were tried, and what is left.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { Upgrade } from '../../ecosystems/adapter-fix.ts';

/** How far a version is from another, by its numbers. */
export const BUMP_SIZES = ['patch', 'minor', 'major'] as const;
export type BumpSize = (typeof BUMP_SIZES)[number];

/** One record against one version that a project has: an advisory, a record of malware, a quarantine. */
export interface Flaw {
  readonly name: PackageName;
  readonly version: string;
  /** Its id, as findings show it. */
  readonly record: string;
  /** CVSS base score; malware counts as more than any. */
  readonly gravity: number;
  /** The first version on the installed line that it does not affect. */
  readonly fixedIn?: string;
}

/** A package of a project as it is, or would be. */
export interface Holding {
  readonly name: PackageName;
  readonly version: string;
}

/** A version that the registry has. */
export interface OfferedVersion {
  readonly version: string;
  readonly isPrerelease: boolean;
  /** Why the policy does not let it in; absent: it does. */
  readonly keptOut?: string;
  /** Whether the policy warns of it, or its maker does. */
  readonly isWarned: boolean;
}

/** What a registry has of a package; or why that cannot be told. */
export type Offers = { readonly versions: readonly OfferedVersion[] } | { readonly because: string };

/** A lock file with all in it, before and after. */
export interface LockState {
  readonly holdings: readonly Holding[];
  readonly flaws: readonly Flaw[];
}

/** What the client made of upgrades. */
export type Trial =
  | {
      readonly outcome: 'resolved';
      readonly state: LockState;
      /** The files that differ now, by path relative to the lock file's folder. */
      readonly files: ReadonlyMap<string, string>;
      readonly commands: readonly string[];
    }
  | { readonly outcome: 'failed'; readonly because: string };

/** A package that moved, came or went. */
export interface Move {
  readonly name: PackageName;
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** Versions that were there before and still are: where `to` is empty, one of them stands in. */
  readonly kept: readonly string[];
}

/** What a change does, counted: a flaw of two versions counts twice. */
export interface Weight {
  readonly fixed: readonly Flaw[];
  readonly introduced: readonly Flaw[];
  readonly moves: readonly Move[];
}

/** Upgrades that the client carried out in a copy, and what came of it. */
export interface Patch extends Weight {
  readonly upgrades: readonly Upgrade[];
  readonly bump: BumpSize;
  readonly commands: readonly string[];
}

/** A package whose flaws stay, and why. */
export interface Unfixed {
  readonly name: PackageName;
  readonly version: string;
  readonly flaws: readonly Flaw[];
  readonly because: string;
  /** The version to move to, where there is one and no way there was proven. */
  readonly target?: string;
  /** Whether the project itself asks for it. */
  readonly isDirect: boolean;
  /** What the client said, where it was asked. */
  readonly tried: readonly string[];
}

export interface FixPlan {
  readonly ecosystem: Ecosystem;
  readonly before: LockState;
  /** In the order in which they are worth doing. */
  readonly patches: readonly Patch[];
  readonly unfixed: readonly Unfixed[];
  /** All patches together, as the client resolved them; absent where there is no patch. */
  readonly whole?: Weight & {
    readonly after: LockState;
    readonly files: ReadonlyMap<string, string>;
    readonly commands: readonly string[];
  };
}
