import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { GivingSummary } from '../inventory/giving/giving-ports.ts';
import { startApiHouse, type ApiHouse } from '../http/testing/api-house.ts';
import { DAY_MS, MINUTE_MS } from '../kernel/clock.ts';
import { createLogger } from '../kernel/logger.ts';
import { describeGiving } from './describe-giving.ts';
import { followGiving } from './follow-giving.ts';
import { openGivingJob } from './giving-job.ts';

const log = createLogger(
  'error',
  () => {},
  () => 0,
);

async function push(house: ApiHouse, token: string, name: string, purls: readonly string[]): Promise<void> {
  const components = purls.map((purl) => ({ purl }));
  const { status } = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body: { files: [{ path: 'a.lock', format: 'a', components }] },
    token,
  });
  assert.equal(status, 201);
}

/** Waits until so much is counted. */
async function counted(house: ApiHouse, expected: Partial<GivingSummary>): Promise<void> {
  const deadline = performance.now() + MINUTE_MS;
  for (;;) {
    const summary = await house.storage.stores.giving.summary();
    const isSo = Object.entries(expected).every(([key, value]) => summary?.[key as 'packages'] === value);
    if (summary !== undefined && isSo) return;
    assert.ok(performance.now() < deadline, JSON.stringify(summary));
    await sleep(50);
  }
}

const describe = ({ storage, deps }: ApiHouse) => describeGiving({ storage, registry: deps.registry, log });

test('beside a server what is pushed and stated is counted without being asked for, also after a restart', async () => {
  const house = await startApiHouse();
  const follow = () => followGiving(describe(house), house.storage.feed, log);
  try {
    const ci = await house.person('ci', 'reader');
    const rita = await house.person('rita', 'reviewer');
    const first = follow();
    await counted(house, { applications: 0 });
    await push(house, ci.apiToken, 'shop', [
      'pkg:npm/wave@1.0.0',
      'pkg:npm/wave@2.0.0',
      'pkg:npm/tide@1.0.0',
    ]);
    await counted(house, { applications: 1, packages: 2, lines: 2 });
    const { status } = await house.request('POST', '/api/v1/giving/funding', {
      body: { purl: 'pkg:npm/wave', links: ['https://sea.example/give'] },
      cookie: rita.cookie,
    });
    assert.equal(status, 201);
    const { revision = 0 } = (await house.storage.stores.giving.summary()) ?? {};
    await counted(house, { revision: revision + 1 });
    assert.equal((await house.storage.stores.giving.standings()).filter(({ hasLink }) => hasLink).length, 1);
    await first.close();

    await push(house, ci.apiToken, 'desk', ['pkg:npm/tide@1.0.0']);
    const second = follow();
    await counted(house, { applications: 2, packages: 2 });
    await second.close();

    const removed = await house.request('DELETE', '/api/v1/applications/shop', { cookie: rita.cookie });
    assert.equal(removed.status, 200);
    const third = follow();
    await counted(house, { applications: 1, packages: 1, lines: 1 });
    await third.close();
  } finally {
    await house.close();
  }
});

test('what changes nothing is not counted again; a day later it is', async () => {
  const house = await startApiHouse();
  try {
    const ci = await house.person('ci', 'reader');
    await push(house, ci.apiToken, 'shop', ['pkg:npm/wave@1.0.0']);
    const job = await openGivingJob(describe(house), new AbortController().signal);
    const revision = async () => {
      await job.catchUp();
      return (await house.storage.stores.giving.summary())?.revision;
    };
    assert.equal(await revision(), 1);
    await house.person('eve', 'reader');
    assert.equal(await revision(), 1);
    house.clock.advance(DAY_MS);
    assert.equal(await revision(), 2);
    const ended = new AbortController();
    ended.abort();
    house.clock.advance(DAY_MS);
    const stopped = await openGivingJob(describe(house), ended.signal);
    await assert.rejects(stopped.catchUp());
    assert.equal((await house.storage.stores.giving.summary())?.revision, 2);
  } finally {
    await house.close();
  }
});
