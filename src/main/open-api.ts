// Fills in what the JSON API is given.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { ADAPTERS } from '../ecosystems/list.ts';
import type { CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { ApiDeps, CurrencyAccess, GivingAccess } from '../http/api/deps.ts';
import type { PackageVisibility } from '../identity/organisations/package-visibility.ts';
import type { VexInForce } from '../inventory/vex/kept-vex.ts';
import { mintId } from '../identity/secret.ts';
import { createNameReader } from '../inventory/impact/read-names.ts';
import { createShapeReader } from '../inventory/impact/read-shapes.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { SeenDependencies } from '../inventory/impact/seen-dependencies.ts';
import type { PublishDeps } from '../registry/publish/publish-deps.ts';
import { createAdvisoryListing } from '../storage/advisory-listing.ts';
import { createRecordPackages } from '../storage/record-packages.ts';
import { createStorageUsage } from '../storage/storage-usage.ts';
import { ContentsThread } from './contents-thread.ts';
import { durationMsOf, sizeBytesOf } from './config-schema.ts';
import { deadlinesOf } from './describe-findings.ts';
import type { HouseOptions } from './house-options.ts';
import type { FeedRunner } from './feed-runner.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenDecisions } from './open-decisions.ts';
import type { OpenIdentity } from './open-identity.ts';
import type { Outside } from './open-outside.ts';
import { openHighImpact } from './open-high-impact.ts';
import { openNamespaces } from './open-namespaces.ts';
import { openSso } from './open-sso.ts';
import { openScanning } from './open-scanning.ts';
import { openTrustedPublishing } from './open-trusted-publishing.ts';
import type { OpenStorage } from './open-storage.ts';

export interface ApiParts {
  readonly registry: RegistryDeps;
  readonly knowledge: LiveKnowledge;
  readonly storage: OpenStorage;
  readonly outside: Outside;
  readonly identity: OpenIdentity;
  readonly decisions: OpenDecisions;
  readonly publishing: PublishDeps & { readonly seen: SeenDependencies };
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly vex: VexInForce;
  readonly visibility: PackageVisibility;
  readonly feeds: FeedRunner;
  /** Looks at what was learnt, where nobody else does. */
  readonly lookedUp: () => Promise<void>;
  readonly currency: CurrencyAccess;
  readonly giving: GivingAccess;
}

/** How each ecosystem spells its names. */
const NAMES = {
  npm: ADAPTERS.npm.names,
  pypi: ADAPTERS.pypi.names,
  cargo: ADAPTERS.cargo.names,
  maven: ADAPTERS.maven.names,
  composer: ADAPTERS.composer.names,
};

export function openApi(
  { config, publicUrl, version, log, dataDir }: HouseOptions,
  parts: ApiParts,
): ApiDeps {
  const { registry, storage, identity, policies, reservations, feeds } = parts;
  const { clock } = registry;
  return {
    clock,
    version,
    publicUrl,
    startedAt: clock.now(),
    closedReading: !config.access.anonymous_read,
    identify: identity.principalOf,
    addressOf: identity.addressOf,
    viewFor: identity.viewFor,
    report: (error: unknown, message?: IncomingMessage) =>
      log.error('an API request failed', { error, url: message?.url }),
    registry,
    publishing: parts.publishing,
    // Its thread ends by itself when it has nothing to do.
    contents: { registry, reader: new ContentsThread() },
    visibility: parts.visibility,
    identity: identity.deps,
    organisations: { ...identity.deps, stores: storage.stores },
    ...openIdentityDoors({ config, publicUrl }, parts),
    highImpact: openHighImpact({ config, publicUrl }, storage, clock),
    namespaces: openNamespaces({ config, publicUrl }, storage, parts.outside.fetcher, clock),
    governance: {
      unit: storage.work,
      clock,
      newId: () => mintId((sizeBytes) => randomBytes(sizeBytes)),
      policies,
      reservations,
      store: storage.stores.governance,
      names: NAMES,
    },
    vetting: { store: storage.stores.vetting, licences: config.currency.licences },
    exposure: storage.stores.exposure,
    decisions: { log: parts.decisions.log, store: storage.stores.decisions },
    journal: { reader: storage.reader, feed: storage.feed },
    advisories: createAdvisoryListing(storage.database.read),
    ...inventoryAccess(config, parts),
    currency: parts.currency,
    giving: parts.giving,
    blast: { adapters: ADAPTERS, seen: parts.publishing.seen },
    feeds: {
      configured: config.feeds.sources,
      lookups: storage.lookups,
      staleAfterMs: durationMsOf(config.feeds.stale_after),
      loading: () => feeds.loading(),
      refresh: (feed) => feeds.refresh(feed),
    },
    storage: {
      database: storage.location.kind,
      quotaBytes: sizeBytesOf(config.storage.cache_quota),
      usage: createStorageUsage(storage.database.read, dataDir),
    },
    mail: mailAccess(config, storage),
    health: () => parts.outside.fetcher.health(),
  };
}

/** What is known of applications. */
function inventoryAccess(
  config: HouseOptions['config'],
  { registry: { clock }, storage, knowledge, vex, lookedUp }: ApiParts,
): Pick<ApiDeps, 'inventory' | 'impact'> {
  const { stores } = storage;
  return {
    inventory: {
      clock,
      adapters: ADAPTERS,
      knowledge,
      vex,
      statements: stores.statements,
      stores,
      unit: storage.work,
      newId: () => mintId((sizeBytes) => randomBytes(sizeBytes)),
      deadlines: deadlinesOf(config),
      lookedUp,
    },
    impact: {
      adapters: ADAPTERS,
      stores,
      knowledge,
      recordPackages: createRecordPackages(storage.database.read),
      shapes: createShapeReader(stores.applications),
      names: createNameReader(stores.components),
    },
  };
}

/** By whose word people sign in, machines publish, and leaked tokens end. */
function openIdentityDoors(
  house: Pick<HouseOptions, 'config' | 'publicUrl'>,
  { storage, identity: { deps }, outside: { fetcher } }: ApiParts,
): Pick<ApiDeps, 'sso' | 'scanning' | 'trusted'> {
  const { publisherTokens } = storage.stores;
  return {
    sso: openSso(house, storage, { fetcher }, deps),
    scanning: openScanning(house.config, { deps: { ...deps, publisherTokens } }, fetcher),
    trusted: openTrustedPublishing(house, storage, fetcher, deps),
  };
}

function mailAccess({ mail }: HouseOptions['config'], { stores }: OpenStorage): ApiDeps['mail'] {
  const to = mail.server === undefined ? 'folder' : 'server';
  return { to, waiting: () => stores.letters.waiting() };
}
