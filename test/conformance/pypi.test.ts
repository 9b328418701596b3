// The Python index over HTTP: what users of its proxies ran into, each by its number; and audits by their endpoints.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test, type TestContext } from 'node:test';

import { pypi } from '../../src/ecosystems/pypi/pypi.ts';
import { formatInstant, HOUR_MS } from '../../src/kernel/clock.ts';
import { ask, type Answer } from '../support/ask.ts';
import type { PypiRelease } from '../support/fixture-pypi-archives.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startGate as startWholeGate } from '../support/gate.ts';
import { vulnerabilityRecord } from '../support/osv.ts';
import { startRegistryGate, type RegistryGate } from '../support/registry-gate.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream();
});

after(async () => upstream.close());

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';
const hoursAgo = (hours: number): string => formatInstant(Date.now() - hours * HOUR_MS);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function publish(
  name: string,
  ...releases: (Partial<PypiRelease> & { version: string })[]
): Promise<void> {
  for (const release of releases) await upstream.pypi.publish({ name, ...release });
}

function startGate(t: TestContext): Promise<RegistryGate> {
  t.after(() => upstream.clearFaults());
  return startRegistryGate(t, { adapter: pypi, upstreams: [upstream.urls.pypi] });
}

interface Page {
  readonly meta: { readonly 'api-version': string };
  readonly versions: readonly string[];
  readonly files: readonly {
    readonly filename: string;
    readonly url: string;
    readonly hashes: Readonly<Record<string, string>>;
    readonly yanked?: string | boolean;
    readonly size?: number;
    readonly 'upload-time'?: string;
    readonly 'requires-python'?: string;
    readonly 'core-metadata'?: false | { readonly sha256: string };
  }[];
}

async function readPage(gate: RegistryGate, name: string): Promise<Page> {
  const answer = await ask(`${gate.url}/simple/${name}/`, { headers: { accept: JSON_TYPE } });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['content-type'], JSON_TYPE);
  return JSON.parse(answer.text) as Page;
}

const readHtml = (gate: RegistryGate, name: string): Promise<Answer> =>
  ask(`${gate.url}/simple/${name}/`, { headers: { accept: 'text/html' } });

/** An address of a page, which may be relative to it. */
const resolveUrl = (gate: RegistryGate, name: string, url: string): string =>
  new URL(url, `${gate.url}/simple/${name}/`).href;

test('P1, P3 the page comes as JSON, with dates and sizes that are the upstream’s', async (t) => {
  await publish('dated', { version: '1.0', publishedAt: '2023-05-06T07:08:09Z' });
  const page = await readPage(await startGate(t), 'dated');
  assert.match(page.meta['api-version'], /^1\.\d+$/);
  assert.deepEqual(page.versions, ['1.0']);
  for (const file of page.files) {
    assert.equal(Date.parse(file['upload-time'] ?? ''), Date.UTC(2023, 4, 6, 7, 8, 9));
    assert.ok((file.size ?? 0) > 0);
  }
});

test('P2 both forms of the page mark the same files, each with the reason', async (t) => {
  await publish('both', { version: '1.0' }, { version: '1.1', publishedAt: hoursAgo(30) });
  const gate = await startGate(t);
  const marked = (await readPage(gate, 'both')).files.filter(({ yanked }) => typeof yanked === 'string');
  assert.ok(marked.length > 0 && marked.every(({ filename }) => filename.includes('1.1')));
  const anchors = (await readHtml(gate, 'both')).text.split('\n').filter((line) => line.includes('<a '));
  const yanked = anchors.filter((line) =>
    /data-yanked="Gatehouse hides both 1\.1 \(young-version/.test(line),
  );
  assert.equal(yanked.length, marked.length);
  assert.ok(yanked.every((line) => line.includes('1.1')));
});

