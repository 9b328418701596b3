import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createLogger } from '../kernel/logger.ts';
import { MINUTE_MS } from '../kernel/clock.ts';
import { startApiHouse, type ApiHouse } from '../http/testing/api-house.ts';
import { configSchema } from './config-schema.ts';
import { describeCurrency } from './describe-currency.ts';
import { followCurrency } from './follow-currency.ts';

const log = createLogger(
  'error',
  () => {},
  () => 0,
);

async function push(house: ApiHouse, token: string, purl: string): Promise<void> {
  const { status } = await house.request('POST', '/api/v1/applications/shop/snapshots', {
    body: { files: [{ path: 'a.lock', format: 'a', components: [{ purl }] }] },
    token,
  });
  assert.equal(status, 201);
}

/** Waits until the sums of all applications are so. */
async function counted(house: ApiHouse, components: number, known: number): Promise<void> {
  const deadline = performance.now() + MINUTE_MS;
  for (;;) {
    const [all] = await house.storage.stores.currencySums.sums(['']);
    const counts = all?.sums.counts;
    if (counts?.components === components && counts.knownComponents === known) return;
    assert.ok(performance.now() < deadline, JSON.stringify(counts));
    await sleep(50);
  }
}

test('beside a server, what was pushed and what was loaded is counted without being asked for, also after a restart', async () => {
  const house = await startApiHouse();
  const { storage, deps } = house;
  const described = describeCurrency({
    config: configSchema.parse({}),
    storage,
    registry: deps.registry,
    log,
  });
  const follow = () => followCurrency(described, storage.feed, log);
  try {
    await house.upstream.npm.publish({ name: 'wave', version: '1.0.0' });
    const ci = await house.person('ci', 'reader');
    const first = follow();
    await counted(house, 0, 0);
    await push(house, ci.apiToken, 'pkg:npm/wave@1.0.0');
    await counted(house, 1, 0);
    await first.close();

    await house.request('GET', '/api/v1/packages/npm/wave', { token: ci.apiToken });
    await push(house, ci.apiToken, 'pkg:npm/wave@1.0.0');
    const second = follow();
    await counted(house, 1, 1);
    // What was removed is counted no more.
    const { cookie } = await house.person('rita', 'reviewer');
    const removed = await house.request('DELETE', '/api/v1/applications/shop', { cookie });
    assert.equal(removed.status, 200);
    await counted(house, 0, 0);
    await second.close();
  } finally {
    await house.close();
  }
});
