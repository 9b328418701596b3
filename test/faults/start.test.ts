// Starts that must fail, each with a reason; and starts that must not: an upstream that is down, another address.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { ECOSYSTEMS } from '../../src/kernel/ecosystem.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { smallDiskMissing, withSmallDisk } from '../../src/storage/contract/small-disk.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { makeCertificate, skipWithoutOpenssl } from '../support/certificate.ts';
import { SAMPLES } from '../support/samples.ts';
import {
  makeDataFolder,
  runServerToEnd,
  startServer,
  writeServerConfig,
  type Ending,
} from '../support/server-process.ts';

const NOWHERE = 'http://127.0.0.1:9';

async function startUpstream(t: TestContext): Promise<FixtureUpstream> {
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  return upstream;
}

/** A refusal to start: exit code 1, words, and no stack. */
function assertRefused(ending: Ending, ...words: readonly (RegExp | string)[]): void {
  assert.equal(ending.code, 1, ending.stdout + ending.stderr);
  for (const word of words) {
    const isThere = typeof word === 'string' ? ending.stderr.includes(word) : word.test(ending.stderr);
    assert.ok(isThere, `${String(word)} is not in: ${ending.stderr}`);
  }
  assert.doesNotMatch(ending.stderr, /\n\s+at /);
  assert.equal(ending.stdout, '');
}

test('a wrong configuration: every fault with its path, and nothing is changed', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  const file = writeServerConfig(dataDir, upstream, {
    server: { port: 70_000, host: '127.0.0.1', typo: true },
    storage: { cache_quota: 'much' },
    feeds: { poll: 5, sources: [{ name: 'OSV', kind: 'osv', location: '' }] },
    upstreams: { npm: [{ name: 'main', url: 'ftp://registry.example' }] },
    nonsense: {},
  });
  const before = readFileSync(file);
  const faults = ['server.port', 'typo', 'storage.cache_quota', 'feeds.poll', 'feeds.sources[0].name'];
  const more = ['feeds.sources[0].location', 'upstreams.npm[0].url', 'nonsense'];
  assertRefused(await runServerToEnd(t, { dataDir }), file, ...faults, ...more);
  assert.deepEqual(readdirSync(dataDir), ['gatehouse.toml']);
  assert.equal(readFileSync(file).compare(before), 0);
});

test('a configuration that is no TOML: the line and the column', async (t) => {
  const dataDir = makeDataFolder(t);
  const file = writeServerConfig(dataDir, await startUpstream(t));
  writeFileSync(file, '[server]\nport = = 1\n');
  assertRefused(await runServerToEnd(t, { dataDir }), file, /line 2, column \d+/);
});

test('a wrong setting in the environment is told by its path', async (t) => {
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, await startUpstream(t));
  const env = { GATEHOUSE_LIMITS_INDEX_FRESH: 'soon' };
  assertRefused(await runServerToEnd(t, { dataDir, env }), 'limits.index_fresh');
});

test('a trusted proxy that is no address is told before anything listens', async (t) => {
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, await startUpstream(t), { server: { trusted_proxies: ['proxy.example'] } });
  assertRefused(await runServerToEnd(t, { dataDir }), 'server.trusted_proxies', 'proxy.example');
});

test('an upstream that is the server itself is refused', async (t) => {
  const dataDir = makeDataFolder(t);
  const upstreams = { npm: [{ name: 'main', url: 'http://localhost:4879/npm' }] };
  writeServerConfig(dataDir, await startUpstream(t), { server: { port: 4_879 }, upstreams });
  assertRefused(
    await runServerToEnd(t, { dataDir }),
    "upstreams.npm[0].url: found this server's own address",
  );
});

test('unknown arguments: usage, and exit code 2', async (t) => {
  const dataDir = makeDataFolder(t);
  const ending = await runServerToEnd(t, { dataDir, args: ['--prot', '1'] });
  assert.equal(ending.code, 2);
  assert.match(ending.stderr, /--prot.*\nUsage: gatehouse serve/s);
});

test('a port that is taken is named', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  const port = await takePort(t);
  writeServerConfig(dataDir, upstream, { server: { port } });
  assertRefused(await runServerToEnd(t, { dataDir }), `Cannot listen on 127.0.0.1:${port}`, 'EADDRINUSE');
});

