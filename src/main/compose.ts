// Puts the house together: the only place where things are constructed and subscribed.

import type { IncomingMessage, ServerResponse } from 'node:http';

import { systemClock, type Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import { loadCurrentPolicies } from '../governance/current-policies.ts';
import { loadReservations } from '../governance/reservations.ts';
import { createArtifactSender } from '../http/send-artifact.ts';
import { createFront } from '../http/serve.ts';
import { offerFirstAdministrator } from '../identity/first-administrator.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { durationMsOf, sizeBytesOf, type Config } from './config-schema.ts';
import { startFeedRunner, type FeedRunner } from './feed-runner.ts';
import { followJournal } from './follow-journal.ts';
import { createKnowledge } from './knowledge.ts';
import { openExposure } from './open-exposure.ts';
import { openIdentity } from './open-identity.ts';
import { openOutside } from './open-outside.ts';
import { openRegistry } from './open-registry.ts';
import { openStorage, type OpenStorage } from './open-storage.ts';

export interface HouseOptions {
  readonly config: Config;
  readonly dataDir: string;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
  readonly log: Logger;
  readonly version: string;
  readonly clock?: Clock;
}

/** A running house. */
export interface House {
  readonly listener: (message: IncomingMessage, response: ServerResponse) => void;
  readonly registry: RegistryDeps;
  readonly storage: OpenStorage;
  readonly feeds: FeedRunner;
  /** The secret of the one-time link, while there is no administrator. */
  readonly firstAdministrator: string | undefined;
  /** Writes what waits to be written and frees everything. */
  close(): Promise<void>;
}

/** Opens the data folder and puts everything together. Throws what opening throws, having closed what it opened. */
export async function compose(options: HouseOptions): Promise<House> {
  const { config, dataDir, log } = options;
  const clock = options.clock ?? systemClock;
  const storage = await openStorage(config, dataDir, log);
  const outside = openOutside(config, clock, options.version, options.publicUrl);
  const { governance } = storage.stores;
  const policies = await loadCurrentPolicies({ governance });
  const reservations = await loadReservations({ governance });
  const knowledge = await createKnowledge({
    clock,
    adapters: ADAPTERS,
    lookups: storage.lookups,
    policies,
    reservations,
    feeds: config.feeds.sources,
    staleAfterMs: durationMsOf(config.feeds.stale_after),
  });
  const registry = openRegistry(options, clock, storage, outside, knowledge);
  const stopFollowing = await followJournal({ storage, registry, policies, reservations, knowledge, log });
  const identity = openIdentity(config, storage, clock);
  const exposure = openExposure(config, storage, clock, log);
  const feeds = startFeedRunner(
    {
      location: storage.location,
      fetcher: outside.fetcher,
      log,
      states: () => storage.lookups.feeds(),
      imported: async () => {
        await storage.feed.publish();
        if (await knowledge.reloadFeeds()) registry.caches.revisions.raiseAll();
      },
    },
    config.feeds.sources,
    durationMsOf(config.feeds.poll),
  );
  const listener = createFront({
    registry,
    artifacts: createArtifactSender(storage.blobs, sizeBytesOf(config.storage.memory_for_artifacts)),
    identify: identity.readerOf,
    isAuthRequired: !config.access.anonymous_read,
    served: exposure.served,
    refused: () => {},
    report: (error, message) => log.error('a request failed', { error, url: message.url }),
    publicUrl: options.publicUrl,
    handlers: [],
  });
  return {
    listener,
    registry,
    storage,
    feeds,
    firstAdministrator: await offerFirstAdministrator(identity.deps),
    async close() {
      stopFollowing();
      await feeds.close();
      await identity.close();
      await exposure.close();
      await outside.fetcher.close();
      await storage.close();
    },
  };
}
