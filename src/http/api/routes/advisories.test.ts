import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { entry, range, recordJson } from '../../../evidence/testing/records.ts';
import { DAY_MS, formatInstant } from '../../../kernel/clock.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { AdvisoryPage } from '../advisory-contract.ts';
import type { Status } from '../status-contract.ts';

let house: ApiHouse;
before(async () => {
  house = await startApiHouse();
});
after(async () => {
  await house.close();
});

const list = async (query: string): Promise<AdvisoryPage> => {
  const { status, body } = await house.request('GET', `/api/v1/advisories?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as AdvisoryPage;
};
const ids = ({ items }: AdvisoryPage) => items.map(({ id }) => id);

const from = (days: number) => formatInstant(Date.UTC(2026, 0, 1) + days * DAY_MS);

function records(): readonly string[] {
  const one = (id: string, days: number, ecosystem: string, name: string, more: object = {}) =>
    recordJson(id, {
      modified: from(days),
      published: from(days),
      summary: `about ${name}`,
      affected: [
        entry(ecosystem, name, { ranges: [range('ECOSYSTEM', { introduced: '0' }, { fixed: '2.0.0' })] }),
      ],
      ...more,
    });
  return [
    one('GHSA-aaaa-bbbb-cccc', 1, 'npm', 'left-pad', { aliases: ['CVE-2026-0001'] }),
    one('MAL-2026-7', 2, 'npm', 'left-pads'),
    one('PYSEC-2026-1', 3, 'PyPI', 'requests'),
    one('GHSA-gone-gone-gone', 4, 'npm', 'right-pad', { withdrawn: from(5) }),
  ];
}

test('advisories are listed newest first, page by page, and filtered', async () => {
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv' }, 'osv.ndjson', `${records().join('\n')}\n`);
  const kev = { catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-01-05' }] };
  await loadFeed(house, { feed: 'kev', kind: 'kev' }, 'kev.json', JSON.stringify(kev));
  const seen: string[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const more: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
    const page: AdvisoryPage = await list(`limit=3${more}`);
    seen.push(...ids(page));
    next = page.next;
  }
  assert.deepEqual(seen, ['GHSA-gone-gone-gone', 'PYSEC-2026-1', 'MAL-2026-7', 'GHSA-aaaa-bbbb-cccc']);
  assert.deepEqual(ids(await list('kind=malware')), ['MAL-2026-7']);
  assert.deepEqual(ids(await list('ecosystem=pypi')), ['PYSEC-2026-1']);
  assert.deepEqual(ids(await list('ecosystem=cargo')), []);
});

test('an advisory tells its packages, ranges, exploitation and withdrawal', async () => {
  const [ghsa] = (await list('text=ghsa-AAAA')).items;
  assert.deepEqual(
    [ghsa?.id, ghsa?.kind, ghsa?.aliases, ghsa?.isKev, ghsa?.feed],
    ['GHSA-aaaa-bbbb-cccc', 'vulnerability', ['CVE-2026-0001'], true, 'osv-npm'],
  );
  assert.deepEqual(ghsa?.packages, [{ ecosystem: 'npm', name: 'left-pad', ranges: '<2.0.0' }]);
  const [gone] = (await list('text=GHSA-gone')).items;
  assert.equal(gone?.withdrawnAt, from(5));
});

test('text finds ids, aliases and names by their beginning', async () => {
  assert.deepEqual(ids(await list('text=cve-2026-0001')), ['GHSA-aaaa-bbbb-cccc']);
  assert.deepEqual(ids(await list('text=left-pad')), ['MAL-2026-7', 'GHSA-aaaa-bbbb-cccc']);
  assert.deepEqual(ids(await list('text=left-pad&kind=malware')), ['MAL-2026-7']);
  assert.deepEqual(ids(await list('text=left-pad&ecosystem=pypi')), []);
  assert.deepEqual(ids(await list(`text=${encodeURIComponent("%_' or 1=1")}`)), []);
  assert.equal((await list('after=nonsense')).items.length, 4);
});

test('the status tells how each feed stands, and what is stale', async () => {
  const reader = await house.person('ray', 'reader');
  const read = async () => {
    const { body } = await house.request('GET', '/api/v1/status', { token: reader.apiToken });
    return body as Status;
  };
  const fresh = await read();
  assert.deepEqual(
    fresh.feeds.map(({ name, state, records }) => [name, state, records]),
    [
      ['osv-npm', 'fresh', 3],
      ['kev', 'fresh', 1],
    ],
  );
  house.clock.advance(2 * DAY_MS);
  const stale = await read();
  assert.deepEqual(
    stale.warnings.map(({ code, command }) => [code, command]),
    [
      ['no-administrator', 'gatehouse serve'],
      ['feed-stale', 'gatehouse feeds refresh osv-npm'],
      ['feed-stale', 'gatehouse feeds refresh kev'],
    ],
  );
  const unknown = await house.request('POST', '/api/v1/feeds/none/refresh', {
    token: (await house.person('rob', 'reviewer')).apiToken,
  });
  assert.equal(unknown.status, 404);
});
