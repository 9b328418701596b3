// Puts the house together: the only place where things are constructed and subscribed.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

import { systemClock } from '../kernel/clock.ts';
import type { InventoryDeps } from '../inventory/ports.ts';
import { createApi } from '../http/api/create-api.ts';
import { createFeedWarning } from '../http/feed-warning.ts';
import { countFetches } from '../http/operations/count-fetches.ts';
import { createMetrics, type Metrics } from '../http/operations/metrics.ts';
import type { GovernDeps } from '../http/registry-exchange.ts';
import { createArtifactSender } from '../http/send-artifact.ts';
import { createFront, type PathHandler } from '../http/serve.ts';
import { createWebUi } from '../http/web-ui.ts';
import { offerFirstAdministrator } from '../identity/accounts/first-administrator.ts';
import { TRAIL_HEADER } from '../outbound/hop-trail.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { sizeBytesOf } from './config-schema.ts';
import type { FeedRunner } from './feed-runner.ts';
import type { JobFollower } from './follow-job.ts';
import { currencyAccess } from './describe-currency.ts';
import { givingAccess } from './describe-giving.ts';
import { startHousekeeping, type Housekeeping } from './keep-house.ts';
import type { HouseOptions } from './house-options.ts';
import { createNetworkViews } from './network-views.ts';
import { openApi, type ApiParts } from './open-api.ts';
import { openDecisions } from './open-decisions.ts';
import { openFeeds } from './open-feeds.ts';
import { openFollowers } from './open-followers.ts';
import { openIdentity } from './open-identity.ts';
import { openKnown } from './open-known.ts';
import type { OpenMail } from './open-mail.ts';
import { openOperations } from './open-operations.ts';
import { openOutside } from './open-outside.ts';
import { openPublishing } from './open-publishing.ts';
import { openRegistry } from './open-registry.ts';
import { openStorage, type OpenStorage } from './open-storage.ts';
import { emptyFolder } from './stored-file.ts';
import type { Turns } from './take-turns.ts';

/** What `npm run build:web` writes. */
const WEB_FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** A running house. */
export interface House {
  readonly listener: (message: IncomingMessage, response: ServerResponse) => void;
  readonly registry: RegistryDeps;
  readonly storage: OpenStorage;
  readonly feeds: FeedRunner;
  readonly alarms: Pick<JobFollower, 'settle'>;
  readonly findings: Pick<JobFollower, 'settle'>;
  readonly contents: Pick<JobFollower, 'settle'>;
  readonly namespaces: Pick<Turns<number>, 'turn'>;
  readonly highImpact: Pick<Turns<void>, 'turn'>;
  readonly mail: Pick<OpenMail, 'settle' | 'folder'>;
  readonly inventory: InventoryDeps;
  /** The secret of the one-time link, while there is no administrator. */
  readonly firstAdministrator: string | undefined;
  /** Ends what would never end by itself, so that the server can wait for the answers under way. */
  endStreams(): void;
  /** Writes what waits to be written and frees everything. */
  close(): Promise<void>;
}

/** Opens the data folder and puts everything together. Throws what opening throws. */
export async function compose(options: HouseOptions): Promise<House> {
  const { config, log } = options;
  const clock = options.clock ?? systemClock;
  const storage = await openStorage(config, options.dataDir, log);
  const outside = openOutside(config, clock, options.version, options.publicUrl);
  const known = await openKnown(config, clock, storage);
  const metrics = createMetrics();
  const counted = { ...outside, client: countFetches(outside.client, metrics) };
  const registry = openRegistry(
    { ...options, renderedFolder: emptyFolder(options.dataDir) },
    clock,
    storage,
    counted,
    known.knowledge,
  );
  const housekeeping = startHousekeeping(registry, storage, sizeBytesOf(config.storage.cache_quota), log);
  const followers = await openFollowers(options, clock, { storage, outside, registry, ...known, log });
  const identity = openIdentity(options, storage, clock, createNetworkViews(config, known.policies));
  const decisions = openDecisions(config, storage, clock, log);
  const publishing = openPublishing(config, storage, registry);
  const feeds = openFeeds(config, { storage, outside, knowledge: known.knowledge, registry, clock, log });
  const parts = {
    ...known,
    registry,
    storage,
    outside,
    identity,
    decisions,
    publishing,
    feeds,
    // Both are looked at as soon as something is learnt.
    lookedUp: async () => {},
    currency: currencyAccess(config, storage, async () => {}),
    giving: givingAccess(storage, async () => {}),
  };
  const apiDeps = openApi(options, parts);
  const api = createApi(apiDeps);
  const handlers = [api, openOperations(config, apiDeps, storage, metrics), createWebUi(WEB_FOLDER)];
  return {
    listener: openFront(options, parts, { housekeeping, metrics, handlers, governing: apiDeps }),
    registry,
    storage,
    feeds,
    alarms: followers.alarms,
    findings: followers.findings,
    contents: followers.contents,
    mail: followers.mail,
    namespaces: followers.namespaces,
    highImpact: followers.highImpact,
    inventory: apiDeps.inventory,
    firstAdministrator: await offerFirstAdministrator(identity.deps),
    endStreams: () => api.endStreams(),
    async close() {
      metrics.close();
      const first = [api, publishing, feeds, followers, housekeeping, identity, decisions];
      const last = [registry.engine, outside.fetcher, storage];
      for (const part of [...first, ...last]) await part.close();
    },
  };
}

interface FrontParts {
  readonly housekeeping: Housekeeping;
  readonly metrics: Metrics;
  readonly handlers: readonly PathHandler[];
  readonly governing: GovernDeps;
}

function openFront(
  { config, publicUrl, log }: HouseOptions,
  { registry, storage, outside, identity, decisions, publishing, visibility }: ApiParts,
  { housekeeping, metrics, handlers, governing }: FrontParts,
): House['listener'] {
  return createFront({
    registry,
    artifacts: createArtifactSender(storage.blobs, sizeBytesOf(config.storage.memory_for_artifacts)),
    publishing,
    clientLogin: identity.deps,
    governing,
    visibility,
    identify: identity.readerOf,
    within: (message, work) => outside.trail.within(trailOf(message), work),
    isAuthRequired: !config.access.anonymous_read,
    served(event) {
      decisions.served(event);
      if (event.sha256 !== undefined) housekeeping.used(event.sha256, registry.clock.now());
    },
    refused(event) {
      decisions.refused(event);
      const [reason] = event.verdict.reasons;
      metrics.refused(event.ecosystem, reason?.rule ?? 'none', event.verdict.action);
    },
    answered: (ecosystem, kind, status, durationMs) => metrics.answered(ecosystem, kind, status, durationMs),
    feedWarning: createFeedWarning(() => registry.knowledge.feeds(), registry.clock),
    report: (error, message) => log.error('a request failed', { error, url: message.url }),
    publicUrl,
    handlers,
  });
}

function trailOf({ headers }: IncomingMessage): string | undefined {
  const header = headers[TRAIL_HEADER];
  return Array.isArray(header) ? header.join(', ') : header;
}
