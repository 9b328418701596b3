// Keeps a job that follows the journal going beside the server: woken by the journal, walking over everything in between.

import { setTimeout } from 'node:timers/promises';

import type { ChangeKind } from '../journal/changes.ts';
import type { JournalFeed } from '../journal/journal-feed.ts';
import type { Logger } from '../kernel/logger.ts';
import type { JournalJob } from './journal-job.ts';

export interface JobFollower {
  /** Resolves when all that was committed before the call has been looked at, and no walk is under way. */
  settle(): Promise<void>;
  /** Lets what is at hand be finished, and saves how far it got. */
  close(): Promise<void>;
}

export interface FollowedJob {
  /** What it does, for the log: `alarms`. */
  readonly what: string;
  /** What wakes it. */
  readonly kinds: readonly ChangeKind[];
  readonly feed: Pick<JournalFeed, 'subscribe'>;
  readonly log: Logger;
  open(signal: AbortSignal): Promise<JournalJob>;
}

/** How soon it is tried again when storage failed. */
const RETRY_MS = 30_000;

/** Starts with what changed while no server ran; returns at once. */
export function followJob(followed: FollowedJob): JobFollower {
  const bell = new Bell();
  const end = new AbortController();
  const unsubscribe = followed.feed.subscribe(followed.kinds, () => bell.ring());
  const running = run(followed, bell, end.signal);
  return {
    settle: () => bell.silence(),
    async close() {
      unsubscribe();
      end.abort();
      bell.ring();
      await running;
    },
  };
}

async function run(followed: FollowedJob, bell: Bell, signal: AbortSignal): Promise<void> {
  const { what, log } = followed;
  let job: JournalJob | undefined;
  while (!signal.aborted) {
    try {
      bell.quiet();
      job ??= await followed.open(signal);
      while (await job.readOn());
      if (job.isSweeping) await job.sweepOn(() => signal.aborted || bell.isRinging);
      if (!job.isSweeping) await bell.wait();
    } catch (error) {
      if (signal.aborted) break;
      log.warn(`what changed could not be looked at for ${what}; it is tried again`, { error });
      await setTimeout(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  await saveAtEnd(job, followed);
}

async function saveAtEnd(job: JournalJob | undefined, { what, log }: FollowedJob): Promise<void> {
  try {
    await job?.save();
  } catch (error) {
    // Some of it is looked at again after the next start.
    log.warn(`how far the look for ${what} has come could not be saved`, { error });
  }
}

/** Rings once for any number of changes. */
class Bell {
  #isRinging = false;
  #heard: (() => void) | undefined;
  #isAwaited = false;
  #silent: (() => void)[] = [];

  get isRinging(): boolean {
    return this.#isRinging;
  }

  ring(): void {
    this.#isRinging = true;
    this.#heard?.();
  }

  quiet(): void {
    this.#isRinging = false;
  }

  /** Resolves when somebody waits for it to ring, with nothing else to do. */
  async silence(): Promise<void> {
    if (this.#isAwaited && !this.#isRinging) return;
    await new Promise<void>((resolve) => this.#silent.push(resolve));
  }

  /** Resolves when it rings or rang since it was quiet. */
  async wait(): Promise<void> {
    if (this.#isRinging) return;
    this.#isAwaited = true;
    for (const resolve of this.#silent.splice(0)) resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#heard = resolve;
    await promise;
    this.#heard = undefined;
    this.#isAwaited = false;
  }
}