test('P4, P5, P9 listed are versions that have files, and every file has its digest, in HTML as a fragment', async (t) => {
  await publish('listed', { version: '1.0' }, { version: '1.1' });
  upstream.pypi.remove('listed', '1.1');
  const gate = await startGate(t);
  const page = await readPage(gate, 'listed');
  assert.deepEqual(page.versions, ['1.0']);
  for (const { url, hashes } of page.files) {
    const file = await ask(resolveUrl(gate, 'listed', url));
    assert.equal(sha256(file.body), hashes['sha256']);
  }
  const { text } = await readHtml(gate, 'listed');
  assert.equal(text.match(/<a /g)?.length, text.match(/#sha256=[0-9a-f]{64}"/g)?.length);
});

test('P6 advertised metadata is there, with the digest of the metadata; other files advertise none', async (t) => {
  await publish('told', { version: '1.0' });
  await publish('untold', { version: '1.0', metadataFiles: false });
  const gate = await startGate(t);
  const page = await readPage(gate, 'told');
  const wheel = page.files.find(({ filename }) => filename.endsWith('.whl'));
  const metadata = wheel?.['core-metadata'];
  assert.ok(wheel !== undefined && typeof metadata === 'object');
  const answer = await ask(`${resolveUrl(gate, 'told', wheel.url)}.metadata`);
  assert.equal(answer.status, 200);
  assert.equal(sha256(answer.body), metadata.sha256);
  for (const file of (await readPage(gate, 'untold')).files) assert.ok(!file['core-metadata'], file.filename);
});

test('P9 other spellings, and a missing slash, are sent to the one address', async (t) => {
  await publish('my-pack', { version: '1.0' });
  const gate = await startGate(t);
  for (const spelt of ['My_Pack/', 'my.pack/', 'MY--pack', 'my-pack']) {
    const answer = await ask(`${gate.url}/simple/${spelt}`);
    assert.equal(answer.status, 301, spelt);
    assert.equal(answer.headers.location, `${gate.url}/simple/my-pack/`);
  }
});

test('P10 a file that is of no version is passed over, and the others are served', async (t) => {
  await publish('odd', { version: '1.0' });
  const page = await ask(`${upstream.urls.pypi}/simple/odd/`, { headers: { accept: JSON_TYPE } });
  const document = JSON.parse(page.text) as { files: Readonly<Record<string, unknown>>[] };
  const body = JSON.stringify({
    ...document,
    files: [...document.files, { ...document.files[0], filename: 'readme.txt' }],
  });
  upstream.fault('/pypi/simple/odd/', { body, contentType: JSON_TYPE });
  const { files } = await readPage(await startGate(t), 'odd');
  assert.equal(files.length, document.files.length);
  assert.ok(files.every(({ filename }) => filename !== 'readme.txt'));
});

test('P11 yanked with its reason and requires-python survive, escaped in HTML', async (t) => {
  await publish('kept', { version: '1.0', requiresPython: '>=3.8,<4', yanked: 'a <bad> "day"' });
  const gate = await startGate(t);
  for (const file of (await readPage(gate, 'kept')).files) {
    assert.equal(file.yanked, 'a <bad> "day"');
    assert.equal(file['requires-python'], '>=3.8,<4');
  }
  const { text } = await readHtml(gate, 'kept');
  assert.match(text, /data-requires-python="&gt;=3\.8,&lt;4"/);
  assert.doesNotMatch(text, /<bad>/);
});

test('P13 where nothing is published, an upload is refused with words that the uploader prints', async (t) => {
  const gate = await startGate(t);
  const answer = await ask(`${gate.url}/legacy/`, { method: 'POST', body: 'x' });
  assert.equal(answer.status, 405);
  assert.match(answer.reason, /^Cannot publish: this server only reads/);
});

test('P14, P15 the JSON API and the file’s own address follow the same decision', async (t) => {
  await publish('direct', { version: '1.0' }, { version: '1.1', publishedAt: hoursAgo(3) });
  const gate = await startGate(t);
  const answer = await ask(`${gate.url}/pypi/direct/json`);
  assert.equal(answer.status, 200);
  const { info, urls } = JSON.parse(answer.text) as {
    info: { version: string };
    urls: { url: string }[];
  };
  assert.equal(info.version, '1.0');
  assert.ok(urls.every(({ url }) => url.startsWith(`${gate.url}/files/direct/`)));
  const blocked = await ask(`${gate.url}/files/direct/direct-1.1-py3-none-any.whl`);
  assert.equal(blocked.status, 403);
  assert.match(blocked.reason, /^direct@1\.1 is held back by rule young-version/);
});

test('the JSON API lists what the feeds know about a version, and nothing for its fix', async (t) => {
  const record = vulnerabilityRecord({
    ecosystem: 'pypi',
    name: 'holed',
    fixed: '1.1',
    id: 'GHSA-aaaa-bbbb-cccc',
  });
  const gate = await startWholeGate(t, { records: [record] });
  for (const version of ['1.0', '1.1']) await gate.upstream.pypi.publish({ name: 'holed', version });
  const read = async (path: string) => {
    const answer = await gate.ask(`/pypi/pypi/holed/${path}`);
    assert.equal(answer.status, 200, answer.text);
    return (JSON.parse(answer.text) as { vulnerabilities: Readonly<Record<string, unknown>>[] })
      .vulnerabilities;
  };
  const [known, ...more] = await read('1.0/json');
  assert.deepEqual(more, []);
  assert.equal(known?.['id'], 'GHSA-aaaa-bbbb-cccc');
  assert.deepEqual(known['fixed_in'], ['1.1']);
  assert.equal(known['withdrawn'], null);
  assert.deepEqual(await read('1.1/json'), []);
  assert.deepEqual(await read('json'), []);
  await gate.addRecords(
    vulnerabilityRecord({ ecosystem: 'pypi', name: 'holed', fixed: '1.2', id: 'GHSA-dddd-eeee-ffff' }),
  );
  assert.deepEqual(
    (await read('json')).map(({ id }) => id),
    ['GHSA-dddd-eeee-ffff'],
  );
});

test('an audit before any feed was loaded is 503, and never says that nothing is wrong', async (t) => {
  const gate = await startWholeGate(t);
  const query = { package: { name: 'holed', ecosystem: 'PyPI' }, version: '1.0' };
  for (const [path, body] of [
    ['query', query],
    ['querybatch', { queries: [query] }],
  ] as const) {
    const answer = await gate.ask(`/pypi/osv/v1/${path}`, { method: 'POST', body: JSON.stringify(body) });
    assert.equal(answer.status, 503, path);
  }
  assert.equal((await gate.ask('/pypi/osv/v1/vulns/GHSA-x')).status, 503);
});
