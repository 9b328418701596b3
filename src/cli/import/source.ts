// What another registry has, as its readers tell it: names first, then each package when its turn comes.

import type { Digests } from '../../kernel/digest.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Instant } from '../../kernel/clock.ts';

export interface Source {
  readonly ecosystem: Ecosystem;
  /** In a few words, for evidence and journal: `verdaccio storage`. */
  readonly origin: string;
  /** Whether versions are sent file by file, so that one of which some files are here is completed. */
  readonly isByFile?: true;
  /** What is to be said of the source as a whole; sentences. */
  readonly notes: readonly string[];
  /** As the source spells them, each once. Throws where the list itself cannot be read. */
  names(): AsyncIterable<string>;
  /** Throws for a package that cannot be read at all; what is wrong with one version stands in `refused`. */
  read(name: string): Promise<SourcePackage>;
}

export interface SourcePackage {
  /** As it is called here. */
  readonly name: string;
  /** Who could publish it there, as they were called there. */
  readonly people: readonly string[];
  /** Oldest first. */
  readonly versions: readonly SourceVersion[];
  readonly refused: readonly RefusedVersion[];
  /** How many versions are another registry's, which the source only keeps copies of, or are never kept here (snapshots). */
  readonly passedOver: number;
}

export interface SourceVersion {
  readonly version: string;
  readonly publishedAt?: Instant;
  readonly publisher?: string;
  readonly yanked?: string;
  readonly deprecated?: string;
  readonly tags: readonly string[];
  readonly words: Readonly<Record<string, unknown>>;
  /** What of it is left there; sentences. */
  readonly notes?: readonly string[];
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  /** As it is called in a package here. */
  readonly file: string;
  /** What is said of it there. */
  readonly digests: Digests;
  readonly sizeBytes?: number;
  /** Whether its bytes have to be fetched: what is said of them is taken for them until then. */
  readonly isRemote?: true;
  /** Of this file alone, where files of a version came one by one. */
  readonly publishedAt?: Instant;
  /** Throws `not-found`, `invalid-request` for what is no file of the source, `too-large`, `upstream-unreachable`. */
  open(maxBytes?: number): Promise<Blob>;
}

export interface RefusedVersion {
  /** Absent: the package as a whole. */
  readonly version?: string;
  readonly because: string;
}
