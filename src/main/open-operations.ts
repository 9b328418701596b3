// Opens what those who run the server look at: health, readiness, metrics.

import { Readable } from 'node:stream';

import type { ApiDeps } from '../http/api/deps.ts';
import { addGauges } from '../http/operations/add-gauges.ts';
import { createOperations } from '../http/operations/create-operations.ts';
import type { Metrics } from '../http/operations/metrics.ts';
import type { PathHandler } from '../http/serve.ts';
import type { Clock, Instant } from '../kernel/clock.ts';
import type { Config } from './config-schema.ts';
import type { OpenStorage } from './open-storage.ts';

export function openOperations(
  config: Config,
  api: ApiDeps,
  storage: Pick<OpenStorage, 'reader' | 'blobs'>,
  metrics: Metrics,
): PathHandler {
  const { clock, registry, feeds, decisions } = api;
  addGauges(metrics, { clock, caches: registry.caches, feeds, decisions: decisions.log });
  return createOperations({
    clock,
    metrics,
    feeds,
    ping: () => storage.reader.lastSequence(),
    tryBlobs: tryNowAndThen(() => tryBlobs(storage), clock),
    requireFeeds: config.feeds.require_feeds,
    upstreams: registry.upstreams,
    health: () => api.health(),
    identify: (message) => api.identify(message),
    addressOf: (message) => api.addressOf(message),
    report: (error, message) => api.report(error, message),
  });
}

const PROBE = Buffer.from('Gatehouse tries whether it can write here.\n');
/** Balancers ask many times a second. */
const TRY_EVERY_MS = 5_000;

async function tryBlobs({ blobs }: Pick<OpenStorage, 'blobs'>): Promise<void> {
  const staged = await blobs.stage(Readable.from([PROBE]), PROBE.byteLength, []);
  await staged.abort();
}

/** The last outcome for a while. */
function tryNowAndThen(work: () => Promise<void>, clock: Clock): () => Promise<void> {
  let last: { readonly at: Instant; readonly outcome: Promise<void> } | undefined;
  return () => {
    const now = clock.now();
    if (last === undefined || now - last.at >= TRY_EVERY_MS) last = { at: now, outcome: work() };
    return last.outcome;
  };
}
