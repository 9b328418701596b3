import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS, formatInstant } from '../../../kernel/clock.ts';
import { tickFindings } from '../../../inventory/findings/tick-findings.ts';
import { malwareRecord, vulnerabilityRecord } from '../../../../test/support/osv.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import { loadFeed } from '../../testing/load-feed.ts';
import type { ApplicationDetail, PushAnswer, PushedComponent } from '../application-contract.ts';
import type { Problem } from '../contract.ts';
import type { JournalPage } from '../decision-contract.ts';
import type { FindingDetailItem, HeldFindingItem, PortfolioItem } from '../finding-contract.ts';
import type { FindingItem } from '../scan-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
let reviewer: Awaited<ReturnType<ApiHouse['person']>>;
let auditor: Awaited<ReturnType<ApiHouse['person']>>;
before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  reviewer = await house.person('rita', 'reviewer');
  auditor = await house.person('audrey', 'auditor');
});
after(() => house.close());

const TIDE = {
  ...vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.2.0' }),
  aliases: ['CVE-2026-1000'],
  published: '2025-02-03T00:00:00Z',
  modified: '2025-02-03T00:00:00Z',
};
const WAVE = vulnerabilityRecord({
  id: 'CVE-2026-2000',
  ecosystem: 'npm',
  name: 'wave',
  fixed: '2.0.0',
  isCritical: true,
  published: '2025-05-01T00:00:00Z',
});
const BAD = malwareRecord({
  id: 'MAL-2026-1',
  ecosystem: 'npm',
  name: 'bad',
  versions: ['1.0.0'],
  published: '2025-05-01T00:00:00Z',
});

/** All that the feed holds from now on. */
async function know(...records: readonly object[]): Promise<void> {
  const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await loadFeed(house, { feed: 'osv-npm', kind: 'osv', acceptLoss: true }, 'records.ndjson', text);
}

async function push(name: string, owner: string, ...purls: readonly string[]): Promise<PushAnswer> {
  const components: PushedComponent[] = purls.map((purl) => ({ purl, scope: 'runtime' }));
  const files = [{ path: 'package-lock.json', format: 'package-lock.json 3', components, roots: [] }];
  const body = { owner, files };
  const answer = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body,
    token: ci.apiToken,
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as PushAnswer;
}

