import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { parseSha256 } from '../../../kernel/digest.ts';
import { asPackageName } from '../../../kernel/package-ref.ts';
import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { Problem } from '../contract.ts';
import type { Explanation, PackageDetail, PackagePage } from '../package-contract.ts';

let house: ApiHouse;
before(async () => {
  house = await startApiHouse();
  const { npm } = house.upstream;
  await npm.publish({
    name: 'left-pad',
    version: '1.0.0',
    publishedAt: '2025-01-01T00:00:00Z',
    license: 'MIT',
  });
  await npm.publish({ name: 'left-pad', version: '1.1.0', publishedAt: '2025-02-01T00:00:00Z' });
  // An hour before the house's present.
  await npm.publish({ name: 'left-pad', version: '1.2.0', publishedAt: '2026-05-31T23:00:00Z' });
  await npm.publish({ name: '@acme/tool', version: '1.0.0', publishedAt: '2025-01-01T00:00:00Z' });
});
after(() => house.close());

const get = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', path);
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

test('a package never seen is loaded from its upstream, and every version tells its verdict', async () => {
  const detail = await get<PackageDetail>('/api/v1/packages/npm/left-pad');
  assert.deepEqual(
    [detail.purl, detail.upstream, detail.latestOffered, detail.latestUpstream],
    ['pkg:npm/left-pad', 'main', '1.1.0', '1.2.0'],
  );
  assert.deepEqual(
    detail.versions.map(({ version, verdict, publishedAt }) => [version, verdict.action, publishedAt]),
    [
      ['1.2.0', 'block', '2026-05-31T23:00:00Z'],
      ['1.1.0', 'allow', '2025-02-01T00:00:00Z'],
      ['1.0.0', 'allow', '2025-01-01T00:00:00Z'],
    ],
  );
  const [young] = detail.versions[0]?.verdict.reasons ?? [];
  assert.ok(young?.until);
  assert.equal(detail.versions[2]?.licence, 'MIT');
});

test('a digest finds the versions that have a file of it', async () => {
  const sha256 = parseSha256('ab'.repeat(32));
  const ref = { ecosystem: 'npm' as const, name: asPackageName('left-pad') };
  await house.storage.work.transact(({ artifacts }) =>
    artifacts.save({
      ...ref,
      version: '1.0.0',
      file: 'left-pad-1.0.0.tgz',
      sha256,
      sizeBytes: 12,
      digests: { sha256 },
      upstream: 'main',
      url: 'http://upstream.example/left-pad-1.0.0.tgz',
      storedAt: house.clock.now(),
      present: true,
    }),
  );
  const spellings = [
    sha256,
    `sha256:${sha256.toUpperCase()}`,
    `sha256-${Buffer.from(sha256, 'hex').toString('base64')}`,
  ];
  for (const text of spellings) {
    const { items } = await get<PackagePage>(`/api/v1/packages?text=${encodeURIComponent(text)}`);
    assert.deepEqual(
      items.map(({ name, version, purl }) => [name, version, purl]),
      [['left-pad', '1.0.0', 'pkg:npm/left-pad@1.0.0']],
    );
  }
  const { items } = await get<PackagePage>(`/api/v1/packages?text=${'cd'.repeat(32)}`);
  assert.deepEqual(items, []);
});

test('names with slashes stand in one segment', async () => {
  assert.equal((await get<PackageDetail>('/api/v1/packages/npm/%40acme%2Ftool')).name, '@acme/tool');
  const { status, body } = await house.request('GET', '/api/v1/packages/composer/acme%2Fnothing');
  assert.deepEqual([status, (body as Problem).code], [404, 'not-found']);
});

test('packages that were asked for are listed and searched, page by page', async () => {
  const names: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const more: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const page: { items: { name: string }[]; next?: string } = await get(`/api/v1/packages?limit=1${more}`);
    names.push(...page.items.map(({ name }) => name));
    next = page.next;
  }
  assert.deepEqual(names, ['@acme/tool', 'left-pad']);
  const found = await get<{ items: { name: string; purl: string }[] }>(
    '/api/v1/packages?text=TOOL&ecosystem=npm',
  );
  assert.deepEqual(
    found.items.map(({ purl }) => purl),
    ['pkg:npm/%40acme/tool'],
  );
});

