import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS } from '../../../kernel/clock.ts';
import { AGE_CLOCKS, BUCKETS } from '../../../inventory/findings/finding-ports.ts';
import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import type { Received, Sent } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { PushAnswer } from '../application-contract.ts';
import type { Problem } from '../contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
let reviewer: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  reviewer = await house.person('rita', 'reviewer');
  const records = [
    vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.2.0' }),
    malwareRecord({ id: 'MAL-2026-1', ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] }),
  ];
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', text);
  await house.reloadFeeds();
});
after(() => house.close());

async function push(name: string, purls: readonly string[], parts: object = {}): Promise<PushAnswer> {
  const files = [{ path: 'a.lock', format: 'a', components: purls.map((purl) => ({ purl })) }];
  const path = `/api/v1/applications/${name}/snapshots`;
  const { status, body } = await house.request('POST', path, {
    body: { files, ...parts },
    token: ci.apiToken,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body as PushAnswer;
}

const remove = (name: string, sent: Sent = { cookie: reviewer.cookie }): Promise<Received> =>
  house.request('DELETE', `/api/v1/applications/${name}`, sent);

const idOf = async (name: string): Promise<string> =>
  (await house.storage.stores.applications.named(name))[0]?.id ?? '';

/** Every count that is kept, without those that are nought. */
async function counts(owners: readonly string[]) {
  const { findingTallies } = house.storage.stores;
  const tallies = [
    ...(await findingTallies.of('all', [''])),
    ...(await findingTallies.of('owner', ['', ...owners])),
  ];
  const ages = await Promise.all(AGE_CLOCKS.map((clock) => findingTallies.ages(clock, BUCKETS)));
  const isSome = (one: object) => Object.values(one).some((value) => typeof value === 'number' && value > 0);
  const told = tallies.filter(isSome).map((one) => JSON.stringify(one));
  return { tallies: told.sort(), ages: ages.flat() };
}

const BOTH = ['pkg:npm/tide@1.1.0', 'pkg:npm/bad@1.0.0'];

test('what an application added to every count goes with it, what was accepted too', async () => {
  await push('stays', BOTH, { owner: 'payments' });
  const before = await counts(['payments', 'search']);
  for (const owner of ['payments', 'search']) {
    await push('goes', [...BOTH, 'pkg:npm/wave@1.0.0'], { owner });
    const [found] = await house.storage.stores.findingListing.list(
      { applicationIds: [await idOf('goes')], classes: ['vulnerability'] },
      { limit: 1 },
    );
    assert.ok(found !== undefined);
    const { componentId, recordId } = found.finding;
    const { status } = await house.request('POST', `/api/v1/findings/${componentId}.${recordId}/state`, {
      body: { application: 'goes', state: 'accepted', reason: 'behind a wall', until: '2026-07-01' },
      cookie: reviewer.cookie,
    });
    assert.equal(status, 200);
    assert.notDeepEqual(await counts(['payments', 'search']), before);
    const { body } = await remove('goes');
    const { application, ...rest } = body as PushAnswer;
    assert.deepEqual(
      [application.name, application.owner, rest],
      ['goes', owner, { removed: 3, resolved: 2 }],
    );
    assert.deepEqual(await counts(['payments', 'search']), before);
  }
  const day = Math.floor(house.clock.now() / DAY_MS);
  const days = await house.storage.stores.findingTallies.days(day, day);
  const all = days.find(({ bucket }) => bucket === 'all');
  assert.deepEqual([all?.open, all?.resolved, all?.remediated], [2, 4, 0]);
});

test('nothing of it is left but the journal, and the same name is another application', async () => {
  await push('brief', BOTH);
  const id = await idOf('brief');
  const { stores } = house.storage;
  assert.equal((await remove('brief')).status, 200);
  assert.deepEqual(await stores.findingStates.ofApplication(id), []);
  assert.deepEqual(await stores.findingTallies.of('application', [id]), []);
  assert.deepEqual(await stores.applications.snapshots(id, { limit: 9 }), []);
  const known = await stores.components.versionsOf({ ecosystem: 'npm', name: 'tide' as never });
  assert.equal(known.length, 1);
  const holders = await stores.components.holders(known, { limit: 9 });
  assert.ok(!holders.some(({ applicationId }) => applicationId === id));
  const [entry] = await house.storage.reader.readBefore(undefined, 1, { kinds: ['application-removed'] });
  assert.equal(entry?.actor, `account:${reviewer.name}`);
  assert.deepEqual(entry?.data, {
    applicationId: id,
    application: 'brief',
    environment: 'default',
    snapshot: 1,
    components: 2,
    resolved: 2,
  });
  const again = await push('brief', BOTH);
  assert.deepEqual([again.isNew, again.application.snapshot, again.opened], [true, 1, 2]);
  assert.notEqual(await idOf('brief'), id);
});

test('who has several environments is asked which one; what is not there is not found', async () => {
  for (const environment of ['prod', 'test']) await push('twice', [], { environment });
  const asked = await remove('twice');
  assert.equal(asked.status, 400);
  assert.match((asked.body as Problem).detail, /prod, test/);
  assert.equal((await remove('twice?environment=test')).status, 200);
  assert.equal((await remove('twice?environment=test')).status, 404);
  assert.equal((await remove('twice')).status, 200);
  assert.equal((await remove('twice')).status, 404);
});

test('it takes a reviewer who has confirmed: no token, no reader, no old session', async () => {
  await push('kept', BOTH);
  const refusals: readonly [Sent, number, string][] = [
    [{}, 401, 'not-signed-in'],
    [{ token: ci.apiToken }, 403, 'not-allowed'],
    [{ token: reviewer.apiToken }, 403, 'not-allowed'],
    [{ cookie: ci.cookie }, 403, 'not-allowed'],
  ];
  for (const [sent, status, code] of refusals) {
    const answer = await remove('kept', sent);
    assert.deepEqual([answer.status, (answer.body as Problem).code], [status, code]);
  }
  house.clock.advance(10 * 60_000);
  assert.equal(((await remove('kept')).body as Problem).code, 'needs-confirmation');
  assert.notEqual(await idOf('kept'), '');
});
