// Habits of safety (design, section 7) that only a whole house can keep. What one room keeps is tested beside that room.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';

import { createTarPacker, type TarHeader } from 'modern-tar';

import { ROUTES } from '../src/http/api/routes.ts';
import { FEED_WARNING_HEADER } from '../src/http/feed-warning.ts';
import { isGatehouseError } from '../src/kernel/errors.ts';
import { DAY_MS, MINUTE_MS } from '../src/kernel/clock.ts';
import { sha256Of } from '../src/kernel/digest.ts';
import { withoutSecrets } from '../src/main/config.ts';
import { configSchema } from '../src/main/config-schema.ts';
import { restoreFolder } from '../src/main/restore-folder.ts';
import { makeAdministrator, ADMINISTRATOR } from './support/administrator.ts';
import { startFixtureUpstream } from './support/fixture-upstream.ts';
import { holdClock, startGate } from './support/gate.ts';
import { malwareRecord } from './support/osv.ts';
import { ALL_SAMPLES, SAMPLES } from './support/samples.ts';
import { makeDataFolder, startServer, writeServerConfig } from './support/server-process.ts';

/** Changing routes that ask for credentials themselves, or end what they belong to: how a session begins and ends. */
const OPEN_CHANGES = [
  'DELETE /api/v1/session',
  // Ends the token that is presented, and no other; what begins one takes an identity that its issuer proves.
  'DELETE /api/v1/trusted_publishing/tokens',
  'DELETE /cargo/api/v1/trusted_publishing/tokens',
  'POST /-/npm/v1/oidc/token/exchange/package/:name',
  'POST /_/oidc/mint-token',
  'POST /_/pytp/mint-token',
  // Whoever holds a whole token may end it: reports of leaked ones.
  'POST /_/secrets/disclose-token',
  'POST /api/github/secret-scanning/verify',
  'POST /api/v1/recovery',
  'POST /api/v1/session',
  'POST /api/v1/session/confirm',
  'POST /api/v1/session/device',
  'POST /api/v1/session/passkey',
  'POST /api/v1/session/passkey/options',
  'POST /api/v1/session/second-factor',
  'POST /api/v1/session/second-factor/options',
  'POST /api/v1/setup',
  'POST /api/v1/sign-up',
  // What a provider gave is held to the browser that began.
  'POST /api/v1/sso/:name/finish',
  'POST /api/v1/sso/:name/start',
  // The link of a letter says whose address it is.
  'POST /api/v1/tokens/report',
  'POST /api/v1/trusted-publishing/exchange',
  'POST /api/v1/trusted_publishing/tokens',
  'POST /api/v1/verify',
  'POST /cargo/api/v1/trusted_publishing/tokens',
];

test('nothing that changes something is open: not on loopback, not before there is an administrator', async (t) => {
  const gate = await startGate(t);
  const changing = ROUTES.filter(({ method }) => method !== 'GET');
  const open = changing.filter(({ access }) => access === 'anyone');
  assert.deepEqual(open.map(({ method, url }) => `${method} ${url}`).sort(), OPEN_CHANGES);
  for (const { method, url, access } of changing) {
    if (access === 'anyone' || access === 'read-packages') continue;
    const path = url.replaceAll(/:\w+/g, 'x');
    const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };
    const answer = await gate.ask(path, { method, headers, body: '{}' });
    assert.equal(answer.status, 401, `${method} ${url}: ${answer.text}`);
  }
});

