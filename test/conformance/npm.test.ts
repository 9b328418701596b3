// npm over HTTP, through a whole gate: what users of npm proxies ran into, each by its number.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';

import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Answer, Ask } from '../support/ask.ts';
import { startFixtureUpstream } from '../support/fixture-upstream.ts';
import { holdClock, startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';

const SHORT = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*' };
const FULL = { accept: 'application/json' };

interface Packument {
  readonly name: string;
  readonly versions: Readonly<Record<string, Manifest>>;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly time?: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly version: string;
  readonly dist: Readonly<Record<string, unknown>> & { readonly tarball: string };
  readonly [field: string]: unknown;
}

const ago = (ms: number) => formatInstant(Date.now() - ms);

/** A gate over an upstream with `tide` 1.0.0, a pre-release after it, 1.1.0 of thirty hours, 1.2.0 of three. */
async function startTide(test: TestContext, options: GateOptions = {}): Promise<Gate> {
  const gate = await startGate(test, options);
  const { npm } = gate.upstream;
  await npm.publish({ name: 'tide', version: '1.0.0' });
  await npm.publish({ name: 'tide', version: '1.1.0-rc.1', tags: ['next'] });
  await npm.publish({ name: 'tide', version: '1.1.0', publishedAt: ago(30 * HOUR_MS) });
  await npm.publish({
    name: 'tide',
    version: '1.2.0',
    publishedAt: ago(3 * HOUR_MS),
    tags: ['latest', 'beta'],
  });
  return gate;
}

async function read(gate: Gate, path: string, headers: Ask['headers'] = FULL): Promise<Packument> {
  const answer = await gate.ask(path, headers === undefined ? {} : { headers });
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as Packument;
}

function errorOf({ text }: Answer): string {
  return (JSON.parse(text) as { error: string }).error;
}

test('N1, N19: both forms have their own tag, and each is answered 304 to who has it', async (t) => {
  const gate = await startTide(t);
  const tags = new Set<unknown>();
  for (const headers of [SHORT, FULL]) {
    const first = await gate.ask('/npm/tide', { headers });
    assert.equal(first.status, 200);
    assert.equal('time' in (JSON.parse(first.text) as object), headers === FULL);
    tags.add(first.headers.etag);
    const again = await gate.ask('/npm/tide', {
      headers: { ...headers, 'if-none-match': String(first.headers.etag) },
    });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
  }
  assert.equal(tags.size, 2);
});

test('N1: an upstream that refuses the short form alone is never asked for it', async (t) => {
  const gate = await startTide(t);
  await read(gate, '/npm/tide', SHORT);
  const asked = gate.upstream.requests.filter(({ path }) => path === '/npm/tide');
  assert.deepEqual(
    asked.map(({ headers }) => headers['accept']),
    ['application/json'],
  );
});

test('N3, N4: a tarball that nobody resolved here is dated first, then refused or served', async (t) => {
  const gate = await startTide(t);
  const young = await gate.ask('/npm/tide/-/tide-1.2.0.tgz');
  assert.equal(young.status, 403);
  assert.match(errorOf(young), /young-version: published \d{4}-/);
  assert.doesNotMatch(errorOf(young), /unknown|first seen/);
  assert.equal(gate.upstream.count(/tide-1\.2\.0\.tgz$/), 0);
  for (const version of ['1.0.0', '1.1.0']) {
    assert.equal((await gate.ask(`/npm/tide/-/tide-${version}.tgz`)).status, 200, version);
  }
});

test('N5: latest and every other tag lead to what is offered; latest to no pre-release', async (t) => {
  const gate = await startTide(t);
  const { versions, 'dist-tags': tags } = await read(gate, '/npm/tide', SHORT);
  assert.deepEqual(Object.keys(versions), ['1.0.0', '1.1.0-rc.1']);
  assert.equal(tags['latest'], '1.0.0');
  for (const version of Object.values(tags)) assert.ok(Object.hasOwn(versions, version), version);
});

test('N6: versions and time agree, and change as the hours pass', async (t) => {
  const clock = holdClock();
  const gate = await startTide(t, { clock });
  const offered = async () => {
    const { versions, time } = await read(gate, '/npm/tide');
    const dated = Object.keys(time ?? {}).filter((key) => !['created', 'modified'].includes(key));
    assert.deepEqual(dated.sort(), Object.keys(versions).sort());
    return Object.keys(versions);
  };
  assert.deepEqual(await offered(), ['1.0.0', '1.1.0-rc.1']);
  // 1.1.0 is 72 hours old in 42.
  clock.passTime(42 * HOUR_MS + MINUTE_MS);
  assert.deepEqual(await offered(), ['1.0.0', '1.1.0-rc.1', '1.1.0']);
  clock.passTime(DAY_MS + 3 * HOUR_MS);
  assert.deepEqual(await offered(), ['1.0.0', '1.1.0-rc.1', '1.1.0', '1.2.0']);
});

test('N7: every address is here, and what is behind it has the digests that stand beside it', async (t) => {
  const gate = await startTide(t);
  const { versions } = await read(gate, '/npm/tide', SHORT);
  for (const { version, dist } of Object.values(versions)) {
    assert.equal(dist.tarball, `${gate.url}/npm/tide/-/tide-${version}.tgz`);
    const { body } = await gate.ask(dist.tarball.slice(gate.url.length));
    const digest = createHash('sha512').update(body).digest('base64');
    assert.equal(dist['integrity'], `sha512-${digest}`);
    assert.ok(Array.isArray(dist['signatures']));
  }
});

test('N9: a scoped package by every spelling is one package', async (t) => {
  const gate = await startGate(t);
  await gate.upstream.npm.publish({ name: '@acme/tide', version: '1.0.0' });
  for (const path of ['@acme/tide', '@acme%2ftide', '@acme%2Ftide', '%40acme%2ftide']) {
    const { name, versions } = await read(gate, `/npm/${path}`);
    assert.deepEqual([name, Object.keys(versions)], ['@acme/tide', ['1.0.0']], path);
    assert.equal((await gate.ask(`/npm/${path}/-/tide-1.0.0.tgz`)).status, 200, path);
  }
  assert.equal(gate.upstream.count(/^\/npm\/@acme/, 'GET') <= 2, true);
});

test('N10: one version by number and by tag, signatures kept; a blocked one is refused with its reason', async (t) => {
  const gate = await startTide(t);
  for (const selector of ['1.0.0', 'latest']) {
    const manifest = JSON.parse((await gate.ask(`/npm/tide/${selector}`)).text) as Manifest;
    assert.equal(manifest.version, '1.0.0');
    assert.ok(Array.isArray(manifest.dist['signatures']));
  }
  const young = await gate.ask('/npm/tide/1.2.0');
  assert.equal(young.status, 403);
  assert.match(errorOf(young), /young-version/);
});

test('N11: the bulk audit takes gzip, answers from what is known here, and tells nobody what was asked', async (t) => {
  const records = [vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', fixed: '1.1.0' })];
  const gate = await startTide(t, { records });
  const question = JSON.stringify({ tide: ['1.0.0'], '@acme/secret': ['1.0.0'] });
  const headers = { 'content-type': 'application/json' };
  for (const ask of [
    { body: question, headers },
    { body: gzipSync(question), headers: { ...headers, 'content-encoding': 'gzip' } },
  ]) {
    const answer = await gate.ask('/npm/-/npm/v1/security/advisories/bulk', { method: 'POST', ...ask });
    assert.equal(answer.status, 200, answer.text);
    const found = JSON.parse(answer.text) as Record<
      string,
      { severity: string; vulnerable_versions: string }[]
    >;
    assert.deepEqual(Object.keys(found), ['tide']);
    assert.deepEqual(
      [found['tide']?.[0]?.severity, found['tide']?.[0]?.vulnerable_versions],
      ['high', '<1.1.0'],
    );
  }
  assert.equal(gate.upstream.count(/\/-\//), 0);
});

test('N11: without any advisories an audit is an error, and so is a body that is cut', async (t) => {
  const bare = await startTide(t);
  const ask = { method: 'POST', body: '{"tide":["1.0.0"]}' };
  const none = await bare.ask('/npm/-/npm/v1/security/advisories/bulk', ask);
  assert.equal(none.status, 503);
  assert.match(errorOf(none), /no feed of advisories/);
  const gate = await startTide(t, { records: [] });
  const cut = gzipSync('{"tide":["1.0.0"]}').subarray(0, 20);
  const headers = { 'content-encoding': 'gzip' };
  const broken = await gate.ask('/npm/-/npm/v1/security/advisories/bulk', {
    method: 'POST',
    headers,
    body: cut,
  });
  assert.equal(broken.status, 400);
});

test('N12: the retired audits are 410 and name what to use', async (t) => {
  const gate = await startTide(t, { records: [] });
  for (const path of ['audits', 'audits/quick']) {
    const answer = await gate.ask(`/npm/-/npm/v1/security/${path}`, { method: 'POST', body: '{}' });
    assert.equal(answer.status, 410);
    assert.match(errorOf(answer), /bulk advisory endpoint/);
  }
});

test('N13: keys and attestations come through, attestations of what is refused do not', async (t) => {
  const gate = await startGate(t, { records: [] });
  const bundle = { predicateType: 'https://slsa.dev/provenance/v1', bundle: {} };
  for (const version of ['1.0.0', '1.1.0']) {
    await gate.upstream.npm.publish({ name: '@acme/tide', version, attestations: [bundle] });
  }
  await gate.addRecords(malwareRecord({ ecosystem: 'npm', name: '@acme/tide', versions: ['1.1.0'] }));
  const keys = JSON.parse((await gate.ask('/npm/-/npm/v1/keys')).text) as { keys: unknown[] };
  assert.equal(keys.keys.length, 1);
  const { versions } = await read(gate, '/npm/@acme%2ftide');
  const good = versions['1.0.0'] ?? assert.fail();
  const { url } = good.dist['attestations'] as { url: string };
  assert.ok(url.startsWith(`${gate.url}/npm/-/npm/v1/attestations/`));
  const given = await gate.ask(url.slice(gate.url.length));
  assert.deepEqual(JSON.parse(given.text), { attestations: [bundle] });
  assert.equal((await gate.ask(url.slice(gate.url.length).replace('1.0.0', '1.1.0'))).status, 403);
});

test('N14, N15: trusted publisher and what an installation needs survive in the short form', async (t) => {
  const gate = await startGate(t);
  const manifest = {
    _npmUser: { name: 'ci', trustedPublisher: { id: 'github' } },
    cpu: ['x64'],
    os: ['linux'],
    libc: ['glibc'],
    engines: { node: '>=20' },
    peerDependencies: { a: '1' },
    peerDependenciesMeta: { a: { optional: true } },
    funding: 'https://maker.example/fund',
  };
  await gate.upstream.npm.publish({
    name: 'tide',
    version: '1.0.0',
    deprecated: 'use another',
    scripts: { postinstall: 'true' },
    bin: { tide: 'index.js' },
    manifest,
  });
  const { versions } = await read(gate, '/npm/tide', SHORT);
  const short = versions['1.0.0'] ?? assert.fail();
  for (const [field, value] of Object.entries(manifest)) assert.deepEqual(short[field], value, field);
  assert.deepEqual(
    [short['deprecated'], short['hasInstallScript'], short['bin']],
    ['use another', true, { tide: 'index.js' }],
  );
});

test('N16: a packument of many megabytes is served whole, in both forms; one beyond the limit is refused', async (t) => {
  const readme = 'x'.repeat(40_000);
  const gate = await startGate(t, { config: { limits: { index_max: '12 MB' } } });
  for (let minor = 0; minor < 200; minor++) {
    await gate.upstream.npm.publish({ name: 'wide', version: `1.${minor}.0`, manifest: { readme } });
  }
  const full = await read(gate, '/npm/wide');
  assert.equal(Object.keys(full.versions).length, 200);
  assert.equal(full.versions['1.199.0']?.['readme'], readme);
  assert.equal(Object.keys((await read(gate, '/npm/wide', SHORT)).versions).length, 200);
  for (let minor = 0; minor < 5; minor++) {
    const version = `1.${minor}.0`;
    await gate.upstream.npm.publish({ name: 'wider', version, manifest: { readme: readme.repeat(64) } });
  }
  const refused = await gate.ask('/npm/wider');
  assert.equal(refused.status, 502);
  assert.match(errorOf(refused), /expected at most 12000000 bytes/);
});

test('N17: a refusal is 403, is not to be kept, and its error says rule, reason, end and page', async (t) => {
  const gate = await startTide(t);
  const refused = await gate.ask('/npm/tide/-/tide-1.2.0.tgz');
  assert.equal(refused.status, 403);
  assert.equal(refused.headers['cache-control'], 'no-store');
  assert.match(errorOf(refused), /tide@1\.2\.0 is held back by rule young-version: published \d{4}-/);
  assert.match(errorOf(refused), /; ends \d{4}-\d\d-\d\dT.*; see http.*\/packages\/npm\/tide/);
  // Clients that show the status line alone read it there; npm would print it twice.
  assert.match(refused.reason, /young-version/);
  const npm = await gate.ask('/npm/tide/-/tide-1.2.0.tgz', {
    headers: { 'user-agent': 'npm/11.0.0 node/v26' },
  });
  assert.equal(npm.reason, 'Forbidden');
});

test('N18: the first upstream that has a package has it alone; a reserved name has none', async (t) => {
  const second = await startFixtureUpstream();
  t.after(() => second.close());
  const first = await startFixtureUpstream();
  t.after(() => first.close());
  const npm = [
    { name: 'first', url: first.urls.npm },
    { name: 'second', url: second.urls.npm },
  ];
  const gate = await startGate(t, { config: { upstreams: { npm } } });
  await first.npm.publish({ name: 'tide', version: '1.0.0' });
  await second.npm.publish({ name: 'tide', version: '99.0.0' });
  await second.npm.publish({ name: 'only', version: '1.0.0' });
  await second.npm.publish({ name: '@acme/own', version: '99.0.0' });
  assert.deepEqual(Object.keys((await read(gate, '/npm/tide')).versions), ['1.0.0']);
  assert.equal((await gate.ask('/npm/tide/-/tide-99.0.0.tgz')).status, 404);
  assert.deepEqual(Object.keys((await read(gate, '/npm/only')).versions), ['1.0.0']);
  await gate.reserve('npm', '@acme/*');
  assert.equal((await gate.ask('/npm/@acme%2fown')).status, 403);
  assert.equal(second.count(/acme/), 0);
});

test('N19: a policy is in force on what is cached, under another tag', async (t) => {
  const gate = await startTide(t);
  const before = await gate.ask('/npm/tide', { headers: FULL });
  await gate.applyPolicy('preset = "observe"\n');
  const headers = { ...FULL, 'if-none-match': String(before.headers.etag) };
  const after = await gate.ask('/npm/tide', { headers });
  assert.equal(after.status, 200);
  assert.equal((JSON.parse(after.text) as Packument)['dist-tags']['latest'], '1.2.0');
});

test('N20: ping, whoami, tags and search answer; what would change something takes somebody, and says so', async (t) => {
  const gate = await startTide(t);
  assert.equal((await gate.ask('/npm/-/ping')).status, 200);
  assert.equal((await gate.ask('/npm/-/whoami')).status, 401);
  const tags = await gate.ask('/npm/-/package/tide/dist-tags');
  assert.equal((JSON.parse(tags.text) as Record<string, string>)['latest'], '1.0.0');
  const search = async (query: string): Promise<{ objects: unknown[]; total: number }> =>
    JSON.parse((await gate.ask(`/npm/-/v1/search?text=tide${query}`)).text);
  const found = await search('');
  for (const from of ['1', '1000', '1e30', '99999999999999999999']) {
    assert.deepEqual((await search(`&from=${from}`)).objects, [], `the page after ${from}`);
  }
  assert.equal(found.objects.length, 1);
  for (const [method, path] of [
    ['PUT', '/npm/tide'],
    ['PUT', '/npm/-/package/tide/dist-tags/latest'],
    ['DELETE', '/npm/tide/-rev/1'],
  ] as const) {
    const answer = await gate.ask(path, { method, body: '{}' });
    assert.ok([401, 405].includes(answer.status), `${method} ${path}: ${answer.status}`);
    assert.ok(errorOf(answer).length > 0);
  }
  const signIn = { _id: 'org.couchdb.user:ada', name: 'ada', password: 'not hers' };
  for (const [body, status] of [
    [{}, 400],
    [signIn, 401],
  ] as const) {
    const answer = await gate.ask('/npm/-/user/org.couchdb.user:ada', {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, status, answer.text);
    assert.ok(errorOf(answer).length > 0);
  }
});
