import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import type { Received } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { ApplicationDetail, PushAnswer } from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type { JournalPage } from '../decision-contract.ts';
import type { VexAnswer, VexDetail, VexItem } from '../vex-contract.ts';

let house: ApiHouse;
let rita: Awaited<ReturnType<ApiHouse['person']>>;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  rita = await house.person('rita', 'reviewer');
  ci = await house.person('ci', 'reader');
  const records = [
    {
      ...vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '2.0.0' }),
      aliases: ['CVE-2026-1'],
    },
    malwareRecord({ id: 'MAL-2026-1', ecosystem: 'npm', name: 'bad', versions: ['1.0.0'] }),
  ];
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', text);
  await house.reloadFeeds();
  const files = [
    {
      path: 'package-lock.json',
      format: 'package-lock.json 3',
      roots: [0],
      components: [
        { purl: 'pkg:npm/shop@1.0.0', source: 'project', needs: [1, 3] },
        { purl: 'pkg:npm/wave@1.0.0', scope: 'runtime', needs: [2] },
        { purl: 'pkg:npm/tide@1.0.0', scope: 'runtime', needs: [] },
        { purl: 'pkg:npm/bad@1.0.0', scope: 'runtime', needs: [] },
      ],
    },
  ];
  for (const name of ['shop', 'depot']) {
    const body = { environment: 'prod', files };
    const path = `/api/v1/applications/${name}/snapshots`;
    const { status } = await house.request('POST', path, { body, token: ci.apiToken });
    assert.equal(status, 201);
  }
});
after(() => house.close());

interface Said {
  readonly version?: number;
  readonly timestamp?: string;
  readonly id?: string;
  readonly products?: readonly unknown[];
  readonly status?: string;
  readonly vulnerability?: string;
}

function openVex({ version = 1, timestamp = '2026-01-01T00:00:00Z', id = 'urn:ours', ...said }: Said = {}) {
  const {
    products = [{ '@id': 'pkg:npm/tide' }],
    status = 'not_affected',
    vulnerability = 'CVE-2026-1',
  } = said;
  const why = status === 'affected' ? { action_statement: 'wait' } : { impact_statement: 'never called' };
  return JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': id,
    author: 'Ada Ltd',
    timestamp,
    version,
    statements: [{ vulnerability: { name: vulnerability }, products, status, ...why }],
  });
}

const add = (text: string, file = 'ours.json'): Promise<Received> =>
  house.request('POST', '/api/v1/vex', { cookie: rita.cookie, body: { text, file } });

const added = async (text: string) => {
  // Of documents that were added at the same moment, none is the newest.
  house.clock.advance(1_000);
  const { status, body } = await add(text);
  assert.equal(status, 201, JSON.stringify(body));
  return body as { item: VexItem; isNew: boolean; superseded?: string };
};

const withdraw = async (id: string): Promise<VexItem> => {
  const path = `/api/v1/vex/${id}?reason=it%20was%20wrong`;
  const { status, body } = await house.request('DELETE', path, { cookie: rita.cookie });
  assert.equal(status, 200, JSON.stringify(body));
  return body as VexItem;
};

/** Records that are findings of an application, and those that are cleared. */
async function told(name = 'shop'): Promise<string> {
  const { body } = await house.request('GET', `/api/v1/applications/${name}`, { token: ci.apiToken });
  const { findings, cleared } = body as ApplicationDetail;
  const open = findings.flatMap(({ records }) => records.map(({ id }) => id)).sort();
  return `${open.join(' ')} / ${cleared.map(({ record, because }) => `${record} ${because}`).join(' ')}`;
}

const OPEN = 'CVE-2026-1 MAL-2026-1 / ';
const CLEARED = 'MAL-2026-1 / CVE-2026-1 never called';

test('a kept statement clears a record in every application, by any of its ids, until it is withdrawn', async () => {
  assert.equal(await told(), OPEN);
  for (const vulnerability of ['CVE-2026-1', 'ghsa-tide']) {
    const { item, isNew } = await added(openVex({ vulnerability, id: `urn:${vulnerability}` }));
    assert.deepEqual(
      [isNew, item.isInForce, item.addedBy, item.author],
      [true, true, 'account:rita', 'Ada Ltd'],
    );
    assert.deepEqual([await told('shop'), await told('depot')], [CLEARED, CLEARED], vulnerability);
    const ended = await withdraw(item.id);
    assert.deepEqual([ended.isInForce, ended.withdrawnBecause], [false, 'it was wrong']);
    assert.equal(await told(), OPEN);
  }
});

