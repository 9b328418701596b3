import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { readVex } from '../../../formats/vex/read-vex.ts';
import type { FindingStateWord, HeldState } from '../../../inventory/findings/finding-ports.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { ApplicationDetail } from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type { VexItem } from '../vex-contract.ts';

let house: ApiHouse;
let rita: Awaited<ReturnType<ApiHouse['person']>>;
let ci: Awaited<ReturnType<ApiHouse['person']>>;

const NAMES = ['accepted', 'cleared', 'fixed', 'open', 'triage', 'wrong'] as const;

before(async () => {
  house = await startApiHouse();
  rita = await house.person('rita', 'reviewer');
  ci = await house.person('ci', 'reader');
  const records = NAMES.map((name, at) => ({
    ...vulnerabilityRecord({ id: `GHSA-${name}`, ecosystem: 'npm', name, fixed: '2.0.0' }),
    aliases: [`CVE-2026-000${at + 1}`],
  }));
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', text);
  await house.reloadFeeds();
  await push(Object.fromEntries(NAMES.map((name) => [name, '1.0.0'])));
});
after(() => house.close());

async function push(versions: Readonly<Record<string, string>>): Promise<void> {
  const components = Object.entries(versions).map(([name, version]) => ({
    purl: `pkg:npm/${name}@${version}`,
    scope: 'runtime',
  }));
  const files = [{ path: 'package-lock.json', format: 'package-lock.json 3', components }];
  const path = '/api/v1/applications/shop/snapshots';
  const body = { environment: 'prod', files };
  const { status } = await house.request('POST', path, { body, token: ci.apiToken });
  assert.equal(status, 201);
}

/** The states of the application, by the id of the record. */
async function states(): Promise<ReadonlyMap<string, HeldState>> {
  await house.request('GET', '/api/v1/applications/shop', { token: ci.apiToken });
  const [application] = await house.storage.stores.applications.named('shop');
  const all = await house.storage.stores.findingStates.ofApplication(application?.id ?? '');
  return new Map(all.map((state) => [state.recordId, state]));
}

async function decide(recordId: string, state: FindingStateWord, reason: string): Promise<void> {
  const before = (await states()).get(recordId);
  assert.ok(before, recordId);
  const decided = { ...before, state, reason, author: 'account:rita', decidedAt: house.clock.now() };
  await house.storage.work.transact(({ findingStates }) => findingStates.save([decided]));
}

const OPEN_VEX = JSON.stringify({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'urn:ours',
  author: 'Ada Ltd',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name: 'GHSA-cleared' },
      products: [{ '@id': 'pkg:npm/cleared' }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
    },
  ],
});

async function add(): Promise<VexItem> {
  const body = { text: OPEN_VEX, file: 'ours.json' };
  const answer = await house.request('POST', '/api/v1/vex', { cookie: rita.cookie, body });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return (answer.body as { item: VexItem }).item;
}

