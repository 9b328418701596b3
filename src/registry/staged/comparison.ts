// What differs between two versions of a package, as it is shown to whoever decides. Every text in it is a stranger's: it is shown
// as text, never as markup.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { HostedFacts } from '../../ecosystems/adapter-publish.ts';

/** One version, and the bytes of its files. */
export interface ComparedVersion {
  readonly version: string;
  /** The package with this version alone. */
  readonly facts: HostedFacts;
  readonly files: readonly { readonly file: string; readonly bytes: Uint8Array }[];
}

export interface ComparisonQuestion {
  readonly ecosystem: Ecosystem;
  /** Absent: it is the first version. */
  readonly before?: ComparedVersion;
  readonly after: ComparedVersion;
  readonly registryUrl: string;
}

export interface ReleaseComparison {
  /** What its metadata says: licence, repository, homepage, description, people. Those that differ. */
  readonly fields: readonly ChangedText[];
  /** What runs when it is installed. */
  readonly installs: readonly ChangedText[];
  /** Package names with their ranges. */
  readonly dependencies: readonly ChangedText[];
  readonly files: readonly ComparedFile[];
  /** Whether not all that differs is told, since it is too much. */
  readonly isCut: boolean;
}

/** Without `before` it appeared, without `after` it is gone. */
export interface ChangedText {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}

/** A file of the version, which may be an archive. */
export interface ComparedFile {
  readonly file: string;
  /** The file of the version before that it stands for. */
  readonly was?: string;
  readonly change: 'added' | 'removed' | 'changed' | 'same';
  readonly sizeBytes: number;
  readonly wasBytes?: number;
  /** Of an archive: entries that are the same in both. */
  readonly sameEntries: number;
  readonly entries: readonly ComparedEntry[];
  /** Entries that differ, and are not told. */
  readonly moreEntries: number;
  /** Why it was not looked into, as a sentence. */
  readonly unread?: string;
}

export interface ComparedEntry {
  /** In the archive, without the folder that everything lies in. */
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: EntryFacts;
  readonly after?: EntryFacts;
  /** A unified diff, of small texts. */
  readonly diff?: string;
  /** Whether the diff was cut. */
  readonly isCut?: true;
}

export interface EntryFacts {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Compares away from the event loop. */
export interface ReleaseComparer {
  compare(question: ComparisonQuestion): Promise<ReleaseComparison>;
}
