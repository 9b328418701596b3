// What the real clients do not show of the fixture upstream: faults, validators, and programmed changes.

import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test, type TestContext } from 'node:test';

import type { FixtureServerOptions } from './fixture-server.ts';
import { startFixtureUpstream, type FixtureUpstream } from './fixture-upstream.ts';

async function start(t: TestContext, options: FixtureServerOptions = {}): Promise<FixtureUpstream> {
  const upstream = await startFixtureUpstream(options);
  t.after(async () => upstream.close());
  return upstream;
}

async function getJson(url: string, accept = 'application/json'): Promise<unknown> {
  const response = await fetch(url, { headers: { accept } });
  assert.equal(response.status, 200, url);
  return response.json();
}

/** What lies at `path` in a JSON document. */
function dig(document: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], document);
}

test('a document that did not change is answered 304 by its tag and by its date', async (t) => {
  const upstream = await start(t);
  await upstream.npm.publish({ name: 'a', version: '1.0.0', publishedAt: '2024-05-01T00:00:00Z' });
  const url = `${upstream.urls.npm}/a`;
  const first = await fetch(url);
  const etag = first.headers.get('etag') ?? '';
  const since = first.headers.get('last-modified') ?? '';
  assert.equal(since, 'Wed, 01 May 2024 00:00:00 GMT');
  assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 304);
  assert.equal((await fetch(url, { headers: { 'if-modified-since': since } })).status, 304);
  await upstream.npm.publish({ name: 'a', version: '1.1.0', publishedAt: '2024-06-01T00:00:00Z' });
  assert.equal((await fetch(url, { headers: { 'if-none-match': etag } })).status, 200);
  assert.equal((await fetch(url, { headers: { 'if-modified-since': since } })).status, 200);
});

