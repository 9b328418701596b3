import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS } from '../../../kernel/clock.ts';
import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import type { ApplicationCurrencyItem, CurrencyAnswer } from '../currency-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;

const LICENCES = [{ tags: { use: 'distributed' }, allowed: ['MIT'], denied: ['GPL-*'] }];
const at = (year: number) => `${year}-01-01T00:00:00.000Z`;

before(async () => {
  house = await startApiHouse({ settings: { currency: { licences: LICENCES } } });
  ci = await house.person('ci', 'reader');
  const { npm } = house.upstream;
  await npm.publish({ name: 'wave', version: '1.0.0', publishedAt: at(2020) });
  await npm.publish({ name: 'wave', version: '1.1.0', publishedAt: at(2021) });
  await npm.publish({ name: 'wave', version: '2.0.0', publishedAt: at(2022) });
  await npm.publish({ name: 'wave', version: '3.0.0-rc.1', publishedAt: at(2023) });
  await npm.publish({ name: 'tide', version: '1.0.0', publishedAt: at(2026), license: 'GPL-3.0-only' });
});
after(() => house.close());

const push = async (name: string, purls: readonly string[], tags = {}): Promise<void> => {
  const file = {
    path: 'package-lock.json',
    format: 'package-lock.json 3',
    components: purls.map((purl) => ({ purl, scope: 'runtime' })),
  };
  const { status, body } = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body: { files: [file], tags },
    token: ci.apiToken,
  });
  assert.equal(status, 201, JSON.stringify(body));
};

const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', `/api/v1${path}`, { token: ci.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

/** As an install through the gate does. */
const load = (name: string) => ask<unknown>(`/packages/npm/${name}`);

test('before anything was pushed there are no figures, and those of the report stand there', async () => {
  const answer = await ask<CurrencyAnswer>('/currency');
  assert.equal(answer.figures?.applications ?? 0, 0);
  assert.ok(
    answer.published.some(
      ({ figure, edition, value }) => figure === 'high-risk' && edition === 2026 && value === 78,
    ),
  );
  assert.deepEqual([answer.isLoading, answer.isJudging], [false, true]);
});

test('what the gate never loaded is unknown; once it did, the next push measures it', async () => {
  await push('shop', ['pkg:npm/wave@1.0.0', 'pkg:npm/tide@1.0.0'], { use: 'distributed' });
  const before = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.deepEqual(
    [before.figures?.components.all, before.figures?.components.known, before.figures?.components.current],
    [2, 0, 0],
  );
  assert.deepEqual(before.figures?.licences, { allowed: 0, ask: 0, denied: 0, unknown: 2, unrecognised: 0 });
  assert.deepEqual(before.furthest, []);

  await load('wave');
  await load('tide');
  await push('shop', ['pkg:npm/wave@1.0.0', 'pkg:npm/tide@1.0.0'], { use: 'distributed' });
  const { figures, furthest } = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.ok(figures !== undefined);
  assert.deepEqual(
    [figures.components.known, figures.components.current, figures.components.behind?.sum],
    [2, 1, 2],
  );
  assert.equal(figures.components.libyears?.sum.toFixed(1), '2.0');
  assert.deepEqual(figures.shares.quietTwoYears, { count: 1, of: 1 });
  assert.deepEqual(figures.licences, { allowed: 1, ask: 0, denied: 1, unknown: 0, unrecognised: 0 });
  assert.deepEqual(figures.shares.licenceConflict, { count: 1, of: 1 });
  assert.deepEqual(
    furthest?.map(({ purl, latest, behind, behindOnLine }) => [purl, latest, behind, behindOnLine]),
    [['pkg:npm/wave@1.0.0', '2.0.0', 2, 1]],
  );
});

test('a release that the gate learns of is counted for the applications that have the package', async () => {
  await house.upstream.npm.publish({ name: 'wave', version: '2.1.0', publishedAt: at(2026) });
  house.clock.advance(DAY_MS / 2);
  await load('wave');
  const { figures, furthest } = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.deepEqual([figures?.components.behind?.sum, furthest?.[0]?.latest], [3, '2.1.0']);
});