test('what packages contain never runs in our origin: every answer of a registry is inert', async (t) => {
  const gate = await startGate(t, { records: [] });
  for (const [ecosystem, sample] of ALL_SAMPLES) {
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    const refused = await sample.publish(gate.upstream, { version: '1.1.0' });
    await gate.quarantine(sample.ref, ['1.1.0']);
    const paths = [sample.indexPath, published.path, refused.path, sample.absentPath, `/${ecosystem}/..%00`];
    for (const path of paths) {
      for (const headers of [{}, { accept: 'text/html' }, { range: 'bytes=0-9' }]) {
        const answer = await gate.ask(path, { headers });
        const what = `${path} ${answer.status}`;
        assert.equal(answer.headers['x-content-type-options'], 'nosniff', what);
        assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/, what);
        if (path !== published.path) continue;
        assert.match(String(answer.headers['content-security-policy']), /sandbox/, what);
        assert.equal(answer.headers['content-disposition'], 'attachment', what);
        assert.doesNotMatch(String(answer.headers['content-type']), /html|javascript|svg/, what);
      }
    }
  }
});

test('what was decided keeps serving and keeps refusing while upstream and feed are gone', async (t) => {
  const clock = holdClock();
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-safety-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const location = join(folder, 'feed.ndjson');
  const records = ALL_SAMPLES.map(([ecosystem, { ref }]) =>
    malwareRecord({ ecosystem, name: ref.name, versions: ['1.1.0'] }),
  );
  writeFileSync(location, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  const feeds = { sources: [{ name: 'mine', kind: 'osv', location }] };
  const gate = await startGate(t, { clock, config: { feeds } });
  await gate.house.feeds.refresh('mine');
  const published = await Promise.all(
    ALL_SAMPLES.map(async ([, sample]) => {
      const good = await sample.publish(gate.upstream, { version: '1.0.0' });
      const bad = await sample.publish(gate.upstream, { version: '1.1.0' });
      assert.equal((await gate.ask(good.path)).status, 200);
      return { sample, good, bad };
    }),
  );
  rmSync(location);
  await assert.rejects(gate.house.feeds.refresh('mine'));
  gate.upstream.fault(/./, { reset: true });
  clock.passTime(2 * DAY_MS);
  for (const { sample, good, bad } of published) {
    const index = await gate.ask(sample.indexPath, { headers: sample.indexHeaders });
    assert.equal(index.status, 200, index.text);
    assert.deepEqual(sample.offered(index), ['1.0.0']);
    const served = await gate.ask(good.path);
    assert.equal(served.status, 200, served.text);
    assert.match(String(served.headers[FEED_WARNING_HEADER]), /mine/);
    assert.ok([403, 410, 451].includes((await gate.ask(bad.path)).status));
  }
});

test('what cannot be decided is refused, and says so: a document that cannot be read, no feed where one is required', async (t) => {
  const gate = await startGate(t, {
    policy: 'preset = "balanced"\nrequire_feeds = true\n',
    config: { feeds: { sources: [{ name: 'mine', kind: 'osv', location: '/nowhere/feed.ndjson' }] } },
  });
  for (const [, sample] of ALL_SAMPLES) {
    const published = await sample.publish(gate.upstream, { version: '1.0.0' });
    const heal = gate.upstream.fault(sample.upstreamIndex, {
      body: '{"half":',
      contentType: 'application/json',
    });
    const unreadable = await gate.ask(published.path);
    assert.ok(unreadable.status >= 403, `${unreadable.status} ${unreadable.text}`);
    assert.equal(unreadable.body.includes(published.bytes.subarray(0, 64)), false);
    heal();
    gate.house.registry.caches.revisions.raiseAll();
    const undecided = await gate.ask(published.path);
    assert.ok([403, 410, 451].includes(undecided.status), `${undecided.status} ${undecided.text}`);
    assert.match(`${undecided.reason}${undecided.text}`, /feed/);
  }
});

test('the server’s own require_feeds refuses in every view, whatever its policy says of feeds', async (t) => {
  const gate = await startGate(t, {
    policy: 'preset = "balanced"\nwithout = ["feeds"]\n',
    config: {
      feeds: {
        require_feeds: true,
        sources: [{ name: 'mine', kind: 'osv', location: '/nowhere/feed.ndjson' }],
      },
    },
  });
  const published = await SAMPLES.npm.publish(gate.upstream, { version: '1.0.0' });
  const refused = await gate.ask(published.path);
  assert.equal(refused.status, 403, refused.text);
  assert.match(refused.text, /require-feeds.*never loaded: mine/);
});

test('an audit without a feed is an error, never an answer that all is well', async (t) => {
  const gate = await startGate(t);
  const questions = [
    ['/npm/-/npm/v1/security/advisories/bulk', '{"left-pad":["1.0.0"]}', 'application/json'],
    [
      '/pypi/osv/v1/query',
      '{"package":{"name":"demo","ecosystem":"PyPI"},"version":"1.0"}',
      'application/json',
    ],
    ['/composer/api/security-advisories/', 'packages[]=acme/tide', 'application/x-www-form-urlencoded'],
    [
      '/composer/api/filter/',
      '{"packages":["pkg:composer/acme/tide"],"lists":["malware"]}',
      'application/json',
    ],
  ] as const;
  for (const [path, body, type] of questions) {
    const answer = await gate.ask(path, { method: 'POST', headers: { 'content-type': type }, body });
    assert.equal(answer.status, 503, `${path}: ${answer.text}`);
  }
});

test('the upstream’s own addresses of what is refused are told to nobody', async (t) => {
  const gate = await startGate(t);
  for (const [ecosystem, sample] of ALL_SAMPLES) {
    const good = await sample.publish(gate.upstream, { version: '1.0.0' });
    const bad = await sample.publish(gate.upstream, { version: '1.1.0' });
    await gate.quarantine(sample.ref, ['1.1.0']);
    const entries = [good, bad].map(({ version, file }) => ({ name: sample.ref.name, version, file }));
    const answer = await gate.ask('/api/v1/locks/addresses', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ecosystem, entries }),
    });
    assert.equal(answer.status, 200, answer.text);
    const { urls } = JSON.parse(answer.text) as { urls: readonly (string | null)[] };
    assert.deepEqual([urls[0]?.endsWith(good.upstreamPath), urls[1]], [true, null], answer.text);
  }
});

