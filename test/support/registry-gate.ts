// The registries over HTTP for one ecosystem, with real storage and outbound, and with a clock and feeds that a test holds.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Adapter } from '../../src/ecosystems/adapter.ts';
import { splitPath } from '../../src/http/split-path.ts';
import { createArtifactSender } from '../../src/http/send-artifact.ts';
import { serveRegistry } from '../../src/http/serve-registry.ts';
import type { Instant } from '../../src/kernel/clock.ts';
import type { Evidence } from '../../src/kernel/evidence.ts';
import type { PackageRef } from '../../src/kernel/package-ref.ts';
import { createFetcher, type Fetcher } from '../../src/outbound/fetcher.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { PRESETS } from '../../src/policy/presets.ts';
import type { RegistryDeps } from '../../src/registry/deps.ts';
import { createInlineEngine } from '../../src/registry/index-engine.ts';
import { PackageCaches } from '../../src/registry/package-caches.ts';
import type { UpstreamClient } from '../../src/registry/ports.ts';
import { openBlobFolder } from '../../src/storage/blob-folder.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createUnitOfWork } from '../../src/storage/sql-unit-of-work.ts';
import { createStores, createWorkStores } from '../../src/storage/stores.ts';
import { createTestDatabase } from './test-database.ts';

const NOBODY = {
  principal: { kind: 'nobody', address: '127.0.0.1' },
  address: '127.0.0.1',
} as const;

export interface RegistryGateOptions {
  readonly adapter: Adapter;
  /** Addresses of the ecosystem's upstreams, in order of precedence. */
  readonly upstreams: readonly string[];
  /** Default: now, as the gate starts. */
  readonly now?: Instant;
  /** Advisory and malware evidence about the versions at hand; default none. */
  readonly advisories?: (ref: PackageRef, versions: readonly string[]) => readonly Evidence[];
}

export interface RegistryGate {
  /** The ecosystem's root, without a trailing slash. */
  readonly url: string;
  /** Moves the gate's clock. */
  passTime(ms: number): void;
}

const FRESH_MS = 5 * 60_000;
const ABSENT_MS = 60_000;

/** Starts a gate on a free port of 127.0.0.1, under the balanced policy; gone when the test is over. */
export async function startRegistryGate(
  test: Pick<TestContext, 'after'>,
  options: RegistryGateOptions,
): Promise<RegistryGate> {
  const { adapter } = options;
  let now = options.now ?? Date.now();
  const clock = { now: () => now };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const origins = options.upstreams.map((url, at) => ({ name: `upstream-${at}`, url }));
  const fetcher = createFetcher({ clock, version: '0.0.0', origins });
  const storage = await openTestStorage();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this ecosystem is asked for
  const adapters = { [adapter.id]: adapter } as unknown as RegistryDeps['adapters'];
  const registry: RegistryDeps = {
    clock,
    adapters,
    engine: createInlineEngine(adapters),
    maintainersOf: async () => [],
    upstreams: origins.map((origin) => ({ ...origin, ecosystem: adapter.id, artifactHosts: [] })),
    client: upstreamClient(fetcher),
    ...storage.parts,
    knowledge: makeKnowledge(options.advisories),
    caches: new PackageCaches({ documentBytes: 16e6, renderedBytes: 16e6 }),
    limits: {
      documents: { freshMs: FRESH_MS, absentMs: ABSENT_MS, maxBytes: 64e6 },
      artifactMaxBytes: 64e6,
    },
    publicUrl,
  };
  const artifacts = createArtifactSender(registry.blobs, 4e6);
  server.on('request', (request, response) => {
    const http = {
      registry,
      artifacts,
      identify: () => ({ ...NOBODY, key: 'address:127.0.0.1', view: 'default', mayRead: true }),
      isAuthRequired: false,
      served: () => undefined,
      refused: () => undefined,
      report: () => undefined,
    };
    void serveRegistry(http, adapter.id, splitPath(request.url ?? '/'), request, response);
  });
  test.after(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await fetcher.close();
    await storage.close();
  });
  return {
    url: `${publicUrl}/${adapter.id}`,
    passTime: (ms) => {
      now += ms;
    },
  };
}

async function openTestStorage(): Promise<{
  readonly parts: Pick<RegistryDeps, 'blobs' | 'stores' | 'work'>;
  close(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-registry-'));
  const place = await createTestDatabase(folder);
  const database = await openDatabase(place.location);
  return {
    parts: {
      blobs: await openBlobFolder(join(folder, 'blobs')),
      stores: createStores(database.read),
      work: createUnitOfWork({ database, published: async () => undefined }, createWorkStores),
    },
    async close() {
      await database.close();
      await place.drop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function upstreamClient(fetcher: Fetcher): UpstreamClient {
  return {
    get: ({ upstream, identity, ...request }) =>
      fetcher.get({
        ...request,
        credentials: upstream,
        encoding: identity === true ? 'identity' : 'any',
      }),
  };
}

function makeKnowledge(advisories: RegistryGateOptions['advisories']): RegistryDeps['knowledge'] {
  const policy = parsePolicy(PRESETS.balanced);
  return {
    policyOf: () => policy,
    advisories: async (ref, versions) => advisories?.(ref, versions) ?? [],
    audit: async (_ecosystem, subjects) => subjects.map(() => []),
    record: async () => undefined,
    reservations: () => [],
    feeds: () => ({ missing: [], stale: [] }),
  };
}
