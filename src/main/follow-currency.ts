// Keeps currency going beside the server: shortly after something changed, and once a day.

import { setTimeout as sleep } from 'node:timers/promises';

import type { JournalFeed } from '../journal/journal-feed.ts';
import { HOUR_MS, SECOND_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { CURRENCY_CHANGES, openCurrencyJob, type CurrencyJob, type CurrencyJobDeps } from './currency-job.ts';
import { loadMissing, type LoadMissing } from './load-missing.ts';

export interface CurrencyFollower {
  /** Resolves when nothing is written any more. */
  close(): Promise<void>;
}

/** Changes come in crowds: a moment later they are looked at together. */
const GATHER_MS = SECOND_MS;

/** Starts with what changed while no server ran; returns at once. */
export function followCurrency(
  deps: CurrencyJobDeps & {
    /** Absent: packages that never came through the gate are not asked for. */
    readonly loading?: LoadMissing;
  },
  feed: Pick<JournalFeed, 'subscribe'>,
  log: Logger,
): CurrencyFollower {
  const { loading } = deps;
  const end = new AbortController();
  let ring = (): void => {};
  let isRinging = false;
  const unsubscribe = feed.subscribe(CURRENCY_CHANGES, () => {
    isRinging = true;
    ring();
  });
  /** Until something changed, or an hour passed. */
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
    let job: CurrencyJob | undefined;
    while (!end.signal.aborted) {
      try {
        isRinging = false;
        job ??= await openCurrencyJob(deps, end.signal);
        await job.catchUp();
        await heard();
        await sleep(GATHER_MS, undefined, { signal: end.signal, ref: false });
      } catch (error) {
        if (end.signal.aborted) return;
        log.warn('what changed of currency could not be looked at; it is tried again', { error });
        await sleep(30 * SECOND_MS, undefined, { signal: end.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  const running = [
    run(),
    ...(loading === undefined ? [] : [loadMissing(deps.currency, loading, log, end.signal)]),
  ];
  return {
    async close() {
      unsubscribe();
      end.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Looks at what changed: for a command, beside which no server looks. */
export function createCurrencyLook(deps: CurrencyJobDeps): () => Promise<void> {
  return async () => (await openCurrencyJob(deps, new AbortController().signal)).catchUp();
}
