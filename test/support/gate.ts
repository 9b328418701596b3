// A whole Gatehouse for tests, as `compose` puts it together, on a free port over the fixture upstream.

import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ADAPTERS } from '../../src/ecosystems/list.ts';
import type { ExposureRecord } from '../../src/exposure/ports.ts';
import { applyPolicy } from '../../src/governance/apply-policy.ts';
import { loadCurrentPolicies } from '../../src/governance/current-policies.ts';
import { quarantine } from '../../src/governance/quarantine.ts';
import { reserveName } from '../../src/governance/reserve-name.ts';
import { waive } from '../../src/governance/waive.ts';
import { readerName } from '../../src/exposure/reader-name.ts';
import { DAY_MS, type Clock, type Instant } from '../../src/kernel/clock.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../src/kernel/ecosystem.ts';
import type { JournalEntry } from '../../src/journal/journal.ts';
import { createLogger } from '../../src/kernel/logger.ts';
import type { PackageRef } from '../../src/kernel/package-ref.ts';
import { compose, type House } from '../../src/main/compose.ts';
import { configSchema, type Config } from '../../src/main/config-schema.ts';
import { ask, type Answer, type Ask } from './ask.ts';
import { startFixtureUpstream, type FixtureUpstream } from './fixture-upstream.ts';
import { createTestDatabase, keepTestDatabase, type TestDatabase } from './test-database.ts';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  /** Moves the present. */
  passTime(ms: number): void;
}

/** A clock that stands still until it is moved. */
export function holdClock(at: Instant = Date.now()): TestClock {
  let now = at;
  return {
    now: () => now,
    passTime: (ms) => {
      now += ms;
    },
  };
}

export interface GateOptions {
  /** Default: a fixture upstream of the gate's own, gone with it. */
  readonly upstream?: FixtureUpstream;
  /** Addresses of upstreams in place of the fixture's: of another gate, for instance. */
  readonly upstreamUrls?: Readonly<Partial<Record<Ecosystem, string>>>;
  /** Sections of the configuration, over the defaults. */
  readonly config?: Readonly<Partial<Record<keyof Config, object>>>;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** The policy of the default view from the start; default balanced. */
  readonly policy?: string;
  /** OSV records of a feed from a file; absent: no feed is configured. */
  readonly records?: readonly object[];
  /** Feeds beside that one, as the configuration has them. */
  readonly moreFeeds?: readonly object[];
  /** The data folder; default: a new one, gone with the gate. */
  readonly dataDir?: string;
}

/** A running Gatehouse. */
export interface Gate {
  /** `http://127.0.0.1:port`, no trailing slash. */
  readonly url: string;
  /** The root of each registry, without a trailing slash. */
  readonly urls: Readonly<Record<Ecosystem, string>>;
  readonly upstream: FixtureUpstream;
  readonly house: House;
  /** What was logged so far, one JSON object each. */
  readonly logged: readonly { readonly level: string; readonly message: string }[];
  /** Asks for a path exactly as it is spelt. */
  ask(path: string, how?: Ask): Promise<Answer>;
  /** Adds records to the feed's file; answers when they are in force. */
  addRecords(...records: readonly object[]): Promise<void>;
  /** Adds records to the feed's file and does nothing else: the gate has to notice. */
  writeRecords(...records: readonly object[]): void;
  /** Brings a policy into force for a view. */
  applyPolicy(text: string, view?: string): Promise<void>;
  reserve(ecosystem: Ecosystem, pattern: string): Promise<void>;
  quarantine(ref: PackageRef, versions?: readonly string[]): Promise<void>;
  waive(ref: PackageRef, versions?: readonly string[]): Promise<void>;
  /** Who has a package, once what was served is written. */
  exposure(ref: PackageRef): Promise<readonly ExposureRecord[]>;
  /** Entries of the journal of these kinds, oldest first. */
  journal(...kinds: readonly JournalEntry['kind'][]): Promise<readonly JournalEntry[]>;
  close(): Promise<void>;
}

const FEED = 'test-feed';