test('secrets print as [secret], and credentials of an upstream reach no log and no answer', async (t) => {
  const secret = 'hunter2-upstream-credential';
  const config = configSchema.parse({
    storage: { database: `postgres://gate:${secret}@db.example/gatehouse` },
    upstreams: {
      npm: [
        { name: 'a', url: 'https://a.example', auth: { type: 'bearer', token: secret } },
        { name: 'b', url: 'https://b.example', auth: { type: 'basic', username: 'u', password: secret } },
        { name: 'c', url: 'https://c.example', auth: { type: 'header', header: 'x-key', value: secret } },
      ],
    },
  });
  const printed = JSON.stringify(withoutSecrets(config));
  assert.equal(printed.includes(secret), false);
  assert.equal(printed.match(/\[secret\]/g)?.length, 4);

  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const auth = { type: 'bearer', token: secret };
  const npm = [{ name: 'main', url: upstream.urls.npm, auth, artifact_hosts: [] }];
  const gate = await startGate(t, { upstream, config: { upstreams: { npm } } });
  upstream.requireAuthorization('/npm', `Bearer ${secret}`);
  const published = await SAMPLES.npm.publish(upstream, { version: '1.0.0' });
  const answers = [await gate.ask(published.path)];
  assert.equal(answers[0]?.status, 200);
  for (const fault of [{ status: 500 }, { reset: true }, { body: secret.slice(0, 3) }, { status: 401 }]) {
    upstream.fault(/./, fault);
    gate.house.registry.caches.revisions.raiseAll();
    answers.push(await gate.ask('/npm/none'), await gate.ask('/api/v1/packages/npm/none'));
    upstream.clearFaults();
  }
  answers.push(await gate.ask('/api/v1/status'), await gate.ask('/readyz'), await gate.ask('/metrics'));
  for (const { text, headers } of answers)
    assert.equal(`${text}${JSON.stringify(headers)}`.includes(secret), false);
  assert.equal(JSON.stringify(gate.logged).includes(secret), false);
});

