// The contract of every ecosystem's `manifest.ts`; `adapter.ts` puts the contracts together.

import type { ComponentGraph } from '../kernel/component-graph.ts';
import type { VexDocument } from '../formats/vex/vex-statement.ts';
import type { PackageName } from '../kernel/package-ref.ts';

/** What a file says of a project. */
export interface ManifestReading extends ComponentGraph {
  /**
   * Folders of further projects that the file speaks for, relative to its own: what yields to it is not read there
   * either (a workspace's `package.json` below the lock file of all).
   */
  readonly speaksFor?: readonly string[];
  /** What it says of vulnerabilities of its own components. */
  readonly vex?: VexDocument;
}

/** `manifest.ts`: files that say what a project is made of. */
export interface ManifestFormat {
  /** `package-lock.json`; the id and the usual file name. */
  readonly id: string;
  /** `folderName`: of the folder in which it stands, where that is known. */
  isNamed(fileName: string, folderName?: string): boolean;
  /** Whether a file that somebody names may be one under a name that says nothing: its content decides. */
  mayBe?(fileName: string): boolean;
  /**
   * Ids of formats of which a file in the same folder says the same and more, so that this one is not read beside it
   * (a `package.json` beside its lock file).
   */
  readonly yieldsTo?: readonly string[];
  /**
   * Files that `read` wants to see as well: paths relative to this one's folder, with forward slashes, `..` included. In
   * one that leads down, `*` stands for any characters of a segment and `**` for any number of them.
   * Asked again with those that were found until it names no new ones; what is not there is not among them.
   */
  companions?(text: string, found: ReadonlyMap<string, string>): readonly string[];
  /** Throws `invalid-document` that names the line and what was expected, `too-large`, `unsupported` for a format that is newer. */
  read(text: string, companions: ReadonlyMap<string, string>): ManifestReading;
  /**
   * For a file that says only what it asks for: the same as `read`, with all that follows from it, worked out from
   * documents of the registry. What cannot be had is a gap. Throws like `read`, and what `ask` throws.
   */
  resolve?(
    text: string,
    companions: ReadonlyMap<string, string>,
    ask: RegistryAsker,
  ): Promise<ComponentGraph>;
}

/** What a format asks of its ecosystem's registry while it resolves. Whoever gives it bounds sizes and time. */
export interface RegistryAsker {
  /** A file of a version, named as `ArtifactRules` names it, as text; or why it cannot be had. */
  document(
    name: PackageName,
    version: string,
    file: string,
  ): Promise<{ readonly text: string } | { readonly because: string }>;
  /** The versions that the registry offers; undefined when it cannot be asked or has none. */
  versions(name: PackageName): Promise<readonly string[] | undefined>;
}