test('all applications together are the sum of each, in a list by name', async () => {
  await push('desk', ['pkg:npm/wave@2.1.0', 'pkg:npm/unheard@1.0.0']);
  const { figures } = await ask<CurrencyAnswer>('/currency');
  assert.ok(figures !== undefined);
  assert.deepEqual(
    [figures.applications, figures.components.all, figures.components.known, figures.components.current],
    [2, 4, 3, 2],
  );
  assert.deepEqual(figures.shares.licenceConflict, { count: 1, of: 1 }, 'nothing is said of untagged ones');
  const first = await ask<{ items: ApplicationCurrencyItem[]; next: string }>(
    '/currency/applications?limit=1',
  );
  assert.deepEqual(
    first.items.map((one) => [one.name, one.figures?.components.known]),
    [['desk', 1]],
  );
  const second = await ask<{ items: ApplicationCurrencyItem[] }>(
    `/currency/applications?limit=1&after=${first.next}`,
  );
  assert.deepEqual(
    second.items.map((one) => [one.name, one.figures?.components.known]),
    [['shop', 2]],
  );
});

test('tags that change what licences an application may have change its figures', async () => {
  await push('shop', ['pkg:npm/wave@1.0.0', 'pkg:npm/tide@1.0.0'], { use: 'internal' });
  const { figures } = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.deepEqual([figures?.licences, figures?.shares.licenceConflict], [undefined, undefined]);
});

test('each day is kept, and everything is counted anew on the next', async () => {
  house.clock.advance(DAY_MS);
  await push('shop', ['pkg:npm/wave@2.1.0']);
  const { trend } = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.deepEqual(
    trend.map(({ day, knownComponents, currentComponents }) => [day, knownComponents, currentComponents]),
    [
      ['2026-06-01', 2, 1],
      ['2026-06-02', 1, 1],
    ],
  );
  assert.deepEqual((await ask<CurrencyAnswer>('/currency?application=shop&days=0')).trend, []);
});

test('nothing is said of vulnerabilities before a feed was loaded; then each has its score, its clocks and its end', async () => {
  await push('shop', ['pkg:npm/wave@1.0.0', 'pkg:npm/tide@1.0.0']);
  const unheard = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.deepEqual(
    [unheard.figures?.vulnerabilities, unheard.figures?.shares.highScore],
    [undefined, undefined],
  );

  const published = new Date(house.clock.now() - 730 * DAY_MS).toISOString();
  const records = [
    vulnerabilityRecord({ id: 'GHSA-wave', ecosystem: 'npm', name: 'wave', fixed: '1.1.0', published }),
    malwareRecord({ id: 'MAL-2026-1', ecosystem: 'npm', name: 'tide', versions: ['1.0.0'], published }),
  ];
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', text);
  await house.reloadFeeds();
  const { figures } = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.ok(figures?.vulnerabilities !== undefined);
  const { unpatched, highScore, exploited, ages } = figures.vulnerabilities;
  assert.deepEqual([unpatched, highScore, exploited], [1, 1, 0], 'malware is none');
  assert.equal(ages.disclosed?.mean.toFixed(1), '2.0');
  assert.equal(ages.fixable?.mean.toFixed(1), '5.4', 'since the version with the fix came out');
  assert.equal(ages.here?.mean, 0);
  assert.deepEqual(figures.shares.highScore, { count: 1, of: 1 });

  house.clock.advance(4 * DAY_MS);
  await push('shop', ['pkg:npm/wave@2.1.0', 'pkg:npm/tide@1.0.0']);
  const patched = await ask<CurrencyAnswer>('/currency?application=shop');
  assert.equal(patched.figures?.vulnerabilities?.unpatched, 0);
  assert.deepEqual(
    [patched.figures?.remediation?.time?.mean, patched.figures?.remediation?.inTime],
    [4, { count: 1, of: 1 }],
  );
  const all = await ask<CurrencyAnswer>('/currency');
  assert.deepEqual(all.figures?.shares.vulnerable, { count: 0, of: 2 });
});

test('an application that is not there is not found, and nobody reads without a token', async () => {
  const missing = await house.request('GET', '/api/v1/currency?application=none', { token: ci.apiToken });
  assert.equal(missing.status, 404);
  assert.equal((await house.request('GET', '/api/v1/currency')).status, 401);
});
