// A gate with its JSON API on loopback, for tests: real SQLite in a temporary folder, a fixture upstream, a held clock.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ADAPTERS } from '../../ecosystems/list.ts';
import { createDecisionLog } from '../../exposure/decision-log.ts';
import { createAttemptLimit } from '../../identity/sessions/attempt-limit.ts';
import { offerFirstAdministrator } from '../../identity/accounts/first-administrator.ts';
import { identify } from '../../identity/sessions/identify.ts';
import { createPasswordHasher } from '../../identity/sessions/password.ts';
import type { Role } from '../../identity/ports.ts';
import { viewOf } from '../../identity/principal.ts';
import { hashSecret, mintId } from '../../identity/secret.ts';
import { CHEAP_ARGON2, countedRandom } from '../../identity/testing/memory-identity.ts';
import { GOOD_PASSWORD } from '../../identity/testing/people.ts';
import { mintTokenText } from '../../identity/tokens/token-text.ts';
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
import { openRegistry } from '../../main/open-registry.ts';
import { openStorage } from '../../main/open-storage.ts';
import { createRecordPackages } from '../../storage/record-packages.ts';
import { SeenDependencies, type SeenPackage } from '../../inventory/impact/seen-dependencies.ts';
import type { ImpactDeps } from '../../inventory/impact/impact-ports.ts';
import { createNameReader } from '../../inventory/impact/read-names.ts';
import { createShapeReader } from '../../inventory/impact/read-shapes.ts';
import { createAdvisoryListing } from '../../storage/advisory-listing.ts';
import { startFixtureUpstream } from '../../../test/support/fixture-upstream.ts';
import { problem } from '../api/contract.ts';
import { createApi } from '../api/create-api.ts';
import { ROUTES } from '../api/routes.ts';
import type { ApiDeps, ConfiguredFeed } from '../api/deps.ts';
import { createArtifactSender } from '../send-artifact.ts';
import { createFront } from '../serve.ts';