test('the data folder is its owner’s alone, and holds no password, token or session in clear', async (t) => {
  const upstream = await startFixtureUpstream({ separateFilesOrigin: true });
  t.after(() => upstream.close());
  const dataDir = makeDataFolder(t);
  writeServerConfig(dataDir, upstream);
  const server = await startServer(t, { dataDir });
  const administrator = await makeAdministrator(server);
  const minted = await administrator.call('POST', '/tokens', { name: 'robot', scope: 'read' });
  assert.equal(minted.status, 201, minted.text);
  const token = /gh[raw]_[0-9A-Za-z]{36}/.exec(minted.text)?.[0] ?? '';
  assert.notEqual(token, '');
  const link = /\/setup#(\S+)/.exec(server.printed().stdout)?.[1] ?? '';
  const cookie = administrator.cookie.slice(administrator.cookie.indexOf('=') + 1);
  const used = await server.ask('/npm/-/whoami', { headers: { authorization: `Bearer ${token}` } });
  assert.equal(used.status, 200, used.text);
  const ending = await server.stop();
  const secrets = [token, link, cookie, ADMINISTRATOR.password];
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    const file = join(dataDir, name);
    const facts = statSync(file);
    if (!facts.isFile()) continue;
    const bytes = readFileSync(file);
    for (const one of secrets) assert.equal(bytes.includes(one), false, `${name} holds a secret in clear`);
  }
  // The one-time link is printed on purpose; nothing else is, and nothing is logged.
  for (const one of [token, cookie, ADMINISTRATOR.password]) {
    assert.equal(`${ending.stdout}${ending.stderr}`.includes(one), false);
  }
  assert.equal(ending.stderr.includes(link), false);
});

test('a first start makes its folder and its configuration readable to their owner alone', async (t) => {
  const dataDir = makeDataFolder(t);
  const upstream = await startFixtureUpstream();
  t.after(() => upstream.close());
  const args = [
    '--port',
    '0',
    ...ALL_SAMPLES.flatMap(([id]) => ['--upstream', `${id}=${upstream.urls[id]}`]),
  ];
  const server = await startServer(t, { dataDir, args });
  assert.equal(statSync(dataDir).mode & 0o077, 0);
  assert.equal(statSync(join(dataDir, 'gatehouse.toml')).mode & 0o077, 0);
  assert.equal((await server.stop()).code, 0);
});

const DATABASE = Buffer.from('SQLite format 3\0, or so it says');

/** A backup as `entries` say, and what becomes of a folder into which it is restored. */
async function restore(
  t: TestContext,
  entries: readonly (readonly [name: string, body: string | Buffer, header?: Partial<TarHeader>])[],
  cutOff = 0,
): Promise<{ readonly error: unknown; readonly left: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-forged-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { readable, controller } = createTarPacker();
  const whole = new Response(readable).arrayBuffer();
  for (const [name, body, header] of entries) {
    const bytes = Buffer.from(body);
    const stream = controller.add({ name, size: bytes.byteLength, type: 'file', ...header });
    const writer = stream.getWriter();
    if (bytes.byteLength > 0) await writer.write(bytes);
    await writer.close();
  }
  controller.finalize();
  const archive = gzipSync(Buffer.from(await whole));
  const source = join(folder, 'backup.tar.gz');
  writeFileSync(source, cutOff === 0 ? archive : archive.subarray(0, archive.length - cutOff));
  const dataDir = join(folder, 'data');
  let error: unknown;
  try {
    const configFile = join(dataDir, 'gatehouse.toml');
    const onProgress = () => undefined;
    await restoreFolder({ dataDir, configFile, environment: {}, source, force: false, onProgress });
  } catch (thrown) {
    error = thrown;
  }
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return { error, left: left.filter((name) => name !== 'backup.tar.gz').sort() };
}

