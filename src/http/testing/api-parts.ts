// What a gate's JSON API needs, for tests: real SQLite in a folder, the outside at a fixture upstream, nothing that works beside it.

import { letterHeadOf } from '../../main/letter-head.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { createDecisionLog } from '../../exposure/decision-log.ts';
import { createLetterLimits } from '../../identity/accounts/letter-limits.ts';
import { CHALLENGE_LIMITS, createWindowLimit, FACTOR_LIMITS } from '../../identity/factors/window-limit.ts';
import { openBox } from '../../identity/testing/memory-factors.ts';
import { createAttemptLimit } from '../../identity/sessions/attempt-limit.ts';
import { identify } from '../../identity/sessions/identify.ts';
import { createPasswordHasher } from '../../identity/sessions/password.ts';
import { viewOf } from '../../identity/principal.ts';
import { mintId } from '../../identity/secret.ts';
import { CHEAP_ARGON2, countedRandom } from '../../identity/testing/memory-identity.ts';
import { createTokenVerifier } from '../../identity/tokens/token-verifier.ts';
import { TOKEN_LIFETIMES } from '../../identity/tokens/tokens.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { createLogger } from '../../kernel/logger.ts';
import { configSchema } from '../../main/config-schema.ts';
import { deadlinesOf, describeFindings } from '../../main/describe-findings.ts';
import { createFindingLook } from '../../main/follow-findings.ts';
import { currencyAccess, describeCurrency } from '../../main/describe-currency.ts';
import { createCurrencyLook } from '../../main/follow-currency.ts';
import { describeGiving, givingAccess } from '../../main/describe-giving.ts';
import { createGivingLook } from '../../main/follow-giving.ts';
import { followJournal } from '../../main/follow-journal.ts';
import { openKnown } from '../../main/open-known.ts';
import { openOutside } from '../../main/open-outside.ts';
import { openTrustedPublishing } from '../../main/open-trusted-publishing.ts';
import { openHighImpact } from '../../main/open-high-impact.ts';
import { openNamespaces } from '../../main/open-namespaces.ts';
import { openPublishing } from '../../main/open-publishing.ts';
import { openScanning } from '../../main/open-scanning.ts';
import { openRegistry } from '../../main/open-registry.ts';
import { openSso } from '../../main/open-sso.ts';
import { openStorage, type OpenStorage } from '../../main/open-storage.ts';
import { createRecordPackages } from '../../storage/record-packages.ts';
import { SeenDependencies, type SeenPackage } from '../../inventory/impact/seen-dependencies.ts';
import type { ImpactDeps } from '../../inventory/impact/impact-ports.ts';
import { createNameReader } from '../../inventory/impact/read-names.ts';
import { createShapeReader } from '../../inventory/impact/read-shapes.ts';
import { readContents } from '../../registry/contents/read-contents.ts';
import { createAdvisoryListing } from '../../storage/advisory-listing.ts';
import type { ApiDeps, ConfiguredFeed } from '../api/deps.ts';
import { createArtifactSender } from '../send-artifact.ts';

export const CONFIGURED_FEEDS: readonly ConfiguredFeed[] = [
  { name: 'osv-npm', kind: 'osv', location: 'https://feeds.example/npm/all.zip' },
  { name: 'kev', kind: 'kev', location: '/srv/kev.json' },
];

interface PartsOptions {
  /** Settings beside those of the upstreams. */
  readonly settings: object;
  readonly folder: string;
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly upstreamUrls: Readonly<Record<string, string>>;
}

/** The registry over real storage, with the outside at the fixture upstream. */
async function openRegistryParts({ folder, publicUrl, clock, upstreamUrls, settings }: PartsOptions) {
  const log = createLogger(
    'error',
    () => {},
    () => clock.now(),
  );
  const upstreams = Object.fromEntries(
    ECOSYSTEMS.map((id) => [id, [{ name: 'main', url: upstreamUrls[id] }]]),
  );
  const config = configSchema.parse({ feeds: { sources: [] }, ...settings, upstreams });
  const storage = await openStorage(config, folder, log);
  const outside = openOutside(config, clock, '0.0.0', publicUrl);
  const known = await openKnown(config, clock, storage);
  const registry = openRegistry({ config, publicUrl }, clock, storage, outside, known.knowledge);
  const stop = await followJournal({ storage, registry, ...known });
  return { config, log, storage, outside, ...known, registry, stop };
}

