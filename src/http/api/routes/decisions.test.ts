import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { DecidedRequest } from '../../../exposure/decision-log.ts';
import { DAY_MS } from '../../../kernel/clock.ts';
import { asPackageName } from '../../../kernel/package-ref.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import type { Problem } from '../contract.ts';
import type { DecisionPage, JournalPage, Overview } from '../decision-contract.ts';
import type { ReaderList } from '../exposure-contract.ts';

type Person = Awaited<ReturnType<ApiHouse['person']>>;

let house: ApiHouse;
let reader: Person;
let auditor: Person;
let reviewer: Person;
before(async () => {
  house = await startApiHouse();
  reviewer = await house.person('rita', 'reviewer');
  reader = await house.person('ray', 'reader');
  auditor = await house.person('ann', 'auditor');
});
after(() => house.close());

const refusal = (version: string, rule = 'malware'): DecidedRequest => ({
  ecosystem: 'npm',
  name: asPackageName('evil'),
  version,
  verdict: {
    action: 'block',
    reasons: [{ rule, action: 'block', summary: 'a record names it', evidence: [] }],
    observed: [],
  },
  reader: 'address:192.0.2.7',
  client: 'npm/11',
  view: 'default',
});

const get = async <T>(person: Person, path: string): Promise<T> => {
  const { status, body } = await house.request('GET', path, { token: person.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

test('what was kept out is listed newest first; who asked is shown to auditors alone', async () => {
  const { log } = house.deps.decisions;
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) log.refused(refusal(version));
  log.refused(refusal('1.2.0', 'licence'));
  await log.flush();
  const first = await get<DecisionPage>(auditor, '/api/v1/decisions?limit=3');
  const second = await get<DecisionPage>(auditor, `/api/v1/decisions?limit=3&after=${first.next ?? ''}`);
  assert.deepEqual(
    [...first.items, ...second.items].map(({ purl, rule, reader }) => [purl, rule, reader]),
    [
      ['pkg:npm/evil@1.2.0', 'licence', 'address:192.0.2.7'],
      ['pkg:npm/evil@1.2.0', 'malware', 'address:192.0.2.7'],
      ['pkg:npm/evil@1.1.0', 'malware', 'address:192.0.2.7'],
      ['pkg:npm/evil@1.0.0', 'malware', 'address:192.0.2.7'],
    ],
  );
  assert.equal(second.next, undefined);
  const hidden = await get<DecisionPage>(reader, '/api/v1/decisions?rule=licence&text=EVI&mode=enforced');
  assert.deepEqual(
    hidden.items.map(({ rule, reader }) => [rule, reader]),
    [['licence', 'hidden']],
  );
});

test('the overview sums what was kept out and what was served', async () => {
  const { log } = house.deps.decisions;
  log.served({ ...refusal('1.0.0'), verdict: { action: 'allow', reasons: [], observed: [] } });
  await log.flush();
  house.clock.advance(5_000);
  const overview = await get<Overview>(reader, '/api/v1/overview');
  assert.deepEqual(overview.keptOut, [
    { rule: 'licence', action: 'block', mode: 'enforced', count: 1 },
    { rule: 'malware', action: 'block', mode: 'enforced', count: 3 },
  ]);
  assert.equal(overview.served, 1);
  assert.equal(overview.packages, 3);
  assert.deepEqual([overview.ecosystems, overview.reservations], [[], 0]);
  assert.deepEqual(overview.whoHasIt, []);
  assert.equal(overview.recent.length, 4);
  assert.ok(overview.recent.every(({ reader }) => reader === 'hidden'));
  assert.ok(overview.needsMe.some(({ code }) => code === 'feed-never-loaded'));
});

test('alarms of the last days and waivers that end soon wait on the first page', async () => {
  const ref = { ecosystem: 'npm' as const, name: asPackageName('evil') };
  const at = house.clock.now();
  const alarm = (version: string, at: number) => ({
    kind: 'version-blocked' as const,
    actor: 'gatehouse',
    at,
    ...ref,
    data: {
      version,
      rule: 'malware',
      summary: 'a record names it',
      readers: ['npm/11', 'pnpm/10'].map((client) => ({ reader: 'token:t1', client, lastAt: at })),
      hasMoreReaders: false,
      isPurged: true,
    },
  });
  await house.storage.work.transact(async ({ journal, statements }) => {
    journal.record(alarm('0.9.0', at - 8 * DAY_MS));
    journal.record(alarm('1.0.0', at));
    await statements.append([
      {
        id: 'w1',
        kind: 'waiver',
        subject: ref,
        source: 'account:ada',
        observedAt: at,
        confidence: 1,
        details: { reason: 'for now', author: 'account:ada' },
        expiresAt: at + DAY_MS,
      },
    ]);
  });
  house.clock.advance(5_000);
  const codes = async (person: Person) =>
    (await get<Overview>(person, '/api/v1/overview')).needsMe.map(({ code, href }) => [code, href]);
  const ours = (await codes(reviewer)).filter(
    ([code]) => code !== 'feed-never-loaded' && code !== 'no-administrator',
  );
  // A waiver takes a person, so that a token is not told.
  assert.deepEqual(ours, [['version-blocked', '/packages/npm/evil?version=1.0.0']]);
  const { body } = await house.request('GET', '/api/v1/overview', { cookie: reviewer.cookie });
  const ending = (body as Overview).needsMe.find(({ code }) => code === 'waiver-ends');
  assert.match(ending?.text ?? '', / ends \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
});

test('requests to vet packages wait for those who may decide, the longest waiting named', async () => {
  const ask = async (name: string): Promise<void> => {
    const { status } = await house.request('POST', '/api/v1/vetting', {
      body: { purl: `pkg:npm/${name}`, reason: 'needed' },
      token: reader.apiToken,
    });
    assert.equal(status, 201);
  };
  const waits = async (person: Person): Promise<string | undefined> => {
    house.clock.advance(5_000);
    const { body } = await house.request('GET', '/api/v1/overview', { cookie: person.cookie });
    return (body as Overview).needsMe.find(({ code }) => code === 'vetting-waits')?.text;
  };
  assert.equal(await waits(reviewer), undefined);
  await ask('tide');
  assert.equal(await waits(reviewer), 'token api waits for tide (npm) to be vetted');
  house.clock.advance(1_000);
  await ask('wave');
  assert.equal(await waits(reviewer), '2 packages wait to be vetted, tide (npm) for the longest');
  assert.equal(await waits(reader), undefined);
});

test('who has what is blocked now is counted for everyone and named to auditors alone', async () => {
  const holdersFor = async (person: Person) =>
    (await get<Overview>(person, '/api/v1/overview')).whoHasIt.map(
      ({ purl, rule, readers, readerCount }) => ({
        purl,
        rule,
        readers,
        readerCount,
      }),
    );
  const holders = { purl: 'pkg:npm/evil@1.0.0', rule: 'malware', readerCount: 1 };
  assert.deepEqual(await holdersFor(auditor), [{ ...holders, readers: ['token:t1'] }]);
  assert.deepEqual(await holdersFor(reader), [{ ...holders, readers: [] }]);
});

test('the journal is read backwards, by kind, by auditors', async () => {
  const page = await get<JournalPage>(auditor, '/api/v1/journal?kind=account-created&limit=1');
  assert.deepEqual(
    page.items.map(({ kind, data }) => [kind, data['name']]),
    [['account-created', 'ann']],
  );
  const next = await get<JournalPage>(
    auditor,
    `/api/v1/journal?kind=account-created&limit=1&before=${page.next ?? ''}`,
  );
  assert.equal(next.items[0]?.data['name'], 'ray');
  const { body } = await house.request('GET', '/api/v1/journal', { token: reader.apiToken });
  assert.equal((body as Problem).code, 'not-allowed');
});

test('auditors alone are told what people call a reader', async () => {
  const { items } = await get<ReaderList>(auditor, '/api/v1/readers');
  assert.ok(items.some(({ reader, name }) => reader.startsWith('user:') && name === 'ann'));
  assert.ok(items.some(({ reader, account }) => reader.startsWith('token:') && account === 'ann'));
  assert.ok(!JSON.stringify(items).includes(auditor.apiToken));
  const { body } = await house.request('GET', '/api/v1/readers', { token: reader.apiToken });
  assert.equal((body as Problem).code, 'not-allowed');
});

test('who has it is answered page by page', async () => {
  const at = house.clock.now();
  const row = (reader: string) => ({
    ecosystem: 'npm' as const,
    name: asPackageName('evil'),
    version: '1.0.0',
    file: 'evil-1.0.0.tgz',
    reader,
    client: 'npm/11',
    firstAt: at,
    lastAt: at,
    count: 2,
  });
  await house.storage.work.transact(({ exposure }) => exposure.add([row('user:a'), row('user:b')]));
  const path = '/api/v1/who?purl=pkg:npm/evil@1.0.0&limit=1';
  const first = await get<{ items: { reader: string }[]; next?: string }>(auditor, path);
  const second = await get<{ items: { reader: string }[]; next?: string }>(
    auditor,
    `${path}&after=${encodeURIComponent(first.next ?? '')}`,
  );
  assert.deepEqual(
    [...first.items, ...second.items].map(({ reader }) => reader),
    ['user:b', 'user:a'],
  );
  assert.equal(second.next, undefined);
  const bad = await house.request('GET', `${path}&after=nonsense`, { token: auditor.apiToken });
  assert.equal((bad.body as Problem).code, 'invalid-request');
});
