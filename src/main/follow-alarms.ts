// Keeps the look-out for alarms going beside the server: woken by the journal, walking over all packages in between.

import { setTimeout } from 'node:timers/promises';

import type { JournalFeed } from '../journal/journal-feed.ts';
import type { Logger } from '../kernel/logger.ts';
import { ALARMING, openAlarmJob, type AlarmJob, type AlarmJobDeps } from './alarm-job.ts';

export interface AlarmFollower {
  /** Resolves when all that was committed before the call has been looked at, and no walk is under way. */
  settle(): Promise<void>;
  /** Lets the package at hand be finished, and saves how far it got. */
  close(): Promise<void>;
}

/** How soon it is tried again when storage failed. */
const RETRY_MS = 30_000;

/** Starts with what changed while no server ran; returns at once. */
export function followAlarms(
  deps: AlarmJobDeps & { readonly feed: Pick<JournalFeed, 'subscribe'> },
): AlarmFollower {
  const bell = new Bell();
  const end = new AbortController();
  const unsubscribe = deps.feed.subscribe(ALARMING, () => bell.ring());
  const running = run(deps, bell, end.signal);
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

async function run(deps: AlarmJobDeps, bell: Bell, signal: AbortSignal): Promise<void> {
  let job: AlarmJob | undefined;
  while (!signal.aborted) {
    try {
      bell.quiet();
      job ??= await openAlarmJob(deps, signal);
      while (await job.readOn());
      if (job.isSweeping) await job.sweepOn(() => signal.aborted || bell.isRinging);
      if (!job.isSweeping) await bell.wait();
    } catch (error) {
      if (signal.aborted) break;
      deps.log.warn('what changed could not be looked at for alarms; it is tried again', { error });
      await setTimeout(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  await saveAtEnd(job, deps.log);
}

async function saveAtEnd(job: AlarmJob | undefined, log: Logger): Promise<void> {
  try {
    await job?.save();
  } catch (error) {
    // Some of it is looked at again after the next start.
    log.warn('how far the look-out for alarms has come could not be saved', { error });
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