test('a version is explained in words, with the page that tells more', async () => {
  const young = await get<Explanation>('/api/v1/explain?purl=pkg:npm/left-pad@1.2.0');
  assert.equal(young.verdict.action, 'block');
  assert.equal(young.isKnown, true);
  assert.match(young.text.join('\n'), /left-pad@1\.2\.0 is refused\n {2}block by rule /);
  assert.equal(young.pageUrl, `${house.url}/packages/npm/left-pad?version=1.2.0`);
  assert.equal(young.latestOffered, '1.1.0');
  const name = await get<Explanation>('/api/v1/explain?purl=pkg:npm/left-pad');
  assert.equal(name.version, undefined);
  assert.equal(name.verdict.action, 'allow');
  assert.equal(young.versions, undefined);
  assert.deepEqual(name.versions, { offered: 2, warned: 0, heldBack: 0, refused: 1 });
  assert.match(name.text.join('\n'), /of its versions 2 are let through, 0 held back, 1 refused/);
});

test('a version that no index lists is said to be unknown', async () => {
  const unknown = await get<Explanation>('/api/v1/explain?purl=pkg:npm/left-pad@9.9.9');
  assert.equal(unknown.isKnown, false);
  assert.match(unknown.text[0] ?? '', /left-pad@9\.9\.9 is not known: upstream main lists no such version/);
});

test('a package that no upstream has is not found, unless somebody said something about it', async () => {
  const path = '/api/v1/explain?purl=pkg:npm/gone@1.0.0';
  assert.equal((await house.request('GET', path)).status, 404);
  await house.storage.work.transact(({ statements }) =>
    statements.append([
      {
        id: 'q1',
        kind: 'quarantine',
        subject: { ecosystem: 'npm', name: house.deps.registry.adapters.npm.names.parse('gone') },
        source: 'account:ada',
        observedAt: house.clock.now(),
        confidence: 1,
        details: { reason: 'it stole tokens', author: 'account:ada' },
      },
    ]),
  );
  const said = await get<Explanation>(path);
  assert.equal(said.isKnown, false);
  assert.equal(said.verdict.action, 'block');
  assert.match(said.text[0] ?? '', /none of the upstreams/);
  assert.match(said.text.join('\n'), /it stole tokens/);
});

test('what is no purl, or another view without the right to read policies, is refused', async () => {
  const bad = await house.request('GET', '/api/v1/explain?purl=left-pad');
  assert.deepEqual([bad.status, (bad.body as Problem).code], [400, 'invalid-purl']);
  const name = await house.request('GET', '/api/v1/packages/npm/..%2Fetc');
  assert.equal((name.body as Problem).code, 'invalid-name');
  const view = await house.request('GET', '/api/v1/explain?purl=pkg:npm/left-pad&view=strict');
  assert.equal((view.body as Problem).code, 'not-signed-in');
  const reader = await house.person('view-reader', 'reader');
  const none = await house.request('GET', '/api/v1/explain?purl=pkg:npm/left-pad&view=strict', {
    token: reader.apiToken,
  });
  assert.equal((none.body as Problem).code, 'not-found');
});

test('an upstream that is down is told as such, for a package never seen', async () => {
  const clear = house.upstream.fault(/other/, { reset: true });
  const { status, body } = await house.request('GET', '/api/v1/packages/npm/other');
  clear();
  assert.deepEqual([status, (body as Problem).code], [504, 'upstream-unreachable']);
});

test('reading can be closed to strangers', async () => {
  const closed = await startApiHouse({ closedReading: true });
  try {
    const { body } = await closed.request('GET', '/api/v1/packages');
    assert.equal((body as Problem).code, 'not-signed-in');
    const reader = await closed.person('reader', 'reader');
    assert.equal((await closed.request('GET', '/api/v1/packages', { token: reader.readToken })).status, 200);
  } finally {
    await closed.close();
  }
});