test('a statement about a part of an application holds there alone', async () => {
  for (const whole of ['pkg:generic/shop?environment=prod', 'pkg:generic/shop']) {
    const products = [{ '@id': whole, subcomponents: [{ '@id': 'pkg:npm/tide@1.0.0' }] }];
    const { item } = await added(openVex({ products }));
    assert.deepEqual([await told('shop'), await told('depot')], [CLEARED, OPEN], whole);
    await withdraw(item.id);
  }
});

test('a package by which alone the component comes in is its product, and a project by its package-URL', async () => {
  for (const whole of ['pkg:npm/wave', 'pkg:npm/shop@1.0.0']) {
    const products = [{ '@id': whole, subcomponents: [{ '@id': 'pkg:npm/tide' }] }];
    const { item } = await added(openVex({ products }));
    assert.equal(await told(), CLEARED, whole);
    await withdraw(item.id);
  }
});

test('malware cannot be cleared, and another version or package is not meant', async () => {
  const products = [{ '@id': 'pkg:npm/bad' }];
  const malware = await added(openVex({ id: 'urn:bad', vulnerability: 'MAL-2026-1', products }));
  const other = await added(openVex({ products: [{ '@id': 'pkg:npm/tide@1.0.1' }] }));
  assert.equal(await told(), OPEN);
  await withdraw(malware.item.id);
  await withdraw(other.item.id);
});

test('of one document the later version counts, of several documents the latest statement', async () => {
  const first = await added(openVex({ version: 1 }));
  assert.equal((await added(openVex({ version: 1 }))).isNew, false, 'the same text again');
  const second = await added(openVex({ version: 2, status: 'affected' }));
  assert.deepEqual([second.superseded, await told()], [first.item.id, OPEN]);
  for (const [text, words] of [
    [openVex({ version: 1, timestamp: '2026-05-01T00:00:00Z' }), /found version 1 .* expected a later one/],
    [openVex({ version: 2, status: 'fixed' }), /in force with another text/],
  ] as const) {
    const { status, body } = await add(text);
    assert.equal(status, 409);
    assert.match((body as Problem).detail, words);
  }
  const later = await added(openVex({ version: 2, timestamp: '2026-02-01T00:00:00Z' }));
  assert.equal(await told(), CLEARED, 'the same count with a later date');
  const elsewhere = await added(
    openVex({ id: 'urn:theirs', timestamp: '2026-03-01T00:00:00Z', status: 'under_investigation' }),
  );
  assert.equal(await told(), OPEN, 'a later statement of another document');
  await withdraw(elsewhere.item.id);
  assert.equal(await told(), CLEARED);
  await withdraw(later.item.id);
  assert.equal(await told(), OPEN, 'an earlier version does not come back');
});

test('a push counts what is cleared as resolved, and a later one finds it again', async () => {
  const push = async (): Promise<PushAnswer> => {
    const files = [
      { path: 'a', format: 'x', components: [{ purl: 'pkg:npm/tide@1.0.0', scope: 'runtime' }] },
    ];
    const path = '/api/v1/applications/count/snapshots';
    return (await house.request('POST', path, { body: { files }, token: ci.apiToken })).body as PushAnswer;
  };
  assert.equal((await push()).application.findings, 1);
  const { item } = await added(openVex({ version: 7 }));
  assert.equal((await push()).application.findings, 0);
  await withdraw(item.id);
  assert.equal((await push()).application.findings, 1);
});

