// The end of a server: told to, told to while it works, and told to start twice.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { SAMPLES } from '../support/samples.ts';
import {
  makeDataFolder,
  runServerToEnd,
  startServer,
  writeServerConfig,
  type ServerProcess,
} from '../support/server-process.ts';

const LARGE_BYTES = 24 * 1024 * 1024;
/** What is logged when the grace is over. */
const CUT_OFF = /answers that were still under way are cut off/;
const LARGE_PATH = '/npm/large/-/large-1.0.0.tgz';

async function startUpstream(t: TestContext): Promise<FixtureUpstream> {
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  return upstream;
}

/** Publishes a tarball that does not fit into the buffers of a socket. */
async function publishLarge(upstream: FixtureUpstream): Promise<Buffer> {
  const noise = Buffer.alloc(LARGE_BYTES);
  for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
  const release = { name: 'large', version: '1.0.0', files: { 'noise.bin': noise } };
  return (await upstream.npm.publish(release)).tarball;
}

/** Begins a download and reads nothing of its body yet. The connection is to be kept, as package managers do. */
async function beginDownload(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const agent = new Agent({ keepAlive: true });
  request(url, { agent, headers }, resolve).once('error', reject).end();
  const response = await promise;
  response.pause();
  return response;
}

async function readWhole(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Waits until connections are refused, at most five seconds. */
async function waitUntilRefused(server: ServerProcess): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt++) {
    const isRefused = await server.ask('/healthz', { headers: { connection: 'close' } }).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
    );
    if (isRefused) return;
    await sleep(20);
  }
  assert.fail('new connections are still taken');
}

test('SIGTERM: the answer under way ends whole, new connections are refused, what is known is written', async (t) => {
  const upstream = await startUpstream(t);
  const tarball = await publishLarge(upstream);
  const small = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const server = await startServer(t, { dataDir });
  assert.equal((await server.ask(small.path)).status, 200);
  const response = await beginDownload(`${server.url}${LARGE_PATH}`);
  assert.equal(response.statusCode, 200);

  server.signal('SIGTERM');
  await waitUntilRefused(server);
  const bytes = await readWhole(response);
  assert.equal(bytes.compare(tarball), 0);
  const ending = await server.ended;
  assert.equal(ending.code, 0, ending.stderr);
  assert.doesNotMatch(ending.stderr, CUT_OFF);
  assert.equal(existsSync(join(dataDir, 'server.lock')), false);

  const database = await openDatabase({ kind: 'sqlite', path: join(dataDir, 'gatehouse.db') });
  t.after(async () => database.close());
  const exposed = await database.read.selectFrom('exposure').select(['name', 'version']).execute();
  assert.deepEqual(exposed.map(({ name }) => name).sort(), ['@acme/tide', 'large']);
});

test('a second start finds what the first one kept, and its upstream may be gone', async (t) => {
  const upstream = await startUpstream(t);
  const published = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const first = await startServer(t, { dataDir });
  assert.equal((await first.ask(published.path)).status, 200);
  assert.equal((await first.stop('SIGINT')).code, 0);

  await upstream.close();
  const second = await startServer(t, { dataDir });
  const index = await second.ask(SAMPLES.npm.indexPath);
  assert.deepEqual(SAMPLES.npm.offered(index), ['1.0.0']);
  assert.equal((await second.ask(published.path)).body.compare(published.bytes), 0);
  assert.equal((await second.stop()).code, 0);
});

test('connections that idle, and streams of events, do not hold up the end', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const server = await startServer(t, { dataDir });
  for (let n = 0; n < 4; n++) await server.ask('/healthz');
  const secret = /\/setup#(\S+)/.exec(server.printed().stdout)?.[1];
  const setup = await server.ask('/api/v1/setup', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secret, name: 'ada', password: 'a long enough pass phrase' }),
  });
  assert.equal(setup.status, 200, setup.text);
  const cookie = setup.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const events = await beginDownload(`${server.url}/api/v1/events`, { cookie });
  assert.equal(events.headers['content-type'], 'text/event-stream; charset=utf-8');
  const ending = await server.stop();
  assert.equal(ending.code, 0);
  assert.doesNotMatch(ending.stderr, CUT_OFF);
  assert.match((await readWhole(events)).toString(), /^retry: /);
});

test('a client that stops reading does not hold up the end beyond the grace', async (t) => {
  const upstream = await startUpstream(t);
  await publishLarge(upstream);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const server = await startServer(t, { dataDir });
  const response = await beginDownload(`${server.url}${LARGE_PATH}`);
  response.on('error', () => {});
  const ending = await server.stop();
  assert.equal(ending.code, 0);
  assert.match(ending.stderr, CUT_OFF);
});

test('a second server on the same data folder is refused, and the first one serves on', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const first = await startServer(t, { dataDir });
  const second = await runServerToEnd(t, { dataDir });
  assert.equal(second.code, 1);
  assert.match(second.stderr, new RegExp(`^Cannot use the data folder .*process id ${first.pid}\\b`));
  assert.doesNotMatch(second.stderr, /\n\s+at /);
  assert.equal((await first.ask('/healthz')).status, 200);
  assert.equal(existsSync(join(dataDir, 'server.lock')), true);
});
