// What an import did, and what it could not read.

import type { Instant } from '../kernel/clock.ts';
import { escapeControl } from '../kernel/errors.ts';

/** The outcome of one import. */
export interface ImportReport {
  readonly feed: string;
  /** Records found in the source, readable or not. */
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Records among those changed that did not match before and do now, or the other way round. */
  readonly restored: number;
  readonly withdrawn: number;
  /** Records that a whole import no longer holds, marked as withdrawn by the feed. */
  readonly absent: number;
  /** Records about no package that an ecosystem of ours can have. */
  readonly ignored: number;
  /** Records older than what is stored under their id. */
  readonly outdated: number;
  /** Records that could not be read. */
  readonly bad: number;
  /** The first of them, each with its place. */
  readonly problems: readonly string[];
  /** Whether the source was read to its end. Only then does a whole import mark what is absent. */
  readonly isComplete: boolean;
  /** Why it was not, or what was left undone. */
  readonly failure?: string;
}

const MAX_PROBLEMS = 100;

/** A report while its import runs. */
export class ImportTally {
  readonly feed: string;
  readonly problems: string[] = [];
  read = 0;
  added = 0;
  changed = 0;
  unchanged = 0;
  restored = 0;
  withdrawn = 0;
  absent = 0;
  ignored = 0;
  outdated = 0;
  bad = 0;
  /** The newest `modified` that does not lie in the future. */
  cursor: Instant | undefined;
  /** What the source says of its edition. */
  edition: string | undefined;
  failure: string | undefined;

  constructor(feed: string) {
    this.feed = feed;
  }

  /** Counts a record that could not be read. */
  noteBad(place: string, problem: string): void {
    this.bad += 1;
    if (this.problems.length < MAX_PROBLEMS)
      this.problems.push(escapeControl(`${place}: ${problem}`).slice(0, 500));
  }

  /** The report of an import that is over. */
  report(isComplete: boolean): ImportReport {
    const { edition: _edition, cursor: _cursor, failure, problems, ...counts } = this;
    return { ...counts, problems: [...problems], isComplete, ...(failure === undefined ? {} : { failure }) };
  }
}
