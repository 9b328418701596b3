// Letters that must leave once a change is committed, and never before: they are written with it.

import type { Instant } from '../kernel/clock.ts';

/** A letter to one person. */
export interface Letter {
  /** An address; nothing but that. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  /** Plain text. May hold the secret of a link, so that it is shown and logged nowhere. */
  readonly text: string;
}

/** A letter on its way. */
export interface PostedLetter extends Letter {
  readonly id: string;
  readonly postedAt: Instant;
}

export interface Outbox {
  post(letter: PostedLetter): Promise<void>;
}

export interface OutboxStores {
  readonly outbox: Outbox;
}
