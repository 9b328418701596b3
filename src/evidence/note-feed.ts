// What is learnt about a feed without importing it.

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Clock } from '../kernel/clock.ts';
import { sha256Of } from '../kernel/digest.ts';
import { escapeControl } from '../kernel/errors.ts';

import type { AdvisoryLookups, FeedKind, FeedState, ImportStores } from './advisory-ports.ts';

export interface NoteDeps {
  readonly work: UnitOfWork<Pick<ImportStores, 'advisories'>>;
  readonly lookups: Pick<AdvisoryLookups, 'feeds'>;
  readonly clock: Clock;
}

/**
 * Notes that the source is as it was at the last complete import (status 304, the same file): what is stored is as fresh
 * as if it had been read again. Does nothing for a feed that was never imported to its end.
 */
export async function noteUnchanged(deps: NoteDeps, feed: string): Promise<void> {
  await deps.work.transact(async ({ advisories }) => {
    const state = await findFeed(deps, feed);
    if (state?.lastGoodAt === undefined) return;
    const { lastError: _, ...kept } = state;
    const at = deps.clock.now();
    await advisories.saveFeed({ ...kept, lastTriedAt: at, lastGoodAt: at });
  });
}

/** Notes that the source could not be had; what is stored stays, and its age goes on growing. */
export async function noteFailure(
  deps: NoteDeps,
  { feed, kind, source }: { readonly feed: string; readonly kind: FeedKind; readonly source?: string },
  problem: string,
): Promise<void> {
  const unknown: FeedState = { feed, kind, generation: 0, records: 0, bad: 0, lastTriedAt: 0 };
  const lastError = escapeControl(problem).slice(0, 500);
  await deps.work.transact(async ({ advisories }) => {
    const state = (await findFeed(deps, feed)) ?? unknown;
    await advisories.saveFeed({ ...lookedForAt(state, source), lastTriedAt: deps.clock.now(), lastError });
  });
}

/** A place as the feed's state names it: addresses may hold credentials. */
export function feedSource(location: string): string {
  return sha256Of(location).slice(0, 16);
}

/** The feed's state where it is looked for at `source`: what another place answered says nothing of this one. */
export function lookedForAt(state: FeedState, source: string | undefined): FeedState {
  if (source === undefined) return state;
  if (state.source === undefined || state.source === source) return { ...state, source };
  const { lastError: _error, etag: _etag, lastModified: _modified, ...kept } = state;
  return { ...kept, source };
}

/** How the feed stands, as last committed: within a unit of work, where nobody else writes, that is how it stands. */
export async function findFeed(
  { lookups }: Pick<NoteDeps, 'lookups'>,
  feed: string,
): Promise<FeedState | undefined> {
  return (await lookups.feeds()).find((state) => state.feed === feed);
}
