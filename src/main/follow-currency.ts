// Keeps currency going beside the server: shortly after something changed, and once a day.

import type { JournalFeed } from '../journal/journal-feed.ts';
import type { Logger } from '../kernel/logger.ts';
import { CURRENCY_CHANGES, openCurrencyJob, type CurrencyJobDeps } from './currency-job.ts';
import { followCatchUp, type CatchUpFollower } from './follow-catch-up.ts';
import { loadMissing, type LoadMissing } from './load-missing.ts';

/** Starts with what changed while no server ran; returns at once. */
export function followCurrency(
  deps: CurrencyJobDeps & {
    /** Absent: packages that never came through the gate are not asked for. */
    readonly loading?: LoadMissing;
  },
  feed: Pick<JournalFeed, 'subscribe'>,
  log: Logger,
): CatchUpFollower {
  const { loading } = deps;
  const end = new AbortController();
  const follower = followCatchUp({
    fault: 'what changed of currency could not be looked at',
    kinds: CURRENCY_CHANGES,
    feed,
    log,
    open: (signal) => openCurrencyJob(deps, signal),
  });
  const missing = loading === undefined ? undefined : loadMissing(deps.currency, loading, log, end.signal);
  return {
    async close() {
      end.abort();
      await Promise.allSettled([follower.close(), missing]);
    },
  };
}

/** Looks at what changed: for a command, beside which no server looks. */
export function createCurrencyLook(deps: CurrencyJobDeps): () => Promise<void> {
  return async () => (await openCurrencyJob(deps, new AbortController().signal)).catchUp();
}