export async function openParts(options: PartsOptions) {
  const { publicUrl, clock } = options;
  const { config, log, storage, outside, registry, stop, ...known } = await openRegistryParts(options);
  const [random, { identity, publisherTokens }] = [countedRandom(), storage.stores];
  let revision = 0;
  const verifying = { identity, publisherTokens, unit: storage.work, clock };
  const tokens = createTokenVerifier({ ...verifying, revision: () => revision++ });
  const decisions = createDecisionLog({ unit: storage.work, clock, report: () => {} });
  const refreshed: string[] = [];
  const seen: SeenPackage[] = [];
  const letterHead = letterHeadOf(config, publicUrl);
  const base = { identity, unit: storage.work, clock, random, letterHead };
  const deps: Omit<ApiDeps, 'closedReading' | 'report'> = {
    clock,
    version: '0.0.0',
    publicUrl,
    startedAt: clock.now(),
    identify: (message) =>
      identify({ identity, tokens, clock }, { headers: message.headers, address: '192.0.2.7' }),
    addressOf: () => '192.0.2.7',
    viewFor: (principal) => viewOf(principal) ?? 'default',
    registry,
    publishing: openPublishing(config, storage, registry),
    contents: { registry, reader: { read: (question) => readContents(ADAPTERS, question) } },
    visibility: known.visibility,
    organisations: { ...base, letterLimits: createLetterLimits({ clock }), stores: storage.stores },
    identity: {
      ...base,
      ...identityParts(storage, clock),
      passwords: createPasswordHasher({ random }, CHEAP_ARGON2),
      lifetimes: TOKEN_LIFETIMES,
    },
    highImpact: openHighImpact({ config, publicUrl }, storage, clock),
    namespaces: openNamespaces({ config, publicUrl }, storage, outside.fetcher, clock),
    sso: openSso({ config, publicUrl }, storage, outside, { clock, random, letterHead }),
    scanning: openScanning(config, { deps: { ...base, publisherTokens } }, outside.fetcher),
    trusted: openTrustedPublishing({ config, publicUrl }, storage, outside.fetcher, base),
    governance: governanceParts({ clock, storage, ...known }, () => mintId(random)),
    vetting: { store: storage.stores.vetting, licences: config.currency.licences },
    exposure: storage.stores.exposure,
    decisions: { log: decisions, store: storage.stores.decisions },
    journal: { reader: storage.reader, feed: storage.feed },
    advisories: createAdvisoryListing(storage.database.read),
    inventory: openInventory({ clock, storage, ...known }, () => mintId(random)),
    impact: impactDeps(storage, known.knowledge),
    // Nobody counts beside it.
    currency: currencyAccess(
      config,
      storage,
      createCurrencyLook(describeCurrency({ config, storage, registry, log })),
    ),
    giving: givingAccess(storage, createGivingLook(describeGiving({ storage, registry, log }))),
    blast: blastDeps(seen),
    feeds: feedsAccess(storage, refreshed),
    storage: smallStorage(),
    mail: { to: 'folder', waiting: () => storage.stores.letters.waiting() },
    health: () => outside.fetcher.health(),
  };
  return {
    deps,
    storage,
    refreshed,
    seen,
    reloadFeeds: () => known.knowledge.reloadFeeds(),
    front: {
      registry,
      visibility: known.visibility,
      artifacts: createArtifactSender(storage.blobs, 1_000_000),
    },
    async close() {
      stop();
      await decisions.close();
      await outside.fetcher.close();
      await storage.close();
    },
  };
}

function governanceParts(
  {
    clock,
    storage,
    policies,
    reservations,
  }: Pick<Awaited<ReturnType<typeof openRegistryParts>>, 'storage' | 'policies' | 'reservations'> & {
    readonly clock: Clock;
  },
  newId: () => string,
): ApiDeps['governance'] {
  const store = storage.stores.governance;
  return { unit: storage.work, clock, newId, policies, reservations, store, names: namesOf() };
}

function smallStorage(): ApiDeps['storage'] {
  const usage = async () => ({ blobBytes: 10, packages: 3, freeBytes: 5e9 });
  return { database: 'sqlite', quotaBytes: 1_000, usage };
}

function namesOf() {
  const { npm, pypi, cargo, maven, composer } = ADAPTERS;
  return {
    npm: npm.names,
    pypi: pypi.names,
    cargo: cargo.names,
    maven: maven.names,
    composer: composer.names,
  };
}

function openInventory(
  parts: Omit<Parameters<typeof describeFindings>[0], 'config'>,
  newId: () => string,
): ApiDeps['inventory'] {
  const { clock, knowledge, storage, vex } = parts;
  const config = configSchema.parse({});
  return {
    clock,
    adapters: ADAPTERS,
    knowledge,
    vex,
    statements: storage.stores.statements,
    stores: storage.stores,
    unit: storage.work,
    newId,
    deadlines: deadlinesOf(config),
    // Nobody looks beside it.
    lookedUp: createFindingLook(describeFindings({ config, ...parts })),
  };
}

function impactDeps(
  { stores, database }: Awaited<ReturnType<typeof openRegistryParts>>['storage'],
  knowledge: ImpactDeps['knowledge'],
): ImpactDeps {
  return {
    adapters: ADAPTERS,
    stores,
    knowledge,
    recordPackages: createRecordPackages(database.read),
    shapes: createShapeReader(stores.applications),
    names: createNameReader(stores.components),
  };
}

function feedsAccess(
  { lookups }: Awaited<ReturnType<typeof openRegistryParts>>['storage'],
  refreshed: string[],
): ApiDeps['feeds'] {
  return {
    configured: CONFIGURED_FEEDS,
    lookups,
    staleAfterMs: 86_400_000,
    loading: () => [],
    refresh: async (feed) => void refreshed.push(feed),
  };
}

function blastDeps(seen: readonly SeenPackage[]): ApiDeps['blast'] {
  async function* pages() {
    yield seen;
  }
  return { adapters: ADAPTERS, seen: new SeenDependencies({ pages }) };
}

function identityParts(
  storage: OpenStorage,
  clock: Clock,
): Omit<
  ApiDeps['identity'],
  'identity' | 'unit' | 'clock' | 'random' | 'letterHead' | 'passwords' | 'lifetimes'
> {
  return {
    limit: createAttemptLimit({ clock }),
    letterLimits: createLetterLimits({ clock }),
    signUp: 'invited',
    domains: { look: async () => 'unknown' },
    factorStores: storage.stores,
    box: openBox,
    factorLimit: createWindowLimit({ clock }, FACTOR_LIMITS),
    challengeLimit: createWindowLimit({ clock }, CHALLENGE_LIMITS),
  };
}