/** What a test sends. */
export interface Sent {
  readonly body?: unknown;
  readonly token?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back; `body` parsed when it is JSON. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The password of everybody in the house. */
export const PASSWORD = GOOD_PASSWORD;
export const CONFIGURED_FEEDS: readonly ConfiguredFeed[] = [
  { name: 'osv-npm', kind: 'osv', location: 'https://feeds.example/npm/all.zip' },
  { name: 'kev', kind: 'kev', location: '/srv/kev.json' },
];

export type ApiHouse = Awaited<ReturnType<typeof startApiHouse>>;

/** Starts everything; `close` ends it and deletes the folder. */
export async function startApiHouse(
  options: { readonly closedReading?: boolean; readonly settings?: object } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
  const upstream = await startFixtureUpstream();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = holdClock();
  const { settings = {} } = options;
  const parts = await openParts({ folder, publicUrl, clock, upstreamUrls: upstream.urls, settings });
  const reported: unknown[] = [];
  const deps: ApiDeps = {
    ...parts.deps,
    closedReading: options.closedReading ?? false,
    report: (error) => void reported.push(error),
  };
  const api = await createApi(deps);
  server.on(
    'request',
    createFront({
      ...parts.front,
      isAuthRequired: false,
      report: deps.report,
      served: () => {},
      refused: () => {},
      identify: () => ({ key: 'address:127.0.0.1', view: 'default', mayRead: true }),
      publicUrl,
      handlers: [api],
    }),
  );
  return {
    url: publicUrl,
    deps,
    upstream,
    clock,
    reported,
    storage: parts.storage,
    refreshed: parts.refreshed,
    /** Packages that the gate has seen, with what they need; to be filled by the test. */
    seen: parts.seen,
    /** What the server does after an import. */
    reloadFeeds: parts.reloadFeeds,
    /** Sends; what is answered is held to the contract. */
    async request(method: string, path: string, sent: Sent = {}): Promise<Received> {
      const received = await send(publicUrl, method, path, sent);
      assertContract(method, path, received);
      return received;
    },
    /** Makes an account with a session and two tokens. */
    person: (name: string, role: Role) => makePerson(deps, publicUrl, name, role),
    firstLink: () => offerFirstAdministrator(deps.identity),
    async close() {
      await api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await parts.close();
      await upstream.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function holdClock(): Clock & { advance(ms: number): void } {
  let at = Date.UTC(2026, 5, 1);
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}

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

async function openParts(options: PartsOptions) {
  const { publicUrl, clock } = options;
  const { config, log, storage, outside, policies, reservations, vex, knowledge, registry, stop } =
    await openRegistryParts(options);
  const random = countedRandom();
  const { identity } = storage.stores;
  let revision = 0;
  const tokens = createTokenVerifier({ identity, unit: storage.work, clock, revision: () => revision++ });
  const decisions = createDecisionLog({ unit: storage.work, clock, report: () => {} });
  const refreshed: string[] = [];
  const seen: SeenPackage[] = [];
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
    identity: {
      identity,
      unit: storage.work,
      clock,
      random,
      passwords: createPasswordHasher({ random }, CHEAP_ARGON2),
      limit: createAttemptLimit({ clock }),
      lifetimes: TOKEN_LIFETIMES,
    },
    governance: {
      unit: storage.work,
      clock,
      newId: () => mintId(random),
      policies,
      reservations,
      store: storage.stores.governance,
      names: namesOf(),
    },
    vetting: { store: storage.stores.vetting, licences: config.currency.licences },
    exposure: storage.stores.exposure,
    decisions: { log: decisions, store: storage.stores.decisions },
    journal: { reader: storage.reader, feed: storage.feed },
    advisories: createAdvisoryListing(storage.database.read),
    inventory: openInventory({ clock, storage, knowledge, reservations, vex }, () => mintId(random)),
    impact: impactDeps(storage, knowledge),
    // Nobody counts beside it.
    currency: currencyAccess(
      config,
      storage,
      createCurrencyLook(describeCurrency({ config, storage, registry, log })),
    ),
    giving: givingAccess(storage, createGivingLook(describeGiving({ storage, registry, log }))),
    blast: blastDeps(seen),
    feeds: feedsAccess(storage, refreshed),
    storage: {
      database: 'sqlite',
      quotaBytes: 1_000,
      usage: async () => ({ blobBytes: 10, packages: 3, freeBytes: 5e9 }),
    },
    health: () => outside.fetcher.health(),
  };
  return {
    deps,
    storage,
    refreshed,
    seen,
    reloadFeeds: () => knowledge.reloadFeeds(),
    front: { registry, artifacts: createArtifactSender(storage.blobs, 1_000_000) },
    async close() {
      stop();
      await decisions.close();
      await outside.fetcher.close();
      await storage.close();
    },
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

/** JSON answers are exactly what their route's schema says, and problems are problems. */
function assertContract(method: string, path: string, { status, body, headers }: Received): void {
  if (headers.get('content-type')?.includes('json') !== true) return;
  const asked = path.split('?', 1)[0] ?? '';
  const answering = ROUTES.find(
    (route) =>
      route.method === method && new RegExp(`^${route.url.replaceAll(/:\w+/g, '[^/]+')}$`).test(asked),
  );
  const schema = status >= 400 ? problem : answering?.answer;
  if (schema !== undefined) assert.deepEqual(schema.parse(body), body);
}

async function send(publicUrl: string, method: string, path: string, sent: Sent): Promise<Received> {
  const isChange = method !== 'GET';
  const response = await fetch(`${publicUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isChange ? { origin: publicUrl } : {}),
      ...(sent.token === undefined ? {} : { authorization: `Bearer ${sent.token}` }),
      ...(sent.cookie === undefined ? {} : { cookie: sent.cookie }),
      ...sent.headers,
    },
    ...(sent.body === undefined
      ? {}
      : { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

async function makePerson(deps: ApiDeps, publicUrl: string, name: string, role: Role) {
  const { unit, random, clock, passwords } = deps.identity;
  const id = mintId(random);
  const texts = { read: mintTokenText('read', random), api: mintTokenText('api', random) };
  const passwordHash = await passwords.hash(PASSWORD);
  await unit.transact(async ({ identity, journal }) => {
    await identity.saveAccount({ id, name, role, passwordHash, createdAt: clock.now() });
    for (const scope of ['read', 'api'] as const) {
      await identity.saveToken({
        id: mintId(random),
        name: scope,
        hash: hashSecret(texts[scope]),
        accountId: id,
        scope,
        createdAt: clock.now(),
      });
    }
    journal.record({
      kind: 'account-created',
      actor: 'gatehouse',
      at: clock.now(),
      data: { accountId: id, name, role },
    });
  });
  const signedIn = await send(publicUrl, 'POST', '/api/v1/session', { body: { name, password: PASSWORD } });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { id, name, role, cookie, readToken: texts.read, apiToken: texts.api };
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
