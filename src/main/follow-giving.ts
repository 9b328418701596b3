// Keeps the count of what is depended on going beside the server, for a small part of its time.

import { setTimeout as sleep } from 'node:timers/promises';

import type { JournalFeed } from '../journal/journal-feed.ts';
import { HOUR_MS, SECOND_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { GIVING_CHANGES, openGivingJob, type GivingJob, type GivingJobDeps } from './giving-job.ts';

export interface GivingFollower {
  /** Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** Pushes come in crowds. */
const GATHER_MS = SECOND_MS;
/** It is all counted anew: afterwards it rests for so many times as long as that took. */
const REST = 20;

/** Starts with what changed while no server ran; returns at once. */
export function followGiving(
  deps: GivingJobDeps,
  feed: Pick<JournalFeed, 'subscribe'>,
  log: Logger,
): GivingFollower {
  const end = new AbortController();
  let ring = (): void => {};
  let isRinging = false;
  const unsubscribe = feed.subscribe(GIVING_CHANGES, (entry) => {
    const isEvidence = entry.kind === 'evidence-added' || entry.kind === 'evidence-withdrawn';
    if (isEvidence && entry.data.kind !== 'funding') return;
    isRinging = true;
    ring();
  });
  const rest = (ms: number) => sleep(ms, undefined, { signal: end.signal, ref: false });

  async function heard(): Promise<void> {
    if (isRinging) return;
    const rung = new Promise<void>((resolve) => (ring = resolve));
    const waited = new AbortController();
    const signal = AbortSignal.any([end.signal, waited.signal]);
    await Promise.race([rung, sleep(HOUR_MS, undefined, { signal, ref: false })]).finally(() =>
      waited.abort(),
    );
  }

  async function run(): Promise<void> {
    let job: GivingJob | undefined;
    while (!end.signal.aborted) {
      try {
        isRinging = false;
        job ??= await openGivingJob(deps, end.signal);
        const startedAt = performance.now();
        await job.catchUp();
        await rest(REST * (performance.now() - startedAt));
        await heard();
        await rest(GATHER_MS);
      } catch (error) {
        if (end.signal.aborted) return;
        log.warn('what is depended on could not be counted; it is tried again', { error });
        await rest(30 * SECOND_MS).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    async close() {
      unsubscribe();
      end.abort();
      await running;
    },
  };
}

/** Counts what changed: for a command, beside which no server does. */
export function createGivingLook(deps: GivingJobDeps): () => Promise<void> {
  return async () => (await openGivingJob(deps, new AbortController().signal)).catchUp();
}
