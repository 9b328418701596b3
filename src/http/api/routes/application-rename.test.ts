import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { vulnerabilityRecord } from '../../../../test/support/osv.ts';
import type { Received, Sent } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { ApplicationDetail, PushAnswer, RenameAnswer, SnapshotItem } from '../application-contract.ts';
import type { Problem } from '../contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
let rita: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  rita = await house.person('rita', 'reviewer');
  const records = ['tide', 'wave'].map((name) =>
    vulnerabilityRecord({ id: `GHSA-${name}`, ecosystem: 'npm', name, fixed: '1.2.0' }),
  );
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', text);
  await house.reloadFeeds();
});
after(() => house.close());

const [TIDE, WAVE] = ['pkg:npm/tide@1.0.0', 'pkg:npm/wave@1.0.0'] as const;

async function push(name: string, parts: object = {}): Promise<PushAnswer> {
  const components = [TIDE, WAVE].map((purl) => ({ purl, scope: 'runtime' }));
  const files = [{ path: 'a.lock', format: 'a', components }];
  const reach = [{ state: 'not-seen', because: 'no import was found', components: [TIDE] }];
  const { status, body } = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body: { files, reach, ...parts },
    token: ci.apiToken,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body as PushAnswer;
}

const rename = (
  name: string,
  to: string,
  query = '',
  sent: Sent = { token: rita.apiToken },
): Promise<Received> =>
  house.request('PATCH', `/api/v1/applications/${name}${query}`, { body: { name: to }, ...sent });

const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', `/api/v1${path}`, { token: rita.apiToken });
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
  return body as T;
};

const detailOf = (name: string) => ask<ApplicationDetail>(`/applications/${name}`);

const idOf = async (name: string): Promise<string | undefined> =>
  (await house.storage.stores.applications.named(name))[0]?.id;