test('what a pushed bill says of its own components holds for that application, and is kept with its snapshot', async () => {
  const vex = {
    format: 'CycloneDX 1.6 JSON',
    author: 'Ada Ltd',
    statements: [
      {
        vulnerabilities: ['CVE-2026-1'],
        products: [{ purl: 'pkg:npm/tide@1.0.0', subcomponents: [] }],
        status: 'not_affected' as const,
        impact: 'never called',
      },
    ],
  };
  const components = [{ purl: 'pkg:npm/tide@1.0.0', scope: 'runtime' as const }];
  const bill = { path: 'bom.json', format: 'CycloneDX 1.6 JSON', components, vex };
  const lock = { path: 'package-lock.json', format: 'package-lock.json 3', components };
  for (const [name, files, expected] of [
    ['alone', [bill], ' / CVE-2026-1 never called'],
    ['beside', [bill, lock], 'CVE-2026-1 / '],
  ] as const) {
    const path = `/api/v1/applications/${name}/snapshots`;
    const { status, body } = await house.request('POST', path, { body: { files }, token: ci.apiToken });
    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(await told(name), expected, name);
  }
});

test('documents are listed and shown with their provenance, and every change is in the journal', async () => {
  const { item } = await added(openVex({ id: 'urn:shown', vulnerability: 'CVE-1' }));
  const list = await house.request('GET', '/api/v1/vex?limit=1', { token: ci.apiToken });
  assert.deepEqual((list.body as { items: VexItem[] }).items, [item]);
  const rest = (await house.request('GET', `/api/v1/vex?after=${item.id}`, { token: ci.apiToken })).body as {
    items: VexItem[];
  };
  assert.ok(rest.items.length > 3 && rest.items.every(({ isInForce }) => !isInForce));
  const shown = await house.request('GET', `/api/v1/vex/${item.id}?source=true`, { token: ci.apiToken });
  const detail = shown.body as VexDetail;
  assert.equal(detail.source, openVex({ id: 'urn:shown', vulnerability: 'CVE-1' }));
  assert.deepEqual(detail.said, [
    {
      vulnerabilities: ['CVE-1'],
      products: [{ purl: 'pkg:npm/tide', subcomponents: [] }],
      status: 'not_affected',
      impact: 'never called',
      at: '2026-01-01T00:00:00Z',
    },
  ]);
  await withdraw(item.id);
  const journal = await house.request('GET', '/api/v1/journal?kind=vex-withdrawn&limit=1', {
    token: rita.apiToken,
  });
  const [entry] = (journal.body as JournalPage).items;
  assert.deepEqual(
    [entry?.actor, entry?.data],
    ['account:rita', { id: item.id, document: 'urn:shown', reason: 'it was wrong' }],
  );
});

test('anybody who may read packages learns what is said of vulnerabilities', async () => {
  const { item } = await added(openVex({ id: 'urn:about' }));
  const { body } = await house.request('POST', '/api/v1/vex/about', {
    body: { vulnerabilities: ['cve-2026-1', 'CVE-2026-2'] },
  });
  const { documents } = body as VexAnswer;
  assert.deepEqual(
    documents.map(({ kept, document, statements }) => [kept, document, statements.length]),
    [[item.id, 'urn:about', 1]],
  );
  await withdraw(item.id);
  const none = await house.request('POST', '/api/v1/vex/about', {
    body: { vulnerabilities: ['CVE-2026-1'] },
  });
  assert.deepEqual((none.body as VexAnswer).documents, []);
});

test('only a reviewer in person adds and withdraws; what is no VEX is refused with its file and place', async () => {
  const body = { text: openVex({ id: 'urn:no' }), file: 'a.json' };
  const codes = [];
  for (const sent of [{ token: rita.apiToken }, { cookie: ci.cookie }, {}]) {
    codes.push((await house.request('POST', '/api/v1/vex', { ...sent, body })).status);
    codes.push((await house.request('DELETE', '/api/v1/vex/vex-1?reason=x', sent)).status);
  }
  assert.deepEqual(codes, [403, 403, 403, 403, 401, 401]);
  const bad = await add('{"@context": "https://openvex.dev/ns/v0.2.0",\n"statements": [{}]}', 'bad.json');
  assert.match((bad.body as Problem).detail, /bad\.json.*found null at line 2, expected a status/);
  const gone = await house.request('DELETE', '/api/v1/vex/vex-none?reason=x', { cookie: rita.cookie });
  assert.equal((gone.body as Problem).code, 'not-found');
});