/** Starts a gate on 127.0.0.1; closed with all that belongs to it when the test is over. */
export async function startGate(test: Pick<TestContext, 'after'>, options: GateOptions = {}): Promise<Gate> {
  const upstream = options.upstream ?? (await startFixtureUpstream({ separateFilesOrigin: true }));
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-gate-'));
  const server = createServer();
  let database: TestDatabase | undefined;
  let house: House | undefined;
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    await stop(server);
    await house?.close();
    await database?.drop();
    if (options.upstream === undefined) await upstream.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const close = async (): Promise<void> => (closing ??= closeAll());
  // Before anything can fail: a configuration that is refused leaves nothing open either.
  test.after(close);
  const feedFile = join(folder, 'feed.ndjson');
  if (options.records !== undefined) writeFileSync(feedFile, asLines(options.records));
  const dataDir = options.dataDir ?? join(folder, 'data');
  database = await (options.dataDir === undefined ? createTestDatabase : keepTestDatabase)(dataDir);
  const ownFeed = options.records === undefined ? undefined : feedFile;
  const config = makeConfig(options, upstream, database.setting, ownFeed);
  await listen(server);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logged: { level: string; message: string }[] = [];
  const log = createLogger(
    'info',
    (line) => logged.push(JSON.parse(line) as { level: string; message: string }),
    () => Date.now(),
  );
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  const composed = await compose({ config, dataDir, publicUrl: url, log, version: '0.0.0-test', ...clock });
  house = composed;
  server.on('request', composed.listener);
  const gate: Gate = {
    url,
    urls: rootsOf(url),
    upstream,
    house: composed,
    logged,
    ask: async (path, how) => ask(`${url}${path}`, how),
    writeRecords: (...records) => appendFileSync(feedFile, asLines(records)),
    async addRecords(...records) {
      appendFileSync(feedFile, asLines(records));
      await composed.feeds.refresh(FEED);
    },
    ...governanceOf(composed),
    exposure: async (ref) => waitForExposure(composed, ref),
    journal: async (...kinds) =>
      [...(await composed.storage.reader.readBefore(undefined, 1_000, { kinds }))].reverse(),
    close,
  };
  if (options.records !== undefined) await composed.feeds.refresh(FEED);
  if (options.policy !== undefined) await gate.applyPolicy(options.policy);
  return gate;
}

function asLines(records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function rootsOf(url: string): Readonly<Record<Ecosystem, string>> {
  return Object.fromEntries(ECOSYSTEMS.map((ecosystem) => [ecosystem, `${url}/${ecosystem}`])) as Record<
    Ecosystem,
    string
  >;
}

/** The configuration: the fixture as the only upstream of every ecosystem, its second origin for files. */
function makeConfig(
  { config, upstreamUrls, moreFeeds = [] }: GateOptions,
  upstream: FixtureUpstream,
  database: string,
  feedFile: string | undefined,
): Config {
  const upstreams = Object.fromEntries(
    ECOSYSTEMS.map((ecosystem) => {
      const other = upstreamUrls?.[ecosystem];
      const one = {
        name: 'main',
        url: other ?? upstream.urls[ecosystem],
        artifact_hosts: other === undefined ? [upstream.filesUrl] : [],
      };
      return [ecosystem, [one]];
    }),
  );
  const own = feedFile === undefined ? [] : [{ name: FEED, kind: 'osv', location: feedFile }];
  const sources = [...own, ...moreFeeds];
  return configSchema.parse({
    ...config,
    server: { port: 1, ...config?.server },
    storage: { database, ...config?.storage },
    feeds: { sources, ...config?.feeds },
    upstreams: { ...upstreams, ...config?.upstreams },
  });
}

/** What people do, by the use cases that the command line and the API call. */
function governanceOf(house: House): Pick<Gate, 'applyPolicy' | 'reserve' | 'quarantine' | 'waive'> {
  const { storage, registry } = house;
  const deps = { unit: storage.work, clock: registry.clock, newId: randomUUID };
  const author = 'account:ada';
  return {
    async applyPolicy(text, view = 'default') {
      const current = await storage.stores.governance.currentPolicies();
      const basedOn = current.find((version) => version.view === view)?.number ?? 0;
      await applyPolicy(deps, { view, text, note: 'a test', author, basedOn });
    },
    async reserve(ecosystem, pattern) {
      const names = mapAdapters((adapter) => adapter.names);
      await reserveName({ ...deps, names }, { ecosystem, pattern, reason: 'ours', author });
    },
    async quarantine(ref, versions) {
      const which = versions === undefined ? {} : { versions };
      await quarantine(deps, { ref, ...which, reason: 'looks odd', author });
    },
    async waive(ref, versions) {
      const policies = await loadCurrentPolicies({ governance: storage.stores.governance });
      const expiresAt = registry.clock.now() + DAY_MS;
      const which = versions === undefined ? {} : { versions };
      await waive({ ...deps, policies }, { ref, ...which, reason: 'needed', author, expiresAt });
    },
  };
}

function mapAdapters<V>(pick: (adapter: (typeof ADAPTERS)[Ecosystem]) => V): Readonly<Record<Ecosystem, V>> {
  return Object.fromEntries(ECOSYSTEMS.map((id) => [id, pick(ADAPTERS[id])])) as Record<Ecosystem, V>;
}

/** Exposure is written in batches: waits until something is there, at most two seconds. */
async function waitForExposure(house: House, ref: PackageRef): Promise<readonly ExposureRecord[]> {
  for (let attempt = 0; ; attempt++) {
    const records = await house.storage.stores.exposure.ofPackage(ref, { limit: 100 });
    if (records.length > 0 || attempt === 40) return records;
    await sleep(50);
  }
}

/** How exposure names a reader on this machine without a token. */
export const LOCAL_READER = readerName({ kind: 'address', address: '127.0.0.1' });

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