async function exported(query: string): Promise<string> {
  const { status, body } = await house.request('GET', `/api/v1/vex/export?${query}`, { token: ci.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return JSON.stringify(body);
}

const tell = (text: string): readonly string[] =>
  readVex(text, 'it').statements.flatMap(
    ({ vulnerabilities, status, products, justification, impact, action }) =>
      products.map(
        ({ purl, subcomponents }) =>
          `${vulnerabilities[0]} ${status} ${subcomponents.join(' ')} in ${purl}: ${justification ?? impact ?? action ?? ''}`,
      ),
  );

test('a kept statement is the state of the finding, with its reason, and no more when it is withdrawn', async () => {
  const stateOf = async () => {
    const { state, reason, author } = (await states()).get('CVE-2026-0002') ?? {};
    return [state, reason, author];
  };
  assert.deepEqual(await stateOf(), ['open', undefined, undefined]);
  const { id } = await add();
  assert.deepEqual(await stateOf(), ['not-affected', 'vulnerable code not present', `vex:${id}`]);
  const { body } = await house.request('GET', '/api/v1/applications/shop', { token: ci.apiToken });
  const { findings, cleared } = body as ApplicationDetail;
  assert.ok(!findings.some(({ name }) => name === 'cleared'));
  assert.deepEqual(
    cleared.map(({ purl, record, aliases, status }) => [purl, record, aliases, status]),
    [['pkg:npm/cleared@1.0.0', 'CVE-2026-0002', ['GHSA-cleared'], 'not_affected']],
  );
  await house.request('DELETE', `/api/v1/vex/${id}?reason=wrong`, { cookie: rita.cookie });
  assert.deepEqual(await stateOf(), ['open', undefined, undefined]);
});

test('an application says what was decided of its findings, about the component within it, in every format', async () => {
  await add();
  await decide('CVE-2026-0001', 'accepted', 'only on Tuesdays');
  await decide('CVE-2026-0005', 'in-triage', 'Ada looks at it');
  await decide('CVE-2026-0006', 'false-positive', 'it is about another one');
  house.clock.advance(60_000);
  await push({ ...Object.fromEntries(NAMES.map((name) => [name, '1.0.0'])), fixed: '2.0.0' });
  const shop = 'pkg:generic/shop?environment=prod';
  const expected = [
    `CVE-2026-0001 affected pkg:npm/accepted@1.0.0 in ${shop}: The risk is accepted: only on Tuesdays (fixed in 2.0.0)`,
    `CVE-2026-0002 not_affected pkg:npm/cleared@1.0.0 in ${shop}: vulnerable_code_not_present`,
    `CVE-2026-0003 fixed pkg:npm/fixed@2.0.0 in ${shop}: `,
    // What it is looked at for is no reason of OpenVEX's.
    `CVE-2026-0005 under_investigation pkg:npm/triage@1.0.0 in ${shop}: `,
    `CVE-2026-0006 not_affected pkg:npm/wrong@1.0.0 in ${shop}: it is about another one`,
  ];
  const query = 'application=shop&environment=prod';
  const open = await exported(query);
  assert.deepEqual(tell(open), expected);
  assert.equal(await exported(query), open, 'the same state is the same document');
  for (const format of ['csaf', 'cyclonedx', 'cyclonedx-1.7']) {
    const told = tell(await exported(`${query}&format=${format}`)).map((line) => line.replace(/:[^:]*$/, ''));
    const plain = expected.map((line) => line.replace(/: [^:]*(?::[^:]*)?$/, '').replace(/:$/, ''));
    assert.deepEqual(
      told.map((line) => line.split(' in pkg:generic')[0]),
      plain.map((line) => line.split(' in pkg:generic')[0]),
      format,
    );
  }
  const named = readVex(await exported(`${query}&author=Ada%20Ltd`), 'it');
  assert.equal(named.author, 'Ada Ltd');
});

test('what holds for everybody is what kept documents say', async () => {
  assert.deepEqual(
    tell(await exported('')),
    ['CVE-2026-0002 not_affected  in pkg:npm/cleared: vulnerable_code_not_present'].map((line) =>
      line.replace('CVE-2026-0002', 'GHSA-cleared'),
    ),
  );
});

test('what was exported of an application is kept by another server and means the same there', async () => {
  const text = await exported('application=shop&format=cyclonedx');
  const body = { text, file: 'shop.cdx.json' };
  const added = await house.request('POST', '/api/v1/vex', { cookie: rita.cookie, body });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  const { body: detail } = await house.request('GET', '/api/v1/applications/shop', { token: ci.apiToken });
  assert.deepEqual((detail as ApplicationDetail).cleared.map(({ record }) => record).sort(), [
    'CVE-2026-0002',
    'CVE-2026-0006',
  ]);
});

test('an application that is not there, one without a decision, and an unknown format are told', async () => {
  const ask = async (query: string) => {
    const { status, body } = await house.request('GET', `/api/v1/vex/export?${query}`, {
      token: ci.apiToken,
    });
    return `${status} ${(body as Problem).detail}`;
  };
  assert.match(await ask('application=none'), /^404 Cannot find application none/);
  assert.match(await ask('format=word'), /^400 /);
  const files = [{ path: 'a', format: 'b', components: [] }];
  await house.request('POST', '/api/v1/applications/quiet/snapshots', {
    body: { files },
    token: ci.apiToken,
  });
  assert.match(
    await ask('application=quiet'),
    /^404 Cannot export VEX: nothing was said yet that would stand in .* quiet, default/,
  );
});
