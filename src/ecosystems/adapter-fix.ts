// `fix.ts`: how a project's locked packages are moved to other versions, by its own client.

import type { PackageName } from '../kernel/package-ref.ts';
import type { SetupTarget } from './adapter-client-setup.ts';

/** How a package is moved to another version: the lock file alone, the manifest's own words, or a rule over everybody's words. */
export type UpgradeWay = 'lock' | 'require' | 'override';

/** One package to be moved. */
export interface Upgrade {
  readonly name: PackageName;
  readonly from: string;
  /** Absent: the newest that everybody who asks for it admits. */
  readonly to?: string;
  readonly way: UpgradeWay;
}

/** `fix.ts`: how one client moves what a project has locked. It writes manifest and lock file, installs nothing and runs no scripts. */
export interface FixMethod {
  /** The client's recipe among `clients`; also its command, unless `command` says otherwise. */
  readonly client: string;
  readonly command?: string;
  /** The file that it changes: the id of its format among `manifests`. */
  readonly format: string;
  /** The ways that it knows, the gentlest first. */
  readonly ways: readonly UpgradeWay[];
  /**
   * Whether two packages come out together under one version, so that a rule over one of them alone may leave what does not
   * run. Absent: none do.
   */
  isReleasedWith?(one: PackageName, other: PackageName): boolean;
  /** Whether a rule over all moves what the project itself asks for without a version, too. Absent: it does not. */
  readonly rulesDirect?: boolean;
  /** Files that the client takes beside that one: as `ManifestFormat.companions`, asked with all that was found so far. */
  companions(files: FixFiles): readonly string[];
  /** The files as they lie in the copy that the client works on. Settings that lead around the gate, or that run something, are not among them. */
  copy(files: FixFiles): ReadonlyMap<string, string>;
  /** More variables of the client's environment; `home` is its own home folder. */
  environment(files: FixFiles, target: SetupTarget, home: string): Readonly<Record<string, string>>;
  /** Why the client is not asked about this file: only commands are told. Absent, or undefined: it is. */
  undriven?(files: FixFiles): string | undefined;
  /** Throws `unsupported`, with the reason, where the way cannot be gone for one of them. */
  steps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps;
  /**
   * The lock file that the client wrote, without what the settings of the copy left in it; `next`: the files as `steps`
   * left them. Absent: they leave nothing.
   */
  restore?(written: string, original: FixFiles, next: FixFiles): string;
  /** Whether a file is to be as `steps` left it, whatever the client writes. Absent: none is. */
  isOwn?(path: string, files: FixFiles): boolean;
}

/** A lock file with what lies beside it. */
export interface FixFiles {
  /** The lock file's name among `texts`. */
  readonly lock: string;
  /** Paths relative to the lock file's folder, with forward slashes. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What the client is to do. */
export interface FixSteps {
  /** Files that are written before it is called. */
  readonly writes: ReadonlyMap<string, string>;
  /** Calls of the client, in order. */
  readonly runs: readonly FixRun[];
  /** The same for a person, in the folder of the lock file, installing what it leads to. */
  readonly commands: readonly string[];
}

/** One call of a client. */
export interface FixRun {
  readonly args: readonly string[];
  /** Going on without it is right: what it would move may have moved already. What comes of it all is looked at anyhow. */
  readonly mayFail?: boolean;
}