function manifest(more: object = {}): string {
  return JSON.stringify({
    format: 1,
    version: '0.1.0',
    createdAt: '2026-01-01T00:00:00.000Z',
    database: { sizeBytes: DATABASE.length, sha256: sha256Of(DATABASE) },
    ...more,
  });
}

test('a forged backup puts nothing in place: strange names, links, other bytes, other formats, a cut', async (t) => {
  const digest = sha256Of('bytes');
  const blob = `blobs/${digest.slice(0, 2)}/${digest}`;
  const config = ['gatehouse.toml', ''] as const;
  const database = ['gatehouse.db', DATABASE] as const;
  const first = ['manifest.json', manifest()] as const;
  const forged: Readonly<Record<string, Parameters<typeof restore>[1]>> = {
    'a path that climbs': [first, config, database, ['../../evil', 'x']],
    'an absolute path': [first, config, database, ['/tmp/gatehouse-evil', 'x']],
    'a path within the folder': [first, config, database, ['bin/evil', 'x']],
    'a link': [first, config, database, ['blobs/link', '', { type: 'symlink', linkname: '/etc/passwd' }]],
    'an artifact of other bytes': [
      ['manifest.json', manifest({ artifacts: 1 })],
      config,
      [blob, 'other'],
      database,
    ],
    'artifacts that the manifest does not count': [first, config, [blob, 'bytes'], database],
    'another database than it names': [first, config, ['gatehouse.db', 'other']],
    'a database that is none': [first, config, database],
    'no manifest': [config, database],
    'a manifest of another format': [['manifest.json', manifest({ format: 2 })], config, database],
    'a manifest that is no JSON': [['manifest.json', '{'], config, database],
    'no database': [first, config],
  };
  for (const [what, entries] of Object.entries(forged)) {
    const { error, left } = await restore(t, entries);
    assert.ok(isGatehouseError(error), `${what}: ${String(error)}`);
    assert.deepEqual(
      left.filter((name) => !name.startsWith('data/blobs/')),
      [],
      what,
    );
  }
  const cut = await restore(t, [first, config, database], 40);
  assert.ok(isGatehouseError(cut.error, 'invalid-archive'), String(cut.error));
});

test('exposure is for auditors: nobody and readers are refused, and an address is not told', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const sample = SAMPLES.npm;
  const { path } = await sample.publish(gate.upstream, { version: '1.0.0' });
  assert.equal((await gate.ask(path)).status, 200);
  assert.equal((await gate.exposure(sample.ref)).length, 1);
  clock.passTime(MINUTE_MS);
  for (const url of ['/api/v1/who?purl=pkg%3Anpm%2F%2540acme%2Ftide', '/api/v1/journal', '/api/v1/tokens']) {
    assert.equal((await gate.ask(url)).status, 401, url);
  }
  for (const url of [
    '/api/v1/decisions',
    '/api/v1/overview',
    '/api/v1/packages/npm/%40acme%2Ftide',
    '/metrics',
  ]) {
    const { text } = await gate.ask(url);
    assert.equal(text.includes('address:127.0.0.1'), false, url);
  }
});

test('the web pages make no markup, script or address of outside text', () => {
  const folder = join(import.meta.dirname, '../web/src');
  const makesMarkup =
    /innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|createContextualFragment|\beval\(|new Function|DOMParser|srcdoc/;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  assert.ok(files.length > 50);
  for (const name of files) {
    const text = readFileSync(join(folder, name), 'utf8');
    assert.doesNotMatch(text, makesMarkup, name);
    // Addresses that evidence gives go through the one part that lets only web addresses be links.
    if (name !== join('parts', 'outside-link.tsx')) assert.doesNotMatch(text, /href=\{\w*\.?url\}/, name);
  }
});
