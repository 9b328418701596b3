// How the feeds stand, as the API and readiness tell it.

import type { FeedState } from '../../evidence/advisory-ports.ts';
import { feedSource, lookedForAt } from '../../evidence/note-feed.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { FeedStatus } from './status-contract.ts';
import type { ConfiguredFeed, FeedsAccess } from './deps.ts';
import { timeField } from './render-verdict.ts';
import { withoutCredentials } from './without-credentials.ts';

/** Every configured feed, then those configured no more of which something was loaded. */
export async function describeFeeds(deps: {
  readonly feeds: FeedsAccess;
  readonly clock: Clock;
}): Promise<FeedStatus[]> {
  const states = new Map((await deps.feeds.lookups.feeds()).map((state) => [state.feed, state]));
  const known = deps.feeds.configured.map((feed) => describeFeed(deps, feed, states.get(feed.name)));
  const names = new Set(deps.feeds.configured.map(({ name }) => name));
  const rest = [...states.values()].filter(
    ({ feed, lastGoodAt }) => !names.has(feed) && lastGoodAt !== undefined,
  );
  return [
    ...known,
    ...rest.map((state) => describeFeed(deps, { name: state.feed, kind: state.kind, location: '' }, state)),
  ];
}

function describeFeed(
  { feeds, clock }: { readonly feeds: FeedsAccess; readonly clock: Clock },
  { name, kind, location }: ConfiguredFeed,
  known: FeedState | undefined,
): FeedStatus {
  const state = known === undefined || location === '' ? known : lookedForAt(known, feedSource(location));
  const isStale = state?.lastGoodAt !== undefined && clock.now() - state.lastGoodAt > feeds.staleAfterMs;
  const settled = state?.lastGoodAt === undefined ? 'never-loaded' : isStale ? 'stale' : 'fresh';
  return {
    name,
    kind,
    location: withoutCredentials(location),
    state: feeds.loading().includes(name) && settled !== 'fresh' ? 'loading' : settled,
    records: state?.records ?? 0,
    ...timeField('lastGoodAt', state?.lastGoodAt),
    ...timeField('lastTriedAt', state?.lastTriedAt),
    ...(state?.lastError === undefined ? {} : { lastError: state.lastError }),
  };
}