test("a lock file's files are told by the upstream's own addresses", async () => {
  const { body } = await house.request('POST', '/api/v1/locks/addresses', {
    body: {
      ecosystem: 'npm',
      entries: [
        { name: 'left-pad', version: '1.0.0' },
        { name: '@acme/tool', version: '1.0.0', file: 'tool-1.0.0.tgz' },
        { name: 'left-pad', version: '7.0.0' },
        { name: 'left-pad', version: '1.1.0', file: 'left-pad-1.0.0.tgz' },
        { name: 'never-heard-of', version: '1.0.0' },
        { name: '../..', version: '1' },
      ],
    },
  });
  const { urls } = body as { urls: (string | null)[] };
  assert.match(urls[0] ?? '', /left-pad-1\.0\.0\.tgz$/);
  assert.match(urls[1] ?? '', /tool-1\.0\.0\.tgz$/);
  assert.deepEqual(urls.slice(2), [null, null, null, null]);
  assert.ok(urls[0]?.startsWith(house.upstream.filesUrl));
});

test('every client has a command and a snippet that names this server', async () => {
  const { items } = await get<{ items: { id: string; snippet: string }[] }>('/api/v1/clients');
  const ids = items.map(({ id }) => id);
  assert.ok(
    ['npm', 'pip', 'cargo'].every((id) => ids.includes(id)),
    ids.join(),
  );
  assert.deepEqual(
    items.filter(({ snippet }) => !snippet.includes(house.url)).map(({ id }) => id),
    [],
  );
});

test('an advisory that no rule acts on is named, and versions that only carry a warning are counted', async () => {
  const { npm } = house.upstream;
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    await npm.publish({ name: 'leaky', version, publishedAt: '2025-01-01T00:00:00Z' });
  }
  const about = { ecosystem: 'npm', name: 'leaky', published: '2025-02-01T00:00:00Z' } as const;
  const records = [
    vulnerabilityRecord({ ...about, id: 'GHSA-mild-mild-mild', fixed: '1.2.0', summary: 'Leaks a little' }),
    vulnerabilityRecord({ ...about, id: 'GHSA-dire-dire-dire', fixed: '1.1.0', isCritical: true }),
    malwareRecord({ ecosystem: 'npm', name: 'left-pad', versions: ['1.2.0'] }),
  ].map((record) => `${JSON.stringify(record)}\n`);
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', records.join(''));
  await house.reloadFeeds();
  const first = await get<Explanation>('/api/v1/explain?purl=pkg:npm/leaky@1.0.0');
  assert.equal(first.verdict.action, 'warn', first.text.join('\n'));
  assert.deepEqual(
    first.unused?.map(({ id, affected }) => [id, affected]),
    [['GHSA-mild-mild-mild', 1]],
  );
  assert.match(first.text.join('\n'), /known, and no rule acts on it: GHSA-mild-mild-mild: Leaks a little/);
  const second = await get<Explanation>('/api/v1/explain?purl=pkg:npm/leaky@1.1.0');
  assert.deepEqual([second.verdict.action, second.unused?.length], ['allow', 1]);
  assert.equal((await get<Explanation>('/api/v1/explain?purl=pkg:npm/leaky@1.2.0')).unused, undefined);
  const name = await get<Explanation>('/api/v1/explain?purl=pkg:npm/leaky');
  assert.deepEqual(name.versions, { offered: 3, warned: 1, heldBack: 0, refused: 0 });
  assert.match(name.text.join('\n'), /3 are let through \(1 with a warning\)/);
  assert.deepEqual(
    name.unused?.map(({ id, affected }) => [id, affected]),
    [['GHSA-mild-mild-mild', 2]],
  );
});

test('a waiver is offered only where it lets a version through: not where malware keeps it out, too young or not', async () => {
  const young = await get<Explanation>('/api/v1/explain?purl=pkg:npm/left-pad@1.2.0');
  const rules = young.verdict.reasons.map(({ rule }) => rule);
  assert.deepEqual([rules.includes('malware'), rules.includes('young-version')], [true, true]);
  assert.equal(young.isWaivable, false);
});
