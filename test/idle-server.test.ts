// What a server that has nothing to do keeps in memory is what it has loaded: what it has no use for is not loaded.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { startFixtureUpstream } from './support/fixture-upstream.ts';
import { makeDataFolder, startServer, writeServerConfig } from './support/server-process.ts';

/** Writes what was loaded when the server ends, seen from within. */
const WATCH = `
  import { registerHooks } from 'node:module';
  import { writeFileSync } from 'node:fs';
  const files = [];
  registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
  process.on('exit', () => {
    const loaded = { parts: process.moduleLoadList, files };
    writeFileSync(process.env.LOADED_BY_SERVER, JSON.stringify(loaded));
  });`;

interface Loaded {
  /** Of Node.js itself: `NativeModule internal/deps/undici/undici`. */
  readonly parts: readonly string[];
  /** Addresses of files. */
  readonly files: readonly string[];
}

/** Starts a server on a folder, and ends it. */
async function loadedByServer(t: TestContext, dataDir: string): Promise<Loaded> {
  const file = join(dataDir, 'loaded.json');
  const options = `--import data:text/javascript,${encodeURIComponent(WATCH)}`;
  const server = await startServer(t, { dataDir, env: { NODE_OPTIONS: options, LOADED_BY_SERVER: file } });
  assert.equal((await server.ask('/healthz')).status, 200);
  assert.equal((await server.stop()).code, 0);
  return JSON.parse(readFileSync(file, 'utf8')) as Loaded;
}

test('a server that was started before loads neither what strips types nor a second HTTP client', async (t) => {
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  await loadedByServer(t, dataDir);
  const { parts } = await loadedByServer(t, dataDir);
  assert.ok(parts.includes('NativeModule http'), 'the list is of what is loaded');
  const { length } = 'NativeModule internal/deps/';
  const brought = parts
    .filter((part) => part.startsWith('NativeModule internal/deps/'))
    .map((part) => part.slice(length));
  assert.deepEqual(brought, []);
});

test('of the JSON API a server loads no subject before it is asked about it', async (t) => {
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const { files } = await loadedByServer(t, dataDir);
  assert.ok(
    files.some((file) => file.endsWith('/src/http/api/create-api.ts')),
    'the list is of what is loaded',
  );
  const late = [
    '/node_modules/fastify/',
    '/src/http/api/routes/',
    '/src/http/api/openapi.ts',
    '/src/cli/commands.ts',
    '/node_modules/openid-client/',
    '/src/identity/sso/finish-sso.ts',
    '/src/outbound/openid/discover-provider.ts',
  ];
  assert.deepEqual(
    files.filter((file) => late.some((part) => file.includes(part))),
    [],
  );
});
