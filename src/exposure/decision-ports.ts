// What the log of decisions needs from storage.

import type { Instant } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { Action } from '../kernel/verdict.ts';

export const DECISION_MODES = ['enforced', 'observed'] as const;

/** `enforced`: kept out; `observed`: a rule in observe mode would have acted. */
export type DecisionMode = (typeof DECISION_MODES)[number];

/** One rule that acted, or would have, on one version for one reader. */
export interface Decision extends PackageRef {
  /** Empty when it is about the whole package. */
  readonly version: string;
  readonly action: Action;
  readonly mode: DecisionMode;
  readonly rule: string;
  /** The rule's reason in the house's words. */
  readonly summary: string;
  /** As `readerName` writes it. */
  readonly reader: string;
  /** As `clientName` writes it. */
  readonly client: string;
  readonly view: string;
}

/** The same decision within one hour, counted. */
export interface CountedDecision extends Decision {
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly count: number;
}

/** A row of the log. */
export interface DecisionRecord extends CountedDecision {
  /** Stays the row's own. */
  readonly id: string;
  /** Grows with every write: the row that was written last has the highest. */
  readonly position: number;
}

export interface DecisionFilter {
  readonly ecosystem?: Ecosystem;
  readonly mode?: DecisionMode;
  readonly rule?: string;
  /** A part of the package's name, in either case. */
  readonly text?: string;
}

/** How often something happened in one hour. */
export interface Tally {
  /** `served`: an artifact went out; `rule` is then empty. */
  readonly mode: DecisionMode | 'served';
  readonly rule: string;
  readonly action: Action;
  readonly count: number;
}

export interface DecisionList {
  readonly records: readonly DecisionRecord[];
  /** Where the next page goes on; absent at the end of the log. */
  readonly next?: number;
}

export interface DecisionStore {
  /** Adds counts to the rows of their hour, or new rows; answers the rows as they now stand. One transaction's worth. */
  add(decisions: readonly CountedDecision[], now: Instant): Promise<readonly DecisionRecord[]>;
  /**
   * Rows written last come first; `before` is the `next` of the page before. Looks through a bounded number of rows for
   * those that pass the filter, so that a page may be short, or empty, and still have a `next`.
   */
  list(
    filter: DecisionFilter,
    page: { readonly before?: number; readonly limit: number },
  ): Promise<DecisionList>;
  /** Rows written after `position`, in the order of their writes. */
  after(position: number, limit: number): Promise<readonly DecisionRecord[]>;
  /** Adds to the tallies of the hour in which `at` lies. */
  addTallies(tallies: readonly Tally[], at: Instant): Promise<void>;
  /** What was tallied in the hours since the one in which `since` lies, summed. */
  tallies(since: Instant): Promise<readonly Tally[]>;
  /** Shortens addresses of rows last seen before `shortenBefore`; deletes rows and tallies before `deleteBefore`. */
  age(shortenBefore: Instant, deleteBefore: Instant): Promise<void>;
}

export interface DecisionStores {
  readonly decisions: DecisionStore;
}
