// Opens what those who run the server look at: health, readiness, metrics.

import type { ApiDeps } from '../http/api/deps.ts';
import { addGauges } from '../http/operations/add-gauges.ts';
import { createOperations } from '../http/operations/create-operations.ts';
import type { Metrics } from '../http/operations/metrics.ts';
import type { PathHandler } from '../http/serve.ts';
import type { Config } from './config-schema.ts';
import type { OpenStorage } from './open-storage.ts';

export function openOperations(
  config: Config,
  api: ApiDeps,
  storage: Pick<OpenStorage, 'reader'>,
  metrics: Metrics,
): PathHandler {
  const { clock, registry, feeds, decisions } = api;
  addGauges(metrics, { clock, caches: registry.caches, feeds, decisions: decisions.log });
  return createOperations({
    clock,
    metrics,
    feeds,
    ping: () => storage.reader.lastSequence(),
    requireFeeds: config.feeds.require_feeds,
    upstreams: registry.upstreams,
    health: () => api.health(),
    identify: (message) => api.identify(message),
    addressOf: (message) => api.addressOf(message),
    report: (error, message) => api.report(error, message),
  });
}
