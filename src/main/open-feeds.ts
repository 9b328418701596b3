// Opens the feeds: polled, imported in a worker, and in force as soon as they are.

import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { createAdvisoryImports } from '../storage/advisory-imports.ts';
import { createUnitOfWork } from '../storage/sql-unit-of-work.ts';
import { durationMsOf, type Config } from './config-schema.ts';
import { startFeedRunner, type FeedRunner } from './feed-runner.ts';
import { ImportThread } from './import-thread.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';
import type { Outside } from './open-outside.ts';

export interface FeedParts {
  readonly storage: OpenStorage;
  readonly outside: Outside;
  readonly knowledge: LiveKnowledge;
  readonly registry: Pick<RegistryDeps, 'caches'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** `polls`: whether sources are looked at by themselves, or only when somebody says so. */
export function openFeeds(config: Config, parts: FeedParts, polls = true): FeedRunner {
  const { storage, outside, knowledge, registry, clock, log } = parts;
  const work = createUnitOfWork(
    { database: storage.database, published: () => storage.feed.publish() },
    (trx) => ({ advisories: createAdvisoryImports(trx) }),
  );
  return startFeedRunner(
    {
      imports: new ImportThread({
        location: storage.location,
        committed: () => void storage.feed.publish(),
      }),
      fetcher: outside.fetcher,
      log,
      notes: { work, lookups: storage.lookups, clock },
      stateChanged: async () => {
        await storage.feed.publish();
        if (await knowledge.reloadFeeds()) registry.caches.revisions.raiseAll();
      },
    },
    config.feeds.sources,
    polls ? durationMsOf(config.feeds.poll) : undefined,
  );
}
