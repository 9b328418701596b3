import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS, formatInstant } from '../../../kernel/clock.ts';
import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import type { Received } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type {
  ApplicationDetail,
  ApplicationItem,
  PushAnswer,
  PushedComponent,
  SnapshotDiffItem,
  SnapshotItem,
} from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type { JournalPage } from '../decision-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
let auditor: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  auditor = await house.person('audrey', 'auditor');
});
after(() => house.close());

const VULNERABLE = vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.2.0' });
const MALWARE = malwareRecord({ id: 'MAL-2026-1', ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] });

/** A project that needs wave, which needs `tide`; and what cannot be known. */
const shop = (tide: string): readonly PushedComponent[] => [
  { name: 'shop', source: 'project', needs: [1, 3, 4] },
  { purl: 'pkg:npm/wave@1.0.0', scope: 'runtime', needs: [2] },
  { purl: `pkg:npm/tide@${tide}`, scope: 'runtime', line: 12, needs: [] },
  { purl: 'pkg:npm/fork', requested: 'github:acme/fork', source: 'elsewhere', scope: 'runtime' },
  { purl: 'pkg:npm/bad@1.0.0', scope: 'development' },
];

const fileOf = (components: readonly PushedComponent[]) => ({
  path: 'package-lock.json',
  format: 'package-lock.json 3',
  components,
  roots: [0],
});

const push = (name: string, body: unknown, token = ci.apiToken): Promise<Received> =>
  house.request('POST', `/api/v1/applications/${name}/snapshots`, { body, token });

const pushed = async (name: string, body: object): Promise<PushAnswer> => {
  const { status, body: answer } = await push(name, body);
  assert.equal(status, 201, JSON.stringify(answer));
  return answer as PushAnswer;
};

const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', `/api/v1${path}`, { token: ci.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

const refused = (received: Received, status: number): Problem => {
  assert.equal(received.status, status, JSON.stringify(received.body));
  return received.body as Problem;
};

const countsOf = ({ added, removed, opened, resolved, application }: PushAnswer) => [
  added,
  removed,
  opened,
  resolved,
  application.findings,
];

test('what is pushed before any advisory was loaded is kept, and said to be not looked up', async () => {
  const answer = await pushed('early', { files: [fileOf(shop('1.1.0'))] });
  assert.match(answer.application.unmatched ?? '', /no feed of advisories was loaded yet/);
  assert.deepEqual(countsOf(answer), [3, 0, 0, 0, 0]);
  const { findings, unmatched } = await ask<ApplicationDetail>('/applications/early');
  assert.deepEqual(findings, []);
  assert.match(unmatched ?? '', /no feed/);

  const records = [VULNERABLE, MALWARE].map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', records);
  await house.reloadFeeds();
  const later = await ask<ApplicationDetail>('/applications/early');
  assert.deepEqual([later.findings.length, later.unmatched], [2, undefined]);
});

test('a push tells what came, what went, and what is known against it, with its clocks', async () => {
  const first = await pushed('shop', {
    environment: 'prod',
    owner: 'payments',
    tags: { tier: '1' },
    files: [fileOf(shop('1.1.0'))],
  });
  assert.equal(first.isNew, true);
  assert.deepEqual(countsOf(first), [3, 0, 2, 0, 2]);
  const { components, unknown, owner, tags, snapshot, unmatched } = first.application;
  assert.deepEqual([components, unknown, owner, tags, snapshot], [3, 1, 'payments', { tier: '1' }, 1]);
  assert.equal(unmatched, undefined);
  const since = formatInstant(house.clock.now());
  house.clock.advance(DAY_MS);
  // The same again: nothing is new, and since when it is known stays.
  assert.deepEqual(
    countsOf(await pushed('shop', { environment: 'prod', files: [fileOf(shop('1.1.0'))] })),
    [0, 0, 0, 0, 2],
  );
  const now = await ask<ApplicationDetail>('/applications/shop');
  assert.equal(now.application.owner, 'payments');
  const tide = now.findings.find(({ name }) => name === 'tide');
  assert.deepEqual(
    tide?.records.map(({ id, fixedIn, firstSeenAt }) => [id, fixedIn, firstSeenAt]),
    [['GHSA-tide', '1.2.0', since]],
  );
  assert.deepEqual(tide?.places, [
    { file: 'package-lock.json', line: 12, scope: 'runtime', via: ['wave@1.0.0', 'tide@1.1.0'] },
  ]);
  const bad = now.findings.find(({ name }) => name === 'bad');
  assert.deepEqual([bad?.verdict.action, bad?.places[0]?.via], ['block', ['bad@1.0.0']]);
  assert.deepEqual(now.unknown, [{ file: 'package-lock.json', name: 'fork', requested: 'github:acme/fork' }]);
  // The upgrade ends the finding.
  const third = await pushed('shop', { environment: 'prod', files: [fileOf(shop('1.2.0'))] });
  assert.deepEqual(countsOf(third), [1, 1, 0, 1, 1]);
  const states = await house.storage.stores.findingStates.ofApplication(await idOf('shop'));
  assert.deepEqual(
    states
      .map(({ recordId, resolvedAt }) => `${recordId} ${resolvedAt === undefined ? 'open' : 'resolved'}`)
      .sort(),
    ['GHSA-tide resolved', 'MAL-2026-1 open'],
  );
});

async function idOf(name: string): Promise<string> {
  const [application] = await house.storage.stores.applications.named(name);
  return application?.id ?? '';
}

