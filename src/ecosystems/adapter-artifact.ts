// The contract of every ecosystem's `artifact.ts`; `adapter.ts` puts the contracts together.

import type { ArtifactFacts } from '../kernel/evidence.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { Verdict } from '../kernel/verdict.ts';
import type { RenderedAnswer } from './adapter-answers.ts';
import type { IndexContext, IndexFacts } from './adapter-index-document.ts';

/** `artifact.ts`: what a file is, and how its refusal reads. */
export interface ArtifactRules {
  /**
   * The version and facts of `file`; undefined when the index knows no such file. Ecosystems whose index does not
   * list files (Maven) derive them from the name.
   */
  locate(
    index: IndexFacts,
    file: string,
    context: IndexContext,
  ): { readonly version: string; readonly artifact: ArtifactFacts } | undefined;
  /** The small file of `version` whose Last-Modified dates it, where `datesFromArtifacts` and the version has one. */
  datingFile?(name: PackageName, version: string): string | undefined;
  /** The version that `file` belongs to by its name alone; undefined when the name does not say. */
  versionOf(name: PackageName, file: string): string | undefined;
  /** Whether `other` is a file that `file` is a moving name for (the POM of a snapshot, for that of each build); absent: none is. */
  readonly standsFor?: (name: PackageName, file: string, other: string) => boolean;
  /** The file (below the registry's root, encoded) at which Gatehouse serves it. */
  pathOf(name: PackageName, version: string, file: string): string;
  readonly contentType: (file: string) => string;
  /** The answer to a client that asked for something refused: the status and text it shows to its user. */
  renderRefusal(refusal: Refusal): RenderedAnswer;
  /** An error in the form that the client shows: body and content type for `status`. */
  renderError(status: number, message: string): RenderedAnswer;
}

/** Something refused. */
export interface Refusal {
  readonly name: PackageName;
  readonly version?: string;
  readonly verdict: Verdict;
  readonly pageUrl: string;
  /** One line in the house's words: what, why, until when, what to do. */
  readonly message: string;
}