test('where the first start was told to listen stands in its configuration, once it listens there', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  const file = join(dataDir, 'gatehouse.toml');
  const upstreams = ECOSYSTEMS.flatMap((id) => ['--upstream', `${id}=${upstream.urls[id]}`]);
  const start = (port: number | string) =>
    runServerToEnd(t, { dataDir, args: ['--port', String(port), ...upstreams] });
  assertRefused(await start('99999'), 'server.port');
  assertRefused(await start('many'), 'server.port');
  const taken = await takePort(t);
  assertRefused(await start(taken), `Cannot listen on 127.0.0.1:${taken}`, '--port');
  assert.equal(existsSync(file), false);
  const args = ['--host', 'localhost', '--port', '0', ...upstreams];
  const server = await startServer(t, { dataDir, args });
  assert.match(server.printed().stdout, /Wrote .*gatehouse\.toml/);
  assert.equal((await server.stop()).code, 0);
  const written = readFileSync(file, 'utf8');
  assert.match(written, /^\[server\]\nhost = "localhost"\nport = 0\n/m);
  const again = await startServer(t, { dataDir });
  assert.doesNotMatch(again.printed().stdout, /Wrote/);
  assert.equal((await again.stop()).code, 0);
  // A later start is told for itself alone.
  await startServer(t, { dataDir, args: ['--host', '127.0.0.1'] });
  assert.equal(readFileSync(file, 'utf8'), written);
});

/** A port that somebody listens on until the test is over. */
async function takePort(t: TestContext): Promise<number> {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  return (taken.address() as AddressInfo).port;
}

test('a database of a newer Gatehouse is refused and left as it is', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const location = { kind: 'sqlite', path: join(dataDir, 'gatehouse.db') } as const;
  const database = await openDatabase(location);
  await database.transact((trx) =>
    trx.insertInto('schema_version').values({ version: 9_999, name: 'of-tomorrow', applied_at: 1 }).execute(),
  );
  await database.close();
  const before = readFileSync(location.path);
  assertRefused(await runServerToEnd(t, { dataDir }), 'schema version 9999 (of-tomorrow)', 'newer Gatehouse');
  assert.equal(readFileSync(location.path).compare(before), 0);
});

test('a file that is no database is refused and left as it is', async (t) => {
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, await startUpstream(t));
  const path = join(dataDir, 'gatehouse.db');
  writeFileSync(path, 'no database at all, '.repeat(500));
  assertRefused(await runServerToEnd(t, { dataDir }), path);
  assert.equal(readFileSync(path, 'utf8'), 'no database at all, '.repeat(500));
});

test('a PostgreSQL that is not there is told without its password', async (t) => {
  const dataDir = makeDataFolder(t);
  const database = 'postgres://someone:pass-phrase@127.0.0.1:9/gatehouse';
  writeServerConfig(dataDir, await startUpstream(t), { storage: { database } });
  const ending = await runServerToEnd(t, { dataDir });
  assertRefused(ending, 'PostgreSQL', 'ECONNREFUSED');
  assert.ok(!ending.stderr.includes('pass-phrase'));
});

test('a read-only data folder is told at once', { skip: smallDiskMissing() }, async (t) => {
  const upstream = await startUpstream(t);
  await withSmallDisk(8 * 1024 * 1024, async ({ folder, setReadOnly }) => {
    const dataDir = join(folder, 'data');
    writeServerConfig(dataDir, upstream);
    setReadOnly(true);
    assertRefused(
      await runServerToEnd(t, { dataDir }),
      `Cannot write to the data folder ${dataDir}`,
      'EROFS',
    );
    setReadOnly(false);
    const server = await startServer(t, { dataDir });
    assert.equal((await server.stop()).code, 0);
  });
});

test('beyond loopback: not without a public address, nor without an administrator', async (t) => {
  const upstream = await startUpstream(t);
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const args = ['--host', '0.0.0.0'];
  assertRefused(await runServerToEnd(t, { dataDir, args }), 'server.public_url');
  const env = { GATEHOUSE_SERVER_PUBLIC_URL: 'https://packages.example' };
  assertRefused(await runServerToEnd(t, { dataDir, args, env }), 'no administrator yet', '--host 127.0.0.1');
  assert.deepEqual(
    readdirSync(dataDir).filter((name) => name === 'server.lock'),
    [],
  );
});