async function ask<T>(path: string): Promise<T> {
  const { status, body } = await house.request('GET', `/api/v1${path}`, { token: ci.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
}

async function listed(query = ''): Promise<readonly HeldFindingItem[]> {
  const { items } = await ask<{ items: HeldFindingItem[] }>(`/findings?${query}`);
  return items;
}

const told = (items: readonly HeldFindingItem[]) =>
  items.map(({ record, version, application: { name } }) => `${record} ${version} ${name}`);

async function find(record: string, name: string, query = ''): Promise<HeldFindingItem> {
  const found = (await listed(`record=${record}&application=${name}${query}`))[0];
  assert.ok(found !== undefined, `${record} in ${name}`);
  return found;
}

const decide = (id: string, body: object, sent: object = { cookie: reviewer.cookie }) =>
  house.request('POST', `/api/v1/findings/${encodeURIComponent(id)}/state`, { ...sent, body });

async function entries(kind: string): Promise<JournalPage['items']> {
  const { body } = await house.request('GET', '/api/v1/journal?limit=200', { token: auditor.apiToken });
  return (body as JournalPage).items.filter((one) => one.kind === kind);
}

test('a record that arrives is found in every application that has the version, and told in one entry', async () => {
  await know(BAD);
  for (const name of ['blog', 'shop', 'till']) {
    await push(name, name === 'till' ? 'payments' : 'web', 'pkg:npm/tide@1.1.0', 'pkg:npm/wave@1.0.0');
  }
  assert.deepEqual(await listed(), []);
  await know(BAD, TIDE, WAVE);
  const found = told(await listed());
  // Critical before high; within, applications have ids by chance.
  assert.deepEqual(
    found.slice(0, 3).sort(),
    ['blog', 'shop', 'till'].map((name) => `CVE-2026-2000 1.0.0 ${name}`),
  );
  assert.deepEqual(
    found.slice(3).sort(),
    ['blog', 'shop', 'till'].map((name) => `CVE-2026-1000 1.1.0 ${name}`),
  );
  const opened = await entries('finding-opened');
  assert.deepEqual(
    opened
      .map(({ name, data }) => JSON.stringify([name, data['record'], data['versions'], data['applications']]))
      .sort(),
    ['["tide","CVE-2026-1000",["1.1.0"],3]', '["wave","CVE-2026-2000",["1.0.0"],3]'],
  );
});

test('every finding has its clocks, its date by severity, and all that is known', async () => {
  const found = await find('GHSA-tide', 'shop');
  const now = house.clock.now();
  assert.deepEqual(
    [found.record, found.aliases, found.kind, found.severity, found.score, found.fixedIn],
    ['CVE-2026-1000', ['GHSA-tide'], 'vulnerability', 'high', 7.5, '1.2.0'],
  );
  assert.equal(found.disclosedAt, '2025-02-03T00:00:00Z');
  assert.equal(found.firstSeenAt, formatInstant(now));
  assert.equal(found.dueAt, formatInstant(now + 30 * DAY_MS));
  assert.deepEqual([found.isOverdue, found.state], [false, 'open']);
  assert.equal((await find('CVE-2026-2000', 'shop')).dueAt, formatInstant(now + 7 * DAY_MS));
});

test('what is kept is what a scan of the same components finds', async () => {
  const components = ['pkg:npm/tide@1.1.0', 'pkg:npm/wave@1.0.0', 'pkg:npm/tide@1.2.0'];
  const scanned = await house.request('POST', '/api/v1/scan', { body: { components }, token: ci.apiToken });
  const { findings } = scanned.body as { findings: FindingItem[] };
  const { findings: kept } = await ask<ApplicationDetail>('/applications/shop');
  const plain = (items: readonly FindingItem[]) =>
    items
      .map(({ purl, verdict, records }) => ({
        purl,
        verdict,
        records: records.map(({ id, aliases, score, fixedIn, summary }) => ({
          id,
          aliases,
          score,
          fixedIn,
          summary,
        })),
      }))
      .sort((a, b) => (a.purl < b.purl ? -1 : 1));
  assert.equal(findings.length, 2);
  assert.deepEqual(plain(kept), plain(findings));
});

test('lists are filtered by owner, severity, package and record, and go on page by page', async () => {
  assert.equal((await listed('owner=payments')).length, 2);
  assert.equal((await listed('severity=critical')).length, 3);
  assert.equal((await listed('severity=low,none')).length, 0);
  assert.deepEqual(told(await listed(`package=${encodeURIComponent('pkg:npm/wave')}&application=till`)), [
    'CVE-2026-2000 1.0.0 till',
  ]);
  assert.equal((await listed(`package=${encodeURIComponent('pkg:npm/wave@9')}`)).length, 0);
  assert.equal((await listed('kind=malware')).length, 0);
  const seen: string[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const page: { items: HeldFindingItem[]; next?: string } = await ask(
      `/findings?limit=2${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`,
    );
    seen.push(...told(page.items));
    next = page.next;
  }
  assert.equal(new Set(seen).size, 6);
  for (const query of ['after=x', 'severity=grave', 'state=gone', 'kev=maybe', 'application=none']) {
    const { status } = await house.request('GET', `/api/v1/findings?${query}`, { token: ci.apiToken });
    assert.ok(status === 400 || status === 404, query);
  }
});

test('what is known to be exploited goes first, and is due when CISA says where that is earlier', async () => {
  const kev = {
    catalogVersion: '1',
    vulnerabilities: [
      {
        cveID: 'CVE-2026-1000',
        dateAdded: '2026-05-20',
        dueDate: '2026-06-03',
        knownRansomwareCampaignUse: 'Known',
      },
    ],
  };
  await loadFeed(house, { feed: 'kev', kind: 'kev' }, 'kev.json', JSON.stringify(kev));
  const found = await find('CVE-2026-1000', 'shop');
  assert.deepEqual(found.kev, { dateAdded: '2026-05-20', dueDate: '2026-06-03', ransomware: true });
  assert.equal(found.dueAt, '2026-06-03T23:59:59Z');
  assert.deepEqual(told(await listed('kev=true&application=shop')), ['CVE-2026-1000 1.1.0 shop']);
  assert.equal((await listed('application=shop'))[0]?.record, 'CVE-2026-1000');
  const { counts } = await ask<PortfolioItem>('/portfolio');
  assert.deepEqual(counts['high'], { open: 3, kev: 3, overdue: 0, accepted: 0, applications: 3 });
});

test('scores move every day, and open and close nothing', async () => {
  const scores = '#model_version:v1,score_date:2026-06-01\ncve,epss,percentile\nCVE-2026-1000,0.5,0.9\n';
  await loadFeed(house, { feed: 'epss', kind: 'epss' }, 'epss.csv', scores);
  const found = await find('CVE-2026-1000', 'shop');
  assert.deepEqual([found.epss, found.epssPercentile], [0.5, 0.9]);
  assert.equal((await entries('finding-opened')).length, 2);
});

test('a risk is accepted with a reason until a day, by a person, and is open again after it', async () => {
  const { id } = await find('CVE-2026-2000', 'shop');
  const accepted = { state: 'accepted', reason: 'behind a wall', until: '2026-06-02', application: 'shop' };
  for (const change of [
    { reason: undefined },
    { until: undefined },
    { until: '2026-05-01' },
    { until: 'soon' },
    { state: 'open' },
    { application: undefined },
    { everywhere: true },
    { state: 'gone' },
  ]) {
    const { status, body } = await decide(id, { ...accepted, ...change });
    assert.equal(status, 400, JSON.stringify([change, body]));
  }
  const refused = await decide(id, accepted, { token: reviewer.apiToken });
  assert.deepEqual([refused.status, (refused.body as Problem).code], [403, 'not-allowed']);
  assert.equal((await decide(id, accepted, { token: ci.apiToken })).status, 403);
  assert.equal((await decide('9.CVE-1', accepted)).status, 404);
  const done = await decide(id, accepted);
  assert.deepEqual([done.status, done.body], [200, { applications: 1 }]);
  assert.equal((await listed('record=CVE-2026-2000')).length, 2);
  const kept = await find('CVE-2026-2000', 'shop', '&state=accepted');
  assert.deepEqual(
    [kept.reason, kept.author, kept.until],
    ['behind a wall', 'account:rita', '2026-06-02T23:59:59Z'],
  );
  const { counts } = await ask<PortfolioItem>('/portfolio');
  assert.deepEqual(counts['critical'], { open: 2, kev: 0, overdue: 0, accepted: 1, applications: 2 });
  house.clock.advance(2 * DAY_MS);
  await tickFindings(house.deps.inventory);
  const again = await find('CVE-2026-2000', 'shop');
  assert.deepEqual([again.state, again.until], ['open', undefined]);
  const decisions = (await entries('finding-decided')).map(({ data }) => [
    data['state'],
    data['applications'],
  ]);
  assert.deepEqual(decisions, [
    ['open', 1],
    ['accepted', 1],
  ]);
});

test('what nobody deals with is overdue when its time is up, and counted as such', async () => {
  house.clock.advance(DAY_MS);
  await tickFindings(house.deps.inventory);
  assert.deepEqual(
    new Set((await listed('overdue=true')).map(({ record }) => record)),
    new Set(['CVE-2026-1000']),
  );
  const { counts, owners } = await ask<PortfolioItem>('/portfolio');
  assert.deepEqual(counts['overdue'], { open: 3, kev: 3, overdue: 3, accepted: 0, applications: 3 });
  assert.deepEqual(
    owners.map(({ owner, counts }) => [owner, counts['all']?.open, counts['all']?.overdue]),
    [
      ['web', 4, 2],
      ['payments', 2, 1],
    ],
  );
});

test('a withdrawn record closes its findings with that reason; when it is back, so are they, since their first time', async () => {
  const since = (await find('CVE-2026-1000', 'shop')).firstSeenAt;
  house.clock.advance(DAY_MS);
  await know(BAD, WAVE);
  assert.equal((await listed('record=CVE-2026-1000')).length, 0);
  const gone = await find('CVE-2026-1000', 'shop', '&state=resolved');
  assert.deepEqual([gone.resolvedWhy, gone.goneWhy], ['withdrawn', 'withdrawn']);
  assert.equal(gone.resolvedAt, formatInstant(house.clock.now()));
  const [entry] = await entries('finding-resolved');
  assert.deepEqual(
    [entry?.data['record'], entry?.data['applications'], entry?.data['why']],
    ['CVE-2026-1000', 3, 'withdrawn'],
  );
  await know(BAD, WAVE, TIDE);
  const back = await find('CVE-2026-1000', 'shop');
  assert.deepEqual([back.firstSeenAt, back.resolvedAt], [since, undefined]);
});

test('a record that no longer means the version closes its findings with another reason', async () => {
  const other = {
    ...TIDE,
    ...vulnerabilityRecord({ id: 'GHSA-tide', ecosystem: 'npm', name: 'tide', fixed: '1.0.5' }),
  };
  await know(BAD, WAVE, { ...other, modified: '2025-03-01T00:00:00Z' });
  assert.equal((await find('GHSA-tide', 'shop', '&state=resolved')).resolvedWhy, 'not-matching');
  await know(BAD, WAVE, { ...TIDE, modified: '2025-03-02T00:00:00Z' });
  assert.equal((await find('GHSA-tide', 'shop')).state, 'open');
});

test('an upgrade is told as a fix; a version that has the flaw too goes on with its clock', async () => {
  const { firstSeenAt } = await find('CVE-2026-1000', 'till');
  const moved = await push('till', 'payments', 'pkg:npm/tide@1.1.1', 'pkg:npm/wave@1.0.0');
  assert.deepEqual([moved.opened, moved.resolved], [0, 0]);
  const now = await find('CVE-2026-1000', 'till');
  assert.deepEqual([now.version, now.firstSeenAt], ['1.1.1', firstSeenAt]);
  const fixed = await push('till', 'payments', 'pkg:npm/tide@1.2.0');
  assert.deepEqual([fixed.opened, fixed.resolved, fixed.application.findings], [0, 2, 0]);
  const resolved = await listed('application=till&state=resolved');
  assert.deepEqual(
    resolved.map(({ record, version, resolvedWhy }) => `${record} ${version} ${resolvedWhy}`).sort(),
    ['CVE-2026-1000 1.1.0 moved', 'CVE-2026-1000 1.1.1 fixed', 'CVE-2026-2000 1.0.0 component-gone'],
  );
  const { remediation } = await ask<PortfolioItem>('/portfolio');
  assert.deepEqual([remediation.resolved, remediation.inTime], [2, 1]);
});

test('what is held back here is a finding, until it is let go', async () => {
  // The session of days ago has ended.
  reviewer = await house.person('rosa', 'reviewer');
  const held = await house.request('POST', '/api/v1/quarantines', {
    token: reviewer.apiToken,
    body: { purl: 'pkg:npm/tide@1.2.0', reason: 'odd traffic' },
  });
  assert.equal(held.status, 201);
  const [found] = await listed('application=till');
  assert.deepEqual([found?.kind, found?.name], ['quarantine', 'tide']);
  const { id } = held.body as { id: string };
  await house.request('DELETE', `/api/v1/quarantines/${encodeURIComponent(id)}`, { cookie: reviewer.cookie });
  assert.deepEqual(await listed('application=till'), []);
  await house.request('POST', '/api/v1/quarantines', {
    token: reviewer.apiToken,
    body: { purl: 'pkg:npm/tide', reason: 'odd traffic', lasts: '12h' },
  });
  assert.equal((await listed('application=till')).length, 1);
  house.clock.advance(DAY_MS);
  assert.deepEqual(await listed('application=till'), []);
  reviewer = await house.person('ruth', 'reviewer');
});

test('a finding is told with every application that has or had it', async () => {
  const { id } = await find('CVE-2026-1000', 'shop');
  const detail = await ask<FindingDetailItem>(`/findings/${encodeURIComponent(id)}`);
  assert.equal(detail.finding.record, 'CVE-2026-1000');
  assert.deepEqual(
    detail.applications.map(({ name, resolvedWhy }) => `${name} ${resolvedWhy ?? 'open'}`).sort(),
    ['blog open', 'shop open', 'till moved'],
  );
  assert.equal(detail.hasMore, false);
});

test('somebody says once that a record is a false alarm, and it counts nowhere', async () => {
  const { id } = await find('CVE-2026-2000', 'shop');
  const body = { state: 'false-positive', reason: 'not our wave', everywhere: true };
  assert.deepEqual((await decide(id, body)).body, { applications: 2 });
  assert.equal((await listed('record=CVE-2026-2000')).length, 0);
  const { findings } = await ask<ApplicationDetail>('/applications/shop');
  assert.equal(findings.find(({ name }) => name === 'wave')?.records[0]?.state, 'false-positive');
});

test('the portfolio agrees with the list, and tells trend, ages and quarters', async () => {
  await push('zoo', 'web', 'pkg:npm/bad@1.0.0');
  const portfolio = await ask<PortfolioItem>('/portfolio?days=30');
  const open = await listed('limit=200');
  assert.equal(portfolio.counts['all']?.open, open.length);
  assert.equal(portfolio.applications, 4);
  assert.deepEqual(portfolio.counts['malware'], {
    open: 1,
    kev: 0,
    overdue: 0,
    accepted: 0,
    applications: 1,
  });
  const today = portfolio.trend.at(-1);
  assert.equal(today?.day, new Date(house.clock.now()).toISOString().slice(0, 10));
  assert.equal(today?.open['all'], open.length);
  assert.equal(portfolio.trend.length, 30);
  assert.deepEqual(portfolio.histogram, [{ quarter: '2025-Q1', open: { high: 2 }, kev: { high: 2 } }]);
  const disclosed = (house.clock.now() - Date.UTC(2025, 1, 3)) / DAY_MS;
  assert.deepEqual(portfolio.ages.disclosed, { days: Math.floor(disclosed), of: 2 });
});

test('an owner that is another takes the counts along', async () => {
  await push('zoo', 'keepers', 'pkg:npm/bad@1.0.0');
  const { owners } = await ask<PortfolioItem>('/portfolio');
  assert.equal(owners.find(({ owner }) => owner === 'keepers')?.counts['malware']?.open, 1);
  assert.equal(owners.find(({ owner }) => owner === 'keepers')?.counts['pushed']?.applications, 1);
  assert.equal(owners.find(({ owner }) => owner === 'web')?.counts['malware'], undefined);
});
