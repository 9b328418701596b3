// Gauges of the house: caches, feeds, what waits to be written.

import type { Clock } from '../../kernel/clock.ts';
import type { RegistryDeps } from '../../registry/deps.ts';
import type { FeedsAccess } from '../api/deps.ts';
import type { Metrics } from './metrics.ts';

export interface GaugeDeps {
  readonly clock: Clock;
  readonly caches: Pick<RegistryDeps['caches'], 'loaded' | 'examined' | 'rendered'>;
  readonly feeds: Pick<FeedsAccess, 'configured' | 'lookups'>;
  readonly decisions: { state(): { readonly pending: number; readonly dropped: number } };
}

/** Adds the gauges that read the house's own parts. */
export function addGauges(metrics: Metrics, { clock, caches, feeds, decisions }: GaugeDeps): void {
  const each = Object.entries({
    documents: caches.loaded,
    decisions: caches.examined,
    indexes: caches.rendered,
  });
  metrics.gauge('gatehouse_cache_bytes', 'Bytes in each cache.', () =>
    each.map(([cache, { sizeBytes }]) => ({ labels: { cache }, value: sizeBytes })),
  );
  metrics.gauge(
    'gatehouse_cache_lookups_total',
    'Look-ups in each cache.',
    () =>
      each.flatMap(([cache, { hits, misses }]) => [
        { labels: { cache, result: 'hit' }, value: hits },
        { labels: { cache, result: 'miss' }, value: misses },
      ]),
    'counter',
  );
  metrics.gauge('gatehouse_feed_age_seconds', 'Time since each feed was last loaded whole.', async () => {
    const states = new Map((await feeds.lookups.feeds()).map((state) => [state.feed, state]));
    return feeds.configured.map(({ name }) => {
      const lastGoodAt = states.get(name)?.lastGoodAt;
      const age = lastGoodAt === undefined ? Infinity : (clock.now() - lastGoodAt) / 1000;
      return { labels: { feed: name }, value: age };
    });
  });
  metrics.gauge('gatehouse_decisions_waiting', 'Decisions that wait to be written.', () => [
    { value: decisions.state().pending },
  ]);
  metrics.gauge(
    'gatehouse_decisions_dropped_total',
    'Decisions that were counted, but not kept one by one.',
    () => [{ value: decisions.state().dropped }],
    'counter',
  );
}
