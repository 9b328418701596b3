// The journal's words: a change, its entry once it is committed, and the ports that write and read them.

import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageName } from '../kernel/package-ref.ts';

import type { ChangeData, ChangeKind } from './changes.ts';

interface ChangeOf<K extends ChangeKind> {
  readonly kind: K;
  /** Who did it: `account:ada`, `token:ci`, `feed:osv`, or `gatehouse` itself. Never a secret. */
  readonly actor: string;
  readonly at: Instant;
  /** The package that changed; absent when the change is about none. */
  readonly ecosystem?: Ecosystem;
  readonly name?: PackageName;
  readonly data: ChangeData[K];
}

/** One change of state. Narrow it by `kind`. */
export type Change<K extends ChangeKind = ChangeKind> = { [P in K]: ChangeOf<P> }[K];

/** A committed change. Sequences start at 1, have no gaps, and grow in the order of commits. */
export type JournalEntry<K extends ChangeKind = ChangeKind> = Change<K> & { readonly sequence: number };

/** Records changes inside a unit of work. */
export interface JournalWriter {
  /**
   * Notes a change; it is written with the unit of work's other rows, in the order of the calls, or not at all.
   * Throws when the unit of work is over.
   */
  record(change: Change): void;
}

/** The journal among the stores of a unit of work. */
export interface JournalStores {
  readonly journal: JournalWriter;
}

/** Which entries to read. */
export interface JournalFilter {
  readonly kinds?: readonly ChangeKind[];
  readonly ecosystem?: Ecosystem;
  readonly name?: PackageName;
  /** Those that did it, as entries name them: some of them. */
  readonly actors?: readonly string[];
  /** The name of one; those that are about it. */
  readonly organisation?: string;
}

/** Reads what was committed. */
export interface JournalReader {
  /** The sequence of the newest entry; 0 while there is none. */
  lastSequence(): Promise<number>;
  /** Up to `limit` entries after `sequence`, oldest first. */
  readAfter(sequence: number, limit: number, filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** Up to `limit` entries before `sequence` (all, without it), newest first. */
  readBefore(
    sequence: number | undefined,
    limit: number,
    filter?: JournalFilter,
  ): Promise<readonly JournalEntry[]>;
}