test('an artifact is sent in ranges', async (t) => {
  const upstream = await start(t);
  const { tarballPath, tarball } = await upstream.npm.publish({ name: 'a', version: '1.0.0' });
  const url = `${upstream.filesUrl}${tarballPath}`;
  const part = await fetch(url, { headers: { range: 'bytes=2-5' } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 2-5/${tarball.length}`);
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), tarball.subarray(2, 6));
  const end = await fetch(url, { headers: { range: 'bytes=-3' } });
  assert.deepEqual(Buffer.from(await end.arrayBuffer()), tarball.subarray(-3));
  const beyond = await fetch(url, { headers: { range: `bytes=${tarball.length}-` } });
  assert.equal(beyond.status, 416);
});

test('faults strike as programmed, as often as programmed, and can be taken away', async (t) => {
  const upstream = await start(t);
  const { tarballPath, tarball } = await upstream.npm.publish({ name: 'a', version: '1.0.0' });
  const url = `${upstream.filesUrl}${tarballPath}`;
  const bytes = async (): Promise<number> => (await (await fetch(url)).arrayBuffer()).byteLength;

  upstream.fault(tarballPath, { status: 503, times: 1 });
  assert.equal((await fetch(url)).status, 503);
  assert.equal(await bytes(), tarball.length);

  const heal = upstream.fault(/\.tgz$/, { truncateAfter: 10 });
  await assert.rejects(bytes());
  heal();
  assert.equal(await bytes(), tarball.length);

  upstream.fault(tarballPath, { padToBytes: 300_000, times: 1 });
  assert.equal(await bytes(), 300_000);
  upstream.fault(tarballPath, { reset: true, times: 1 });
  await assert.rejects(fetch(url));
  upstream.fault(tarballPath, { redirectTo: 'http://elsewhere.example/', times: 1 });
  const moved = await fetch(url, { redirect: 'manual' });
  assert.equal(moved.headers.get('location'), 'http://elsewhere.example/');
  upstream.fault(tarballPath, { hang: true });
  await assert.rejects(fetch(url, { signal: AbortSignal.timeout(50) }));
  upstream.clearFaults();
  assert.equal(await bytes(), tarball.length);
});

test('requests are logged with their origin, and a prefix can demand credentials', async (t) => {
  const upstream = await start(t, { separateFilesOrigin: true });
  assert.notEqual(upstream.filesUrl, upstream.registryUrl);
  await upstream.cargo.publish({ name: 'demo', version: '1.0.0' });
  upstream.requireAuthorization('/cargo/', 'secret');
  const refused = await fetch(`${upstream.urls.cargo}/config.json`);
  assert.equal(refused.status, 401);
  assert.ok(refused.headers.has('www-authenticate'));
  const headers = { authorization: 'secret' };
  const config = (await (await fetch(`${upstream.urls.cargo}/config.json`, { headers })).json()) as {
    dl: string;
  };
  assert.equal(config.dl, `${upstream.filesUrl}/cargo-files/crates`);
  assert.equal((await fetch(`${config.dl}/demo/1.0.0/download`)).status, 200);
  assert.deepEqual(
    upstream.requests.map(({ origin, status }) => `${origin} ${status}`),
    ['registry 401', 'registry 200', 'files 200'],
  );
  assert.equal(upstream.count('/cargo/config.json', 'GET'), 2);
});

test('text is compressed for clients that take it, when asked to', async (t) => {
  const upstream = await start(t, { compress: true });
  await upstream.npm.publish({ name: 'a', version: '1.0.0' });
  const response = await fetch(`${upstream.urls.npm}/a`, { headers: { 'accept-encoding': 'gzip' } });
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  assert.equal(((await response.json()) as { name: string }).name, 'a');
});

test('npm: full and abbreviated packuments, removal, tags, replaced bytes', async (t) => {
  const { npm, urls, filesUrl } = await start(t);
  const scripts = { postinstall: 'node index.js' };
  await npm.publish({ name: '@s/a', version: '1.0.0', scripts, publishedAt: '2024-02-03T04:05:06.789Z' });
  const { tarballPath } = await npm.publish({ name: '@s/a', version: '1.1.0' });
  await npm.publish({ name: '@s/a', version: '2.0.0-rc.1' });
  const full = await getJson(`${urls.npm}/@s%2fa`);
  assert.equal(dig(full, 'time', '1.0.0'), '2024-02-03T04:05:06.789Z');
  assert.deepEqual(dig(full, 'dist-tags'), { latest: '1.1.0' });
  const short = await getJson(`${urls.npm}/@s/a`, 'application/vnd.npm.install-v1+json');
  assert.equal('time' in (short as object), false);
  assert.equal(dig(short, 'versions', '1.0.0', 'hasInstallScript'), true);
  assert.equal(dig(short, 'versions', '1.0.0', 'scripts'), undefined);
  assert.equal(dig(await getJson(`${urls.npm}/@s%2Fa/latest`), 'version'), '1.1.0');

  npm.replaceTarball('@s/a', '1.1.0', Buffer.from('other'));
  assert.equal(await (await fetch(`${filesUrl}${tarballPath}`)).text(), 'other');
  npm.remove('@s/a', '1.1.0');
  const after = await getJson(`${urls.npm}/@s%2fa`);
  assert.deepEqual(Object.keys(dig(after, 'versions') as object), ['1.0.0', '2.0.0-rc.1']);
  assert.ok(dig(after, 'time', '1.1.0') !== undefined);
  assert.equal((await fetch(`${filesUrl}${tarballPath}`)).status, 404);
});

test('pypi: redirects, yanks, project status, metadata files, JSON API', async (t) => {
  const { pypi, urls, filesUrl } = await start(t);
  const json = 'application/vnd.pypi.simple.v1+json';
  const [wheel] = await pypi.publish({ name: 'My.Pkg', version: '1.0', requiresPython: '>=3.8' });
  const redirect = await fetch(`${urls.pypi}/simple/My_Pkg`, { redirect: 'manual' });
  assert.equal(redirect.headers.get('location'), '/pypi/simple/my-pkg/');
  pypi.yank('my-pkg', '1.0', 'broken <build>');
  const page = await getJson(`${urls.pypi}/simple/my-pkg/`, json);
  assert.equal(dig(page, 'files', 0, 'yanked'), 'broken <build>');
  const html = await (await fetch(`${urls.pypi}/simple/my-pkg/`)).text();
  assert.match(html, /data-yanked="broken &lt;build&gt;"/);
  assert.match(html, /data-requires-python="&gt;=3.8"/);
  const metadata = await fetch(`${filesUrl}${wheel?.path}.metadata`);
  assert.match(await metadata.text(), /^Name: My\.Pkg$/m);
  const api = await getJson(`${urls.pypi}/pypi/my-pkg/json`);
  assert.equal(dig(api, 'info', 'yanked'), true);
  assert.equal(dig(api, 'releases', '1.0', 'length'), 2);
  pypi.setStatus('my-pkg', 'quarantined', 'malware');
  const after = await getJson(`${urls.pypi}/simple/my-pkg/`, json);
  assert.deepEqual(dig(after, 'project-status'), { status: 'quarantined', reason: 'malware' });
  assert.deepEqual(dig(after, 'files'), []);
});

test('cargo: download templates, yanks, replaced bytes', async (t) => {
  const { cargo, urls, filesUrl } = await start(t);
  const { sha256 } = await cargo.publish({ name: 'Demo', version: '1.0.0' });
  cargo.setDownloadTemplate('/cargo-files/{lowerprefix}/{crate}/{sha256-checksum}.crate');
  const path = `/cargo-files/de/mo/Demo/${sha256}.crate`;
  assert.equal(cargo.downloadPath('demo', '1.0.0'), path);
  assert.equal((await fetch(`${filesUrl}${path}`)).status, 200);
  cargo.yank('demo', '1.0.0', true);
  const line = await getJson(`${urls.cargo}/de/mo/demo`);
  assert.equal(dig(line, 'yanked'), true);
  assert.equal(dig(line, 'pubtime'), '2024-01-01T00:00:00Z');
  cargo.replaceCrate('demo', '1.0.0', Buffer.from('other'));
  assert.equal(dig(await getJson(`${urls.cargo}/de/mo/demo`), 'cksum'), sha256);
  assert.equal(await (await fetch(`${filesUrl}${path}`)).text(), 'other');
});

test('maven: dates, checksums of what is declared, snapshots, removal', async (t) => {
  const { maven, urls, registryUrl } = await start(t);
  const release = { groupId: 'org.demo', artifactId: 'lib', publishedAt: '2024-03-01T10:20:30Z' };
  await maven.publish({ ...release, version: '1.0' });
  await maven.publish({ ...release, version: '1.1-SNAPSHOT', attachments: { '-sources.jar': 'sources' } });
  const metadata = await (await fetch(`${urls.maven}/org/demo/lib/maven-metadata.xml`)).text();
  assert.match(metadata, /<latest>1\.1-SNAPSHOT<\/latest>\s*<release>1\.0<\/release>/);
  const snapshot = await (await fetch(`${urls.maven}/org/demo/lib/1.1-SNAPSHOT/maven-metadata.xml`)).text();
  assert.match(snapshot, /<value>1\.1-20240301\.102030-1<\/value>/);
  assert.match(snapshot, /<classifier>sources<\/classifier><extension>jar<\/extension>/);

  const jar = '/maven/org/demo/lib/1.0/lib-1.0.jar';
  const response = await fetch(`${registryUrl}${jar}`);
  assert.equal(response.headers.get('last-modified'), 'Fri, 01 Mar 2024 10:20:30 GMT');
  const sum = await (await fetch(`${registryUrl}${jar}.sha1`)).text();
  assert.equal((await fetch(`${registryUrl}${jar}.sha256`)).status, 404);
  maven.replaceFile(jar, Buffer.from('other'));
  assert.equal(await (await fetch(`${registryUrl}${jar}.sha1`)).text(), sum);
  maven.setChecksums(['sha256']);
  assert.equal((await fetch(`${registryUrl}${jar}.sha1`)).status, 404);
  assert.equal((await fetch(`${registryUrl}${jar}.sha256`)).status, 200);
  maven.remove('org.demo:lib', '1.0');
  assert.equal((await fetch(`${registryUrl}${jar}`)).status, 404);
});

test('composer: minified documents, branches apart, publication dates', async (t) => {
  const { composer, urls } = await start(t);
  await composer.publish({
    name: 'v/p',
    version: '1.0.0',
    abandoned: 'v/other',
    time: '2020-01-01T00:00:00Z',
  });
  await composer.publish({ name: 'v/p', version: '1.1.0-beta1', publishedAt: '2024-02-01T00:00:00Z' });
  await composer.publish({ name: 'v/p', version: 'dev-main' });
  const versions = dig(await getJson(`${urls.composer}/p2/v/p.json`), 'packages', 'v/p');
  assert.equal(dig(versions, 0, 'version_normalized'), '1.1.0.0-beta1');
  assert.equal(dig(versions, 0, 'published-time'), '2024-02-01T00:00:00Z');
  assert.equal(dig(versions, 1, 'version'), '1.0.0');
  assert.equal(dig(versions, 1, 'abandoned'), 'v/other');
  assert.equal(dig(versions, 1, 'description'), undefined, 'what did not change is left out');
  const branches = dig(await getJson(`${urls.composer}/p2/v/p~dev.json`), 'packages', 'v/p');
  assert.equal(dig(branches, 'length'), 1);
  assert.equal(dig(branches, 0, 'version'), 'dev-main');

  await composer.publish({ name: 'v/p', version: '2.0.0', manifest: { bin: ['x'] } });
  const renewed = dig(await getJson(`${urls.composer}/p2/v/p.json`), 'packages', 'v/p');
  assert.equal(dig(renewed, 1, 'bin'), '__unset');
});

test('npm: versions are signed with the key that the registry publishes', async (t) => {
  const { npm, urls } = await start(t);
  await npm.publish({ name: 'a', version: '1.0.0', attestations: [{ predicateType: 'demo' }] });
  const dist = dig(await getJson(`${urls.npm}/a/1.0.0`), 'dist');
  const key = dig(await getJson(`${urls.npm}/-/npm/v1/keys`), 'keys', 0);
  assert.equal(dig(dist, 'signatures', 0, 'keyid'), dig(key, 'keyid'));
  const message = Buffer.from(`a@1.0.0:${String(dig(dist, 'integrity'))}`);
  const spki = Buffer.from(String(dig(key, 'key')), 'base64');
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  assert.ok(
    verify('sha256', message, publicKey, Buffer.from(String(dig(dist, 'signatures', 0, 'sig')), 'base64')),
  );
  const document = await getJson(String(dig(dist, 'attestations', 'url')));
  assert.deepEqual(dig(document, 'attestations'), [{ predicateType: 'demo' }]);
});
