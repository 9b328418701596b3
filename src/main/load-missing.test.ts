import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS, DAY_MS } from '../kernel/clock.ts';
import { createLogger } from '../kernel/logger.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { startApiHouse, type ApiHouse } from '../http/testing/api-house.ts';
import { configSchema } from './config-schema.ts';
import { describeCurrency } from './describe-currency.ts';
import { loadMissing } from './load-missing.ts';
import { createReleaseSource } from './release-source.ts';

const log = createLogger(
  'error',
  () => {},
  () => 0,
);

/** Names of packages that an upstream was asked for, and the pauses in between, in one walk over those in use. */
async function walk(
  house: ApiHouse,
  times = 1,
): Promise<{ asked: readonly string[]; waits: readonly number[] }> {
  const { currency } = describeCurrency({
    config: configSchema.parse({}),
    storage: house.storage,
    registry: house.deps.registry,
    log,
  });
  const asked: string[] = [];
  const waits: number[] = [];
  const end = new AbortController();
  let walks = 0;
  const source = createReleaseSource(house.deps.registry);
  await loadMissing(
    currency,
    {
      releases: {
        loaded(ref) {
          asked.push(ref.name);
          return source.loaded(ref);
        },
      },
      licences: currency.told,
      perMinute: 60,
      wait: async (ms) => {
        if (ms === HOUR_MS) {
          walks += 1;
          if (walks === times) end.abort();
        } else waits.push(ms);
      },
    },
    log,
    end.signal,
  );
  return { asked, waits };
}

async function push(house: ApiHouse, purls: readonly string[]): Promise<void> {
  const ci = await house.person('ci', 'reader');
  const file = { path: 'a.lock', format: 'a', components: purls.map((purl) => ({ purl })) };
  const { status } = await house.request('POST', '/api/v1/applications/shop/snapshots', {
    body: { files: [file] },
    token: ci.apiToken,
  });
  assert.equal(status, 201);
}

test('what never came through the gate is asked for once a day, one after the other, and then known', async () => {
  const house = await startApiHouse();
  try {
    await house.upstream.npm.publish({ name: 'wave', version: '1.0.0' });
    await house.upstream.npm.publish({ name: 'wave', version: '2.0.0' });
    await push(house, ['pkg:npm/wave@1.0.0', 'pkg:npm/private-thing@1.0.0']);
    const first = await walk(house, 2);
    assert.deepEqual(
      first.asked.toSorted(),
      ['private-thing', 'wave'],
      'the second walk asks for none again',
    );
    assert.deepEqual(first.waits, [1_000, 1_000]);
    const { currencySums } = house.storage.stores;
    const [all] = await currencySums.sums(['']);
    assert.deepEqual([all?.sums.counts.components, all?.sums.counts.knownComponents], [2, 1]);

    assert.deepEqual((await walk(house)).asked, ['private-thing'], 'what is fresh is not asked for');
    house.clock.advance(DAY_MS + 1);
    assert.deepEqual((await walk(house)).asked.toSorted(), ['private-thing', 'wave']);
  } finally {
    await house.close();
  }
});

test('a reserved name is never asked for upstream', async () => {
  const house = await startApiHouse();
  try {
    await house.upstream.npm.publish({ name: '@acme/tool', version: '9.9.9' });
    const { reservations } = house.deps.governance;
    assert.deepEqual(reservations.all(), []);
    const admin = await house.person('ada', 'administrator');
    const { status } = await house.request('POST', '/api/v1/reservations', {
      body: { ecosystem: 'npm', pattern: '@acme/*', reason: 'ours' },
      cookie: admin.cookie,
    });
    assert.equal(status, 201);
    const { requests } = house.upstream;
    const before = requests.length;
    const source = createReleaseSource(house.deps.registry);
    const ref = { ecosystem: 'npm' as const, name: asPackageName('@acme/tool') };
    assert.deepEqual([await source.loaded(ref), await source.kept(ref)], [undefined, undefined]);
    assert.equal(requests.length, before);
  } finally {
    await house.close();
  }
});
