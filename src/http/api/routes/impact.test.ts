import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { sql } from 'kysely';

import { vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { asPackageName } from '../../../kernel/package-ref.ts';
import type { Received } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { PushedComponent } from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type {
  AffectedApplicationItem,
  BlastRadiusItem,
  ImpactPageItem,
  ImpactTreeItem,
} from '../impact-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
let auditor: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  auditor = await house.person('audrey', 'auditor');
  const record = vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.2.0' });
  const records = [{ ...record, aliases: ['CVE-2026-1'] }].map((one) => `${JSON.stringify(one)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'records.ndjson', records);
  await house.reloadFeeds();
  await push('shop', shop('1.1.0', '^1.1.0'));
  await push('cart', shop('1.2.0', '^1.1.0'));
  await push('strict', shop('1.2.0', '1.2.0'));
  await push('quiet', shop('1.2.0', null));
});
after(() => house.close());

/** Two direct dependencies lead to sand, which alone needs tide. */
const shop = (tide: string, range: string | null): readonly PushedComponent[] => [
  { name: 'app', source: 'project', needs: [1, 2] },
  { purl: 'pkg:npm/wave@1.0.0', scope: 'runtime', needs: [3] },
  { purl: 'pkg:npm/surf@2.0.0', scope: 'runtime', needs: [5, 1] },
  { purl: 'pkg:npm/sand@3.0.0', scope: 'runtime', needs: [4], ranges: [range] },
  { purl: `pkg:npm/tide@${tide}`, scope: 'runtime', line: 12, needs: [] },
  { purl: 'pkg:npm/foam@1.0.0', scope: 'runtime', needs: [3] },
];

async function push(name: string, components: readonly PushedComponent[], environment = 'prod') {
  const files = [{ path: 'a.lock', format: 'a.lock 1', components, roots: [0] }];
  const body = { environment, files };
  const answer = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body,
    token: ci.apiToken,
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
}

const get = (path: string, token = ci.apiToken): Promise<Received> =>
  house.request('GET', `/api/v1${path}`, { token });

async function impact(query: Record<string, string>, token = ci.apiToken): Promise<ImpactPageItem> {
  const { status, body } = await get(`/impact?${String(new URLSearchParams(query))}`, token);
  assert.equal(status, 200, JSON.stringify(body));
  return body as ImpactPageItem;
}

const tellHeld = ({ items }: ImpactPageItem): readonly string[] =>
  items.flatMap(({ application: { name }, held }) => held.map(({ version }) => `${name} ${version}`)).sort();
const named = ({ items }: ImpactPageItem, name: string): AffectedApplicationItem | undefined =>
  items.find(({ application }) => application.name === name);

test('ways are counted and told shortest first, with what all of them lead through', async () => {
  const [place] = named(await impact({ purl: 'pkg:npm/tide@1.1.0' }), 'shop')?.held[0]?.places ?? [];
  const one = { isMore: false, hasCycles: false };
  assert.deepEqual(place, {
    file: 'a.lock',
    line: 12,
    scope: 'runtime',
    via: ['wave@1.0.0', 'sand@3.0.0', 'tide@1.1.0'],
    ways: { count: '3', ...one },
    direct: [
      {
        name: 'wave',
        version: '1.0.0',
        ways: { count: '1', ...one },
        depth: 3,
        via: ['wave@1.0.0', 'sand@3.0.0', 'tide@1.1.0'],
      },
      {
        name: 'surf',
        version: '2.0.0',
        ways: { count: '2', ...one },
        depth: 4,
        via: ['surf@2.0.0', 'wave@1.0.0', 'sand@3.0.0', 'tide@1.1.0'],
      },
    ],
    directLeft: 0,
    through: [{ name: 'sand', version: '3.0.0' }],
  });
});

test('that a range admits a version is kept apart from its being resolved, and not known is not no', async () => {
  const page = await impact({ purl: 'pkg:npm/tide@1.1.0' });
  assert.deepEqual(tellHeld(page), ['shop 1.1.0']);
  assert.deepEqual(named(page, 'cart')?.admitted, [
    {
      file: 'a.lock',
      by: { name: 'sand', version: '3.0.0' },
      range: '^1.1.0',
      resolved: '1.2.0',
      scope: 'runtime',
    },
  ]);
  // Its range leaves the version out.
  assert.equal(named(page, 'strict'), undefined);
  assert.deepEqual(named(page, 'quiet')?.untold, [{ file: 'a.lock', format: 'a.lock 1', resolved: '1.2.0' }]);
});

test('a question is a version in any spelling, a range in either notation, or every version', async () => {
  const all = ['cart 1.2.0', 'quiet 1.2.0', 'shop 1.1.0', 'strict 1.2.0'];
  for (const [query, expected] of [
    [{ purl: 'pkg:npm/tide' }, all],
    [{ purl: 'pkg:npm/tide@v1.1.0' }, ['shop 1.1.0']],
    [{ purl: 'pkg:npm/tide', range: '>=1 <1.2' }, ['shop 1.1.0']],
    [{ purl: 'pkg:npm/tide', range: 'vers:npm/>=1.0.0|<1.2.0' }, ['shop 1.1.0']],
    [
      { purl: `pkg:npm/tide?vers=${encodeURIComponent('vers:npm/>=1.2.0')}` },
      all.filter((one) => !one.startsWith('shop')),
    ],
    [{ purl: 'pkg:npm/never@1.0.0' }, []],
  ] as const) {
    assert.deepEqual(tellHeld(await impact(query)), expected, JSON.stringify(query));
  }
  // Words that say nothing about versions leave all of them open.
  const { items, undecided } = await impact({ purl: 'pkg:npm/tide', range: 'latest' });
  assert.deepEqual([items.flatMap(({ held }) => held), undecided.toSorted()], [[], ['1.1.0', '1.2.0']]);
});

test('a record is asked about by any id of it: all that it is against', async () => {
  for (const record of ['GHSA-tide', 'CVE-2026-1', 'cve-2026-1']) {
    const page = await impact({ record });
    assert.deepEqual(tellHeld(page), ['shop 1.1.0']);
    assert.deepEqual(page.items[0]?.held[0]?.records.length, 1);
  }
});

test('who fetched it is told to auditors alone', async () => {
  const ref = { ecosystem: 'npm', name: asPackageName('tide') } as const;
  const row = { file: 'f', client: 'npm/11', firstAt: 1, lastAt: 2, count: 3 };
  await house.storage.work.transact(({ exposure }) =>
    exposure.add([
      { ...ref, ...row, version: '1.1.0', reader: 'token:laptop' },
      { ...ref, ...row, version: '1.2.0', reader: 'token:build' },
    ]),
  );
  const readersOf = async (query: Record<string, string>) =>
    (await impact(query, auditor.apiToken)).fetched?.readers.map(({ reader }) => reader).sort();
  assert.equal((await impact({ purl: 'pkg:npm/tide' })).fetched, undefined);
  assert.deepEqual(await readersOf({ purl: 'pkg:npm/tide' }), ['token:build', 'token:laptop']);
  assert.deepEqual(await readersOf({ purl: 'pkg:npm/tide@1.1.0' }), ['token:laptop']);
  assert.deepEqual(await readersOf({ purl: 'pkg:npm/tide', range: '>=1.2.0' }), ['token:build']);
  assert.deepEqual(await readersOf({ record: 'CVE-2026-1' }), ['token:laptop']);
});

test('questions that say nothing, two things, or what nobody knows are refused', async () => {
  for (const [query, status, detail] of [
    ['', 400, /neither a package nor a record/],
    ['purl=pkg:npm/a&record=CVE-1', 400, /record beside a package/],
    ['purl=pkg:npm/a@1&range=^1', 400, /both 1 and/],
    ['purl=pkg:npm/a&range=vers:nonsense', 400, /as a range/],
    ['purl=pkg:gem/rails@7', 400, /type "gem"/],
    ['record=CVE-1999-1', 404, /no record that was loaded/],
  ] as const) {
    const answer = await get(`/impact?${query.replaceAll('^', '%5E')}`);
    assert.equal(answer.status, status, query);
    assert.match((answer.body as Problem).detail, detail);
  }
});

test('pages together hold every application once', async () => {
  const seen: string[] = [];
  let next: string | undefined;
  do {
    const page = await impact({
      purl: 'pkg:npm/tide@1.1.0',
      limit: '1',
      ...(next === undefined ? {} : { after: next }),
    });
    seen.push(...page.items.map(({ application }) => application.name));
    next = page.next;
  } while (next !== undefined);
  assert.deepEqual(seen.sort(), ['cart', 'quiet', 'shop']);
});

test('the tree has what was asked about at its root, and each component once with those that need it', async () => {
  const tree = async (query: string) => (await get(`/impact/tree?${query}`)).body as ImpactTreeItem;
  const tell = ({ nodes }: ImpactTreeItem) =>
    nodes.map(
      ({ parent, name, version, applications, direct, left, isRepeated }) =>
        `${parent ?? '-'} ${name}@${version} ${applications}/${direct} +${left}${isRepeated ? ' again' : ''}`,
    );
  const whole = await tree('purl=pkg:npm/tide@1.1.0');
  assert.deepEqual(tell(whole), [
    '- tide@1.1.0 1/0 +0',
    '0 sand@3.0.0 1/0 +0',
    '1 wave@1.0.0 1/1 +0',
    '1 foam@1.0.0 1/0 +0',
    '2 surf@2.0.0 1/1 +0',
    '3 surf@2.0.0 1/1 +0 again',
  ]);
  assert.deepEqual([whole.applications, whole.components, whole.isCut, whole.unread], [1, 5, false, 0]);
  assert.deepEqual(tell(await tree('purl=pkg:npm/tide@1.1.0&children=1&nodes=3')), [
    '- tide@1.1.0 1/0 +0',
    '0 sand@3.0.0 1/0 +1',
    '1 wave@1.0.0 1/1 +1',
  ]);
  const all = await tree('purl=pkg:npm/tide');
  assert.deepEqual([all.applications, all.nodes[0]?.applications], [4, 3]);
  assert.equal((await tree('purl=pkg:npm/tide&application=shop')).applications, 1);
});

test('a snapshot that is damaged is said to be so, and hides no other', async () => {
  await push('broken', shop('1.1.0', '^1'));
  await house.storage.database.transact((trx) =>
    sql`update snapshot set graph = ${Buffer.from('x')} where application_id in
      (select id from application where name = 'broken')`.execute(trx),
  );
  const page = await impact({ purl: 'pkg:npm/tide@1.1.0' });
  assert.deepEqual(tellHeld(page), ['broken 1.1.0', 'shop 1.1.0']);
  const broken = named(page, 'broken');
  assert.deepEqual(broken?.held[0]?.places, []);
  assert.match(broken?.unread ?? '', /Cannot read the graph of a snapshot/);
  const { body } = await get('/impact/tree?purl=pkg:npm/tide@1.1.0');
  assert.deepEqual([(body as ImpactTreeItem).applications, (body as ImpactTreeItem).unread], [1, 1]);
});

test('the blast radius is told over all that was seen, by ranges where a version is asked about', async () => {
  const seen = (name: string, version: string, needs: Readonly<Record<string, string | undefined>>) => ({
    ref: { ecosystem: 'npm', name: asPackageName(name) } as const,
    digest: version,
    readNeeds: async () => [
      {
        version,
        needs: Object.entries(needs).map(([need, range]) => ({
          name: asPackageName(need),
          ...(range === undefined ? {} : { range }),
        })),
      },
    ],
  });
  house.seen.push(
    seen('wave', '1.0.0', { tide: '^1.0.0' }),
    seen('sand', '1.0.0', { tide: '^2.0.0' }),
    seen('foam', '1.0.0', { tide: undefined, foam: '*' }),
    seen('surf', '1.0.0', { wave: '*', foam: '*' }),
    seen('beach', '1.0.0', { surf: '*', tide: '^2.0.0' }),
    {
      ref: { ecosystem: 'npm', name: asPackageName('damaged') },
      digest: 'x',
      readNeeds: () => Promise.reject(new GatehouseError('invalid-document', 'Cannot read it')),
    },
  );
  const blast = async (purl: string) => {
    const { status, body } = await get(`/blast-radius?purl=${encodeURIComponent(purl)}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body as BlastRadiusItem;
  };
  const all = await blast('pkg:npm/tide');
  assert.deepEqual([all.total, all.byDepth, all.untold], [5, [4, 1], 0]);
  assert.deepEqual(all.basis, { packages: 6, telling: 5, unread: 1 });
  const one = await blast('pkg:npm/tide@1.1.0');
  assert.deepEqual([one.total, one.byDepth, one.untold], [4, [2, 1, 1], 1]);
  assert.deepEqual(
    one.direct.map(({ name, range, through }) => [name, range, through]),
    [
      ['wave', '^1.0.0', 3],
      ['foam', undefined, 1],
    ],
  );
  assert.deepEqual([all.perhaps, one.perhaps], [0, 0]);
  const nobody = await blast('pkg:npm/beach');
  assert.deepEqual([nobody.total, nobody.isKnown], [0, true]);
  assert.deepEqual((await blast('pkg:npm/never')).isKnown, false);
  // Whoever may need it for its tests alone counts, and is told apart.
  house.seen.push({
    ...seen('shore', '1.0.0', {}),
    readNeeds: async () => [
      { version: '1.0.0', needs: [{ name: asPackageName('beach'), range: '^1.0.0', isPerhaps: true }] },
    ],
  });
  const perhaps = await blast('pkg:npm/beach@1.0.0');
  assert.deepEqual([perhaps.total, perhaps.perhaps, perhaps.direct[0]?.isPerhaps], [1, 1, true]);
  // What has changed is read again, what has not is not.
  house.seen.push({ ...seen('late', '1.0.0', { tide: '*' }), digest: 'new' });
  assert.equal((await blast('pkg:npm/tide')).total, 7);
  assert.equal((await get('/blast-radius?purl=pkg:gem/rails')).status, 400);
});