test('a first start whose upstreams are down: says so, serves, and has their packages once they are up', async (t) => {
  const upstream = await startUpstream(t);
  const published = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
  const dataDir = makeDataFolder(t);
  const down = ['pypi', 'cargo', 'maven', 'composer'].map((id) => `${id}=${NOWHERE}/${id}`);
  const chosen = [`npm=${upstream.urls.npm}`, ...down].flatMap((one) => ['--upstream', one]);
  const server = await startServer(t, { dataDir, args: ['--port', '0', ...chosen] });
  const { stdout } = server.printed();
  assert.match(stdout, /could not learn where the pypi upstream keeps its files/);
  assert.match(stdout, /This link makes one, once/);
  assert.match(readFileSync(join(dataDir, 'gatehouse.toml'), 'utf8'), /\[\[upstreams\.cargo\]\]/);
  assert.equal((await server.ask('/healthz')).status, 200);
  assert.equal((await server.ask(published.path)).status, 200);
  const refused = await server.ask(SAMPLES.pypi.indexPath);
  assert.equal(refused.status, 504);
  assert.match(refused.text, /Cannot /);
  assert.match(refused.headers['gatehouse-warning']?.toString() ?? '', /^feeds never loaded: osv-npm, /);
  const ready = JSON.parse((await server.ask('/readyz')).text) as {
    upstreams: { name: string; state: string }[];
  };
  assert.equal(ready.upstreams.find(({ name }) => name === 'pypi:main')?.state === 'ok', false);
  assert.equal((await server.stop()).code, 0);
});

test('TLS: https alone, and links lead to the public address', { skip: skipWithoutOpenssl() }, async (t) => {
  const upstream = await startUpstream(t);
  await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
  const dataDir = makeDataFolder(t);
  const { tls_cert, tls_key } = makeCertificate(dirname(dataDir), 'DNS:packages.example');
  const public_url = 'https://packages.example';
  writeServerConfig(dataDir, upstream, { server: { tls_cert, tls_key, public_url } });
  const server = await startServer(t, { dataDir });
  assert.match(server.printed().stdout, /^Gatehouse is at https:\/\/packages\.example$/m);
  const { hostname, port } = new URL(server.url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = {
    hostname,
    port,
    path: SAMPLES.npm.indexPath,
    ca: readFileSync(tls_cert),
    servername: 'packages.example',
    headers: { host: 'packages.example' },
    agent: false,
  };
  request(options, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('end', () => resolve(text));
  })
    .on('error', reject)
    .end();
  const { versions } = JSON.parse(await promise) as {
    versions: Record<string, { dist: { tarball: string } }>;
  };
  assert.equal(versions['1.0.0']?.dist.tarball, 'https://packages.example/npm/@acme/tide/-/tide-1.0.0.tgz');
  await assert.rejects(server.ask(SAMPLES.npm.indexPath));
  assert.equal((await server.stop()).code, 0);
});

test(
  'a certificate that cannot be read, or does not fit its key, is told by its setting',
  { skip: skipWithoutOpenssl() },
  async (t) => {
    const upstream = await startUpstream(t);
    const dataDir = makeDataFolder(t);
    const { tls_cert, tls_key } = makeCertificate(dirname(dataDir), 'DNS:packages.example');
    writeServerConfig(dataDir, upstream, { server: { tls_cert: `${tls_cert}x`, tls_key } });
    assertRefused(await runServerToEnd(t, { dataDir }), 'server.tls_cert', `${tls_cert}x`);
    writeServerConfig(dataDir, upstream, { server: { tls_cert: tls_key, tls_key } });
    assertRefused(await runServerToEnd(t, { dataDir }), 'server.tls_cert');
    const other = makeCertificate(join(dirname(dataDir), 'other'), 'DNS:packages.example');
    writeServerConfig(dataDir, upstream, { server: { tls_cert, tls_key: other.tls_key } });
    assertRefused(await runServerToEnd(t, { dataDir }), 'server.tls_cert', 'server.tls_key', 'mismatch');
    writeServerConfig(dataDir, upstream, { server: { tls_cert } });
    assertRefused(await runServerToEnd(t, { dataDir }), 'expected both or neither');
  },
);
