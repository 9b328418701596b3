import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { entry, recordJson } from '../../evidence/testing/records.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { startApiHouse, type ApiHouse } from '../testing/api-house.ts';
import { loadFeed } from '../testing/load-feed.ts';
import type { PolicyItem, WaiverItem } from './governance-contract.ts';

let house: ApiHouse;
let reviewer: string;
let administrator: string;
before(async () => {
  house = await startApiHouse();
  reviewer = (await house.person('rita', 'reviewer')).cookie;
  administrator = (await house.person('ada', 'administrator')).cookie;
});
after(() => house.close());

async function publish(name: string, ...versions: readonly string[]): Promise<void> {
  for (const version of versions) {
    await house.upstream.npm.publish({ name, version, publishedAt: '2025-01-01T00:00:00Z' });
  }
}

/** Waives and tells what stays: rule, versions where single ones are meant, whether another waiver would silence it. */
async function waive(purl: string, rules?: readonly string[]) {
  const { status, body } = await house.request('POST', '/api/v1/waivers', {
    cookie: reviewer,
    body: { purl, reason: 'we want it', lasts: '1d', ...(rules === undefined ? {} : { rules }) },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return ((body as WaiverItem).remaining ?? []).map(
    ({ rule, versions, isWaivable }) => [rule, versions, isWaivable] as const,
  );
}

test('malware of single versions: a waiver of the package tells which stay refused, the newest first', async () => {
  await publish('part', '1.0.0', '1.2.0', '1.10.0', '2.0.0');
  const affected = [entry('npm', 'part', { versions: ['1.2.0', '1.10.0'] })];
  await loadFeed(
    house,
    { feed: 'osv-npm', kind: 'osv' },
    'malware.ndjson',
    `${recordJson('MAL-2026-1', { affected })}\n`,
  );
  assert.deepEqual(await waive('pkg:npm/part'), [['malware', ['1.10.0', '1.2.0'], false]]);
  assert.deepEqual(await waive('pkg:npm/part@1.2.0'), [['malware', undefined, false]]);
  assert.deepEqual(await waive('pkg:npm/part@2.0.0'), []);
});

test('a changed digest stays refused', async () => {
  await publish('shifting', '1.0.0', '1.1.0');
  const details = {
    version: '1.0.0',
    file: 'shifting-1.0.0.tgz',
    was: 'sha256:00',
    now: 'sha256:11',
    declared: true,
  };
  await house.storage.work.transact(({ statements }) =>
    statements.append([
      {
        id: 'digest/npm/shifting/shifting-1.0.0.tgz',
        kind: 'digest-changed',
        subject: { ecosystem: 'npm', name: asPackageName('shifting') },
        source: 'main',
        observedAt: house.clock.now(),
        confidence: 1,
        details,
      },
    ]),
  );
  assert.deepEqual(await waive('pkg:npm/shifting'), [['digest-changed', ['1.0.0'], false]]);
  assert.deepEqual(await waive('pkg:npm/shifting@1.0.0'), [['digest-changed', undefined, false]]);
  assert.deepEqual(await waive('pkg:npm/shifting@1.1.0'), []);
});

test('a reserved name stays refused as a whole', async () => {
  await publish('@house/x', '1.0.0');
  const { status } = await house.request('POST', '/api/v1/reservations', {
    cookie: reviewer,
    body: { ecosystem: 'npm', pattern: '@house/*', reason: 'ours' },
  });
  assert.equal(status, 201);
  assert.deepEqual(await waive('pkg:npm/%40house/x'), [['reserved-name', undefined, false]]);
  assert.deepEqual(await waive('pkg:npm/%40house/x@1.0.0'), [['reserved-name', undefined, false]]);
});

test('a deny list stays in force; a rule that the waiver does not name does too, and could be waived', async () => {
  await publish('denied', '1.0.0', '1.5.0', '2.0.0');
  const publishedAt = formatInstant(house.clock.now() - 3_600_000);
  await house.upstream.npm.publish({ name: 'denied', version: '2.1.0', publishedAt });
  const text = `preset = "balanced"

[[rules]]
id = "not-these"
on = "deny-list"
entries = [{ name = "denied", versions = "<2", reason = "the old line" }]
`;
  const applied = await house.request('PUT', '/api/v1/policies/default', {
    cookie: administrator,
    body: { text, note: 'no old line', number: 0 },
  });
  assert.equal(applied.status, 200, JSON.stringify(applied.body));
  assert.equal((applied.body as PolicyItem).number, 1);
  assert.deepEqual(await waive('pkg:npm/denied@1.0.0'), [['not-these', undefined, false]]);
  assert.deepEqual(await waive('pkg:npm/denied', ['known-exploited']), [
    ['not-these', ['1.5.0', '1.0.0'], false],
    ['young-version', ['2.1.0'], true],
  ]);
  assert.deepEqual(await waive('pkg:npm/denied'), [['not-these', ['1.5.0', '1.0.0'], false]]);
});

test('a rule that keeps out very many versions names the newest, and counts the others', async () => {
  const versions = Array.from({ length: 60 }, (_, minor) => `1.${minor}.0`);
  await publish('long', ...versions);
  const affected = [entry('npm', 'long', { versions })];
  await publish('long', '2.0.0');
  const record = recordJson('MAL-2026-2', { affected });
  await loadFeed(house, { feed: 'more', kind: 'osv' }, 'more.ndjson', `${record}\n`);
  const { body } = await house.request('POST', '/api/v1/waivers', {
    cookie: reviewer,
    body: { purl: 'pkg:npm/long', reason: 'we want it', lasts: '1d' },
  });
  const [kept] = (body as WaiverItem).remaining ?? [];
  assert.deepEqual(
    [kept?.rule, kept?.versionCount, kept?.versions?.length, kept?.versions?.[0]],
    ['malware', 60, 50, '1.59.0'],
  );
});
