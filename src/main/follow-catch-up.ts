// Keeps a job going beside the server that catches up with what changed: a moment after the journal woke it, and every hour.

import { setTimeout as sleep } from 'node:timers/promises';

import type { ChangeKind } from '../journal/changes.ts';
import type { JournalEntry } from '../journal/journal.ts';
import type { JournalFeed } from '../journal/journal-feed.ts';
import { HOUR_MS, SECOND_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';

export interface CatchUpFollower {
  /** Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** Does what is not done yet; what fails is done by the next call. */
export interface CatchUpJob {
  catchUp(): Promise<void>;
}

export interface FollowedCatchUp {
  /** For the log: `what changed of currency could not be looked at`. */
  readonly fault: string;
  /** What wakes it. */
  readonly kinds: readonly ChangeKind[];
  /** Absent: every change of these kinds. */
  readonly isMeant?: (entry: JournalEntry) => boolean;
  /** It rests for so many times as long as it took. Absent: not at all. */
  readonly rest?: number;
  readonly feed: Pick<JournalFeed, 'subscribe'>;
  readonly log: Logger;
  open(signal: AbortSignal): Promise<CatchUpJob>;
}

/** Changes come in crowds: a moment later they are looked at together. */
const GATHER_MS = SECOND_MS;
const RETRY_MS = 30 * SECOND_MS;

/** Starts with what changed while no server ran; returns at once. */
export function followCatchUp(followed: FollowedCatchUp): CatchUpFollower {
  const end = new AbortController();
  const bell = new HourlyBell(end.signal);
  const unsubscribe = followed.feed.subscribe(followed.kinds, (entry) => {
    if (followed.isMeant?.(entry) !== false) bell.ring();
  });
  const running = run(followed, bell, end.signal);
  return {
    async close() {
      unsubscribe();
      end.abort();
      await running;
    },
  };
}

async function run(followed: FollowedCatchUp, bell: HourlyBell, signal: AbortSignal): Promise<void> {
  const { fault, log, rest = 0 } = followed;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false });
  let job: CatchUpJob | undefined;
  while (!signal.aborted) {
    try {
      bell.quiet();
      job ??= await followed.open(signal);
      const startedAt = performance.now();
      await job.catchUp();
      if (rest > 0) await pause(rest * (performance.now() - startedAt));
      await bell.wait();
      await pause(GATHER_MS);
    } catch (error) {
      if (signal.aborted) return;
      log.warn(`${fault}; it is tried again`, { error });
      await pause(RETRY_MS).catch(() => undefined);
    }
  }
}

/** Rings once for any number of changes, and when an hour has passed. */
class HourlyBell {
  readonly #end: AbortSignal;
  #isRinging = false;
  #heard = (): void => {};

  constructor(end: AbortSignal) {
    this.#end = end;
  }

  ring(): void {
    this.#isRinging = true;
    this.#heard();
  }

  quiet(): void {
    this.#isRinging = false;
  }

  async wait(): Promise<void> {
    if (this.#isRinging) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#heard = resolve;
    const waited = new AbortController();
    const signal = AbortSignal.any([this.#end, waited.signal]);
    try {
      await Promise.race([promise, sleep(HOUR_MS, undefined, { signal, ref: false })]);
    } finally {
      waited.abort();
    }
  }
}
