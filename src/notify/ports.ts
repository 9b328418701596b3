// What notify needs: the letters that wait, and somebody who carries one.

import type { PostedLetter } from '../journal/outbox.ts';
import type { JournalStores } from '../journal/journal.ts';
import type { Instant } from '../kernel/clock.ts';

/** A letter that was posted and has not left. */
export interface WaitingLetter extends PostedLetter {
  /** How often it was tried, this time included. */
  readonly attempts: number;
}

export interface LetterStore {
  /**
   * Letters whose time has come, the longest waiting first, each marked as tried once more and not due again before
   * `dueAgainAt`: another server does not send them meanwhile.
   */
  take(
    now: Instant,
    options: { readonly limit: number; readonly dueAgainAt: Instant },
  ): Promise<readonly WaitingLetter[]>;
  /** Says when it is tried again, and what went wrong. */
  postpone(id: string, delay: { readonly dueAt: Instant; readonly error: string }): Promise<void>;
  /** Forgets it, text and all. */
  remove(id: string): Promise<void>;
  /** How many wait, and what went wrong last with those that were tried. */
  waiting(): Promise<{ readonly count: number; readonly lastError?: string }>;
  /** When the next one is due. */
  nextDueAt(): Promise<Instant | undefined>;
}

export interface LetterStores {
  readonly letters: LetterStore;
}

/** What a unit of work of this room may touch. */
export interface LetterWork extends LetterStores, JournalStores {}

/** Whoever takes letters away. */
export interface LetterCarrier {
  /** Resolves when the letter is out of our hands. Throws with the reason otherwise. */
  carry(letter: PostedLetter): Promise<void>;
  close(): Promise<void>;
}