test('two snapshots are compared: packages whose versions changed, findings that came and went', async () => {
  const diff = await ask<SnapshotDiffItem>('/applications/shop/diff');
  assert.deepEqual([diff.from, diff.to], [2, 3]);
  assert.deepEqual(diff.packages, [{ ecosystem: 'npm', name: 'tide', from: ['1.1.0'], to: ['1.2.0'] }]);
  assert.deepEqual(
    diff.closed.map(({ purl }) => purl),
    ['pkg:npm/tide@1.1.0'],
  );
  assert.deepEqual(diff.opened, []);
  const back = await ask<SnapshotDiffItem>('/applications/shop/diff?from=3&to=1');
  assert.deepEqual([back.opened.length, back.closed.length], [1, 0]);
  const all = await ask<SnapshotDiffItem>('/applications/shop/diff?from=0&to=1');
  assert.equal(all.packages.length, 3);
  refused(await house.request('GET', '/api/v1/applications/shop/diff?to=9', { token: ci.apiToken }), 404);
});

test('applications, snapshots and components are listed in pages', async () => {
  await pushed('shop', { environment: 'test', files: [] });
  const names: string[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const query: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const page: { items: ApplicationItem[]; next?: string } = await ask(`/applications?limit=1${query}`);
    names.push(...page.items.map(({ name, environment }) => `${name} ${environment}`));
    next = page.next;
  }
  assert.deepEqual(names, ['early default', 'shop prod', 'shop test']);
  const owned = await ask<{ items: ApplicationItem[] }>('/applications?owner=payments');
  assert.equal(owned.items.length, 1);
  const snapshots = await ask<{ items: SnapshotItem[]; next?: string }>(
    '/applications/shop/snapshots?environment=prod&limit=2',
  );
  assert.deepEqual([snapshots.items.map(({ number }) => number), snapshots.next], [[3, 2], '2']);
  assert.match(snapshots.items[0]?.author ?? '', /^token:/);
  const components = await ask<{ items: { purl: string }[]; next?: string }>(
    '/applications/shop/components?environment=prod&limit=2&after=pkg%3Anpm%2Fbad%401.0.0',
  );
  assert.deepEqual(
    [components.items.map(({ purl }) => purl), components.next],
    [['pkg:npm/tide@1.2.0', 'pkg:npm/wave@1.0.0'], undefined],
  );
  for (const query of ['after=x', 'after=%00%2Fa', 'owner=%00']) {
    refused(await house.request('GET', `/api/v1/applications?${query}`, { token: ci.apiToken }), 400);
  }
  // Which of the two is meant has to be said.
  const which = refused(await house.request('GET', '/api/v1/applications/shop', { token: ci.apiToken }), 400);
  assert.match(which.detail, /prod, test/);
  refused(await house.request('GET', '/api/v1/applications/nowhere', { token: ci.apiToken }), 404);
});

test('each push is in the journal with who did it; owners and tags when they change', async () => {
  const { body } = await house.request('GET', '/api/v1/journal?limit=200', { token: auditor.apiToken });
  const told = (body as JournalPage).items
    .filter(({ kind }) => kind.startsWith('application') || kind.startsWith('snapshot'))
    .map(({ kind, data }) => `${kind} ${String(data['application'])} ${String(data['environment'])}`);
  assert.deepEqual(told.reverse(), [
    'application-added early default',
    'snapshot-pushed early default',
    'application-added shop prod',
    'snapshot-pushed shop prod',
    'snapshot-pushed shop prod',
    'snapshot-pushed shop prod',
    'application-added shop test',
    'snapshot-pushed shop test',
  ]);
});

test('a push that is not sound leaves nothing behind', async () => {
  const faults: readonly [unknown, RegExp][] = [
    [{ files: [fileOf([{ purl: 'pkg:gem/rails@1' }])] }, /files\[0\]\.components\[0\]: .*type "gem"/],
    [{ files: [fileOf([{}])] }, /expected a purl or a name/],
    [{ files: [fileOf([{ purl: 'pkg:npm/a@1.0.0', name: 'b' }])] }, /expected one of them/],
    [{ files: [fileOf([{ name: 'a', needs: [1] }])] }, /needs: found position 1, expected one below 1/],
    [{ files: [fileOf([])] }, /roots: found position 0/],
    [{ files: [], owner: 'a\nb' }, /body\.owner/],
    [{ files: [], tags: { 'a b': 'c' } }, /body\.tags/],
    [{ files: [], environment: '../prod' }, /body\.environment/],
  ];
  for (const [body, message] of faults) {
    assert.match(refused(await push('faulty', body), 400).detail, message);
  }
  refused(await push('..%2Fshop', { files: [] }), 400);
  assert.deepEqual(await house.storage.stores.applications.named('faulty'), []);
});

test('a large push is read of those alone who may push, and no larger than it may be', async () => {
  const large = JSON.stringify({
    files: [{ ...fileOf([{ name: 'a' }]), gaps: [{ message: 'x'.repeat(2_000) }] }],
    environment: 'e'.repeat(2_000_000),
  });
  // More than other routes take: it was read.
  assert.match(refused(await push('large', large), 400).detail, /body\.environment/);
  refused(await house.request('POST', '/api/v1/applications/large/snapshots', { body: large }), 401);
  refused(await push('large', large, ci.readToken), 403);
  const components = Array.from({ length: 60_000 }, () => ({ name: 'a' }));
  const many = { files: [fileOf(components), fileOf(components)] };
  refused(await push('large', many), 413);
  assert.deepEqual(await house.storage.stores.applications.named('large'), []);
});