/** Says in a kept document that the record does not matter to the application of this name. */
async function state(name: string, record: string): Promise<void> {
  const text = JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:${name}:${record}:${house.clock.now()}`,
    author: 'Ada Ltd',
    timestamp: '2026-01-01T00:00:00Z',
    version: 1,
    statements: [
      {
        vulnerability: { name: record },
        products: [
          { '@id': `pkg:generic/${name}`, subcomponents: [{ '@id': record === 'GHSA-tide' ? TIDE : WAVE }] },
        ],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
      },
    ],
  });
  const { status, body } = await house.request('POST', '/api/v1/vex', {
    cookie: rita.cookie,
    body: { text, file: 'ours.json' },
  });
  assert.equal(status, 201, JSON.stringify(body));
}

test('everything that is kept of an application stays when it is renamed, and the journal says so', async () => {
  await push('shop', { owner: 'payments', tags: { tier: '1' } });
  await push('shop');
  const before = await detailOf('shop');
  const findings = await ask<object>('/findings?application=shop');
  const states = await house.storage.stores.findingStates.ofApplication((await idOf('shop')) ?? '');
  house.clock.advance(1_000);
  const { status, body } = await rename('shop', 'store');
  assert.equal(status, 200, JSON.stringify(body));
  const { applications } = body as RenameAnswer;
  assert.deepEqual(applications, [{ ...before.application, name: 'store' }]);
  const { application: _, ...rest } = before;
  const { application: after, ...now } = await detailOf('store');
  assert.deepEqual([after, now], [applications[0], rest]);
  assert.equal(now.findings[0]?.reach?.state, 'not-seen');
  assert.deepEqual(
    JSON.parse(
      JSON.stringify(await ask<object>('/findings?application=store')).replaceAll('"store"', '"shop"'),
    ),
    findings,
  );
  const id = (await idOf('store')) ?? '';
  assert.deepEqual(await house.storage.stores.findingStates.ofApplication(id), states);
  const { items } = await ask<{ items: readonly SnapshotItem[] }>('/applications/store/snapshots');
  assert.deepEqual(
    items.map(({ number }) => number),
    [2, 1],
  );
  assert.equal((await house.request('GET', '/api/v1/applications/shop', { token: ci.apiToken })).status, 404);
  const [entry] = await house.storage.reader.readBefore(undefined, 1, { kinds: ['application-renamed'] });
  assert.match(entry?.actor ?? '', /^token:/);
  assert.deepEqual(entry?.data, {
    applicationId: id,
    application: 'store',
    environment: 'default',
    was: 'shop',
  });
  // The next push goes on with it; one of the old name is another application.
  const pushed = await push('store');
  assert.deepEqual([pushed.isNew, pushed.application.snapshot, pushed.opened], [false, 3, 0]);
  const other = await push('shop');
  assert.deepEqual([other.isNew, other.application.snapshot, other.opened], [true, 1, 2]);
  assert.notEqual(await idOf('shop'), id);
});

test('what VEX documents said by the old name goes on to mean it, and not whoever has that name later, nor it by a name that it takes', async () => {
  const clearedOf = async (name: string) => (await detailOf(name)).cleared.map(({ record }) => record).sort();
  await push('mill');
  await state('mill', 'GHSA-tide');
  // Somebody states it of a name that nobody has yet.
  await state('forge', 'GHSA-wave');
  assert.deepEqual(await clearedOf('mill'), ['GHSA-tide']);
  house.clock.advance(1_000);
  assert.equal((await rename('mill', 'forge')).status, 200);
  await push('forge');
  assert.deepEqual(await clearedOf('forge'), ['GHSA-tide']);
  await push('mill');
  assert.deepEqual(await clearedOf('mill'), []);
  house.clock.advance(1_000);
  await state('mill', 'GHSA-wave');
  assert.deepEqual(await clearedOf('mill'), ['GHSA-wave']);
  assert.deepEqual(await clearedOf('forge'), ['GHSA-tide']);
  // And once more, back and forth.
  house.clock.advance(1_000);
  assert.equal((await rename('forge', 'anvil')).status, 200);
  assert.deepEqual(await clearedOf('anvil'), ['GHSA-tide']);
  await state('anvil', 'GHSA-wave');
  assert.deepEqual(await clearedOf('anvil'), ['GHSA-tide']);
  house.clock.advance(1_000);
  await state('anvil', 'GHSA-wave');
  assert.deepEqual(await clearedOf('anvil'), ['GHSA-tide', 'GHSA-wave']);
});

test('a taken name is a conflict, in one environment too, and changes none of them; without one all are renamed', async () => {
  for (const environment of ['prod', 'test']) await push('blog', { environment });
  await push('news', { environment: 'test' });
  const refused = await rename('blog', 'news');
  assert.equal(refused.status, 409);
  assert.equal(
    (refused.body as Problem).detail,
    'Cannot rename blog in test: another application is called news there',
  );
  assert.equal((await house.storage.stores.applications.named('blog')).length, 2);
  assert.equal((await rename('blog', 'news', '?environment=prod')).status, 200);
  assert.match(
    ((await rename('news', 'news')).body as Problem).detail ?? '',
    /^Cannot rename news in prod: it has this name$/,
  );
  const both = await rename('news', 'daily');
  assert.deepEqual(
    (both.body as RenameAnswer).applications.map(({ name, environment }) => `${name} ${environment}`),
    ['daily prod', 'daily test'],
  );
  assert.equal((await rename('nowhere', 'x')).status, 404);
  assert.equal((await rename('daily', 'no name')).status, 400);
});

test('what was asked for by the old name is asked for by the new one, unless another environment still has it', async () => {
  for (const environment of ['prod', 'test']) await push('desk', { environment });
  const asked = await house.request('POST', '/api/v1/vetting', {
    body: { purl: 'pkg:npm/left-pad', application: 'desk', reason: 'for padding' },
    token: ci.apiToken,
  });
  assert.ok(asked.status < 300, JSON.stringify(asked.body));
  const wantedFor = async () =>
    (await house.storage.stores.vetting.list({ limit: 9 })).map(({ application }) => application);
  assert.equal((await rename('desk', 'table', '?environment=prod')).status, 200);
  assert.deepEqual(await wantedFor(), ['desk']);
  assert.equal((await rename('desk', 'bench')).status, 200);
  assert.deepEqual(await wantedFor(), ['bench']);
});

test('only reviewers rename', async () => {
  await push('mine');
  assert.equal((await rename('mine', 'yours', '', { token: ci.apiToken })).status, 403);
  assert.equal((await rename('mine', 'yours', '', {})).status, 401);
  assert.ok(await idOf('mine'));
});
