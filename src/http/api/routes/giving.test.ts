import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS } from '../../../kernel/clock.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import type {
  GiftItem,
  GivingAnswer,
  GivingPlanAnswer,
  PackageFundingItem,
  StatedFundingItem,
} from '../giving-contract.ts';

let house: ApiHouse;
let ci: Awaited<ReturnType<ApiHouse['person']>>;
let rita: Awaited<ReturnType<ApiHouse['person']>>;

const TIDE = 'https://github.com/tide/tide';
const FUND = 'https://opencollective.com/tide';

before(async () => {
  house = await startApiHouse();
  ci = await house.person('ci', 'reader');
  rita = await house.person('rita', 'reviewer');
  const { npm } = house.upstream;
  const of = (more: object) => ({ repository: { type: 'git', url: `git+${TIDE}.git` }, ...more });
  await npm.publish({ name: 'tide', version: '1.0.0', manifest: of({ funding: FUND }) });
  await npm.publish({ name: 'tide-core', version: '1.0.0', manifest: of({ funding: { url: FUND } }) });
  await npm.publish({
    name: 'wave',
    version: '1.0.0',
    manifest: { funding: ['https://wave.example/give/'] },
  });
  await npm.publish({ name: 'reef', version: '1.0.0', manifest: { repository: 'github:reef/reef' } });
});
after(() => house.close());

interface Node {
  readonly purl: string;
  readonly needs: readonly number[];
  readonly scope?: string;
}

const push = async (name: string, components: readonly Node[], more: object = {}): Promise<void> => {
  const project = { name, source: 'project', scope: 'runtime', needs: components.map((_, at) => at + 1) };
  const file = {
    path: 'package-lock.json',
    format: 'package-lock.json 3',
    components: [project, ...components.map((one) => ({ scope: 'runtime', ...one }))],
    roots: [0],
  };
  const { status, body } = await house.request('POST', `/api/v1/applications/${name}/snapshots`, {
    body: { files: [file], ...more },
    token: ci.apiToken,
  });
  assert.equal(status, 201, JSON.stringify(body));
};

const ask = async <T>(path: string): Promise<T> => {
  const { status, body } = await house.request('GET', `/api/v1/giving${path}`, { token: ci.apiToken });
  assert.equal(status, 200, JSON.stringify(body));
  return body as T;
};

const refused = async (status: number, says: RegExp, method: string, path: string, sent: object = {}) => {
  const answer = await house.request(method, `/api/v1/giving${path}`, { token: rita.apiToken, ...sent });
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(JSON.stringify(answer.body), says);
};

const load = async (name: string): Promise<void> => {
  const { status } = await house.request('GET', `/api/v1/packages/npm/${name}`, { token: ci.apiToken });
  assert.equal(status, 200, name);
};

const tell = ({ items }: Pick<GivingAnswer, 'items'>) =>
  items.map(({ title, packageCount, links }) => [title.name, packageCount, links[0]?.url ?? '']);

const component = (name: string, needs: readonly number[] = [], scope = 'runtime'): Node => ({
  purl: `pkg:npm/${name}@1.0.0`,
  needs,
  scope,
});

const shop = [component('tide', [2]), component('tide-core'), component('wave', [], 'development')];

test('before anything was pushed there is nothing to give to, and a plan leaves the budget whole', async () => {
  const answer = await ask<GivingAnswer>('');
  assert.deepEqual([answer.applications, answer.items, answer.coverage], [0, [], {}]);
  const plan = await ask<GivingPlanAnswer>('/plan?budget=100&currency=EUR');
  assert.deepEqual([plan.shares, plan.left.amount], [[], '100.00']);
});

test('what the gate never loaded is counted, and nobody is known to take money for it', async () => {
  await push('shop', shop, { environment: 'prod' });
  const answer = await ask<GivingAnswer>('');
  assert.deepEqual([answer.applications, answer.packages, answer.untold, answer.lines], [1, 3, 3, 3]);
  assert.deepEqual(tell(answer), [
    // The one that another needs comes first; the one for development alone last.
    ['tide-core', 1, ''],
    ['tide', 1, ''],
    ['wave', 1, ''],
  ]);
  assert.equal(answer.coverage.withLink, 0);
});

test('links of documents that the gate keeps are found, and one repository is one line', async () => {
  for (const name of ['tide', 'tide-core', 'wave', 'reef']) await load(name);
  await push('desk', [component('tide'), component('reef')]);
  const answer = await ask<GivingAnswer>('');
  assert.deepEqual([answer.applications, answer.packages, answer.untold, answer.lines], [2, 4, 0, 3]);
  assert.deepEqual(
    tell(answer),
    [
      ['tide', 2, FUND],
      ['wave', 1, 'https://wave.example/give'],
      ['reef', 1, ''],
    ].toSorted((a, b) => order(answer, a[0]) - order(answer, b[0])),
  );
  const [first] = answer.items;
  assert.deepEqual(first?.packages, ['pkg:npm/tide', 'pkg:npm/tide-core']);
  assert.deepEqual(first?.parts.applications, { count: 2, of1: 1 });
  assert.deepEqual(first?.parts.criticality, { count: 0.6, of1: 1 });
  assert.deepEqual([first?.links[0]?.source, first?.links[0]?.by], ['packument', 'pkg:npm/tide']);
  assert.equal(answer.items.find(({ title }) => title.name === 'wave')?.parts.production.count, 0);
  assert.ok(answer.coverage.withLink !== undefined && answer.coverage.withLink < 1);
});

const order = (answer: GivingAnswer, name: unknown) =>
  answer.items.findIndex(({ title }) => title.name === name);

test('pages neither repeat nor skip, by whatever weights', async () => {
  for (const weights of ['', 'direct=1', 'applications=3,dependents=1']) {
    const whole = await ask<GivingAnswer>(`?weights=${weights}`);
    const keys: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const after: string = next === '' ? '' : `&after=${encodeURIComponent(next)}`;
      const page: GivingAnswer = await ask<GivingAnswer>(`?weights=${weights}&limit=1${after}`);
      keys.push(...page.items.map(({ key }) => key));
      next = page.next;
    }
    assert.deepEqual(
      keys,
      whole.items.map(({ key }) => key),
    );
  }
  await refused(400, /parts are applications/, 'GET', '?weights=love%3D1');
  await refused(400, /the next of a page/, 'GET', '?after=nonsense');
});

test('a budget is shared out to the cent, and who cannot be reached by money is told with what to do', async () => {
  const plan = await ask<GivingPlanAnswer>('/plan?budget=1000.01&currency=eur&minimum=10');
  assert.deepEqual(
    plan.shares.map(({ title }) => title.name),
    ['tide', 'wave'],
  );
  assert.equal(
    plan.shares.reduce((sum, { money }) => sum + money.minor, 0),
    100_001,
  );
  assert.deepEqual(
    plan.unfunded.map(({ title, instead }) => [title.name, instead]),
    [
      [
        'reef',
        'no funding link is known: give hours: sort issues, review, send a patch at https://github.com/reef/reef',
      ],
    ],
  );
  assert.deepEqual(await ask('/plan?budget=1000.01&currency=eur&minimum=10'), plan);
  const high = await ask<GivingPlanAnswer>('/plan?budget=100&currency=EUR&minimum=90');
  assert.deepEqual([high.shares.length, high.dropped, high.shares[0]?.money.amount], [1, 1, '100.00']);
  await refused(400, /without separators of thousands/, 'GET', '/plan?budget=1,000&currency=EUR');
  await refused(400, /ISO 4217/, 'GET', '/plan?budget=1000&currency=EUX');
  await refused(400, /at least 1/, 'GET', '/plan?budget=1000&currency=EUR&minimum=0');
});

const record = async (body: object): Promise<GiftItem> => {
  const answer = await house.request('POST', '/api/v1/giving/records', { body, token: rita.apiToken });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as GiftItem;
};

test('what was given stands beside what is used, whichever way it was said to whom', async () => {
  const gift = await record({
    target: 'pkg:npm/tide-core@1.0.0',
    kind: 'money',
    amount: '1200',
    currency: 'EUR',
    note: 'yearly',
    evidence: 'https://bills.example/7',
  });
  assert.deepEqual(
    [gift.target, gift.line, gift.money?.amount, gift.day],
    ['pkg:npm/tide-core', FUND, '1200.00', new Date(house.clock.now()).toISOString().slice(0, 10)],
  );
  await record({ target: `${FUND}/`, kind: 'code', minutes: 960 });
  await record({ target: 'The sea fund', kind: 'money', amount: '5.50', currency: 'USD', day: '2020-01-01' });
  const answer = await ask<GivingAnswer>('');
  const tide = answer.items.find(({ title }) => title.name === 'tide');
  assert.deepEqual(
    [tide?.given.money.map(({ amount, currency }) => `${amount} ${currency}`), tide?.given.minutes],
    [['1200.00 EUR'], 960],
  );
  assert.equal(answer.given.gifts, 2, 'what was given in 2020 is not of the last twelve months');
  assert.equal(answer.coverage.given?.toFixed(6), tide?.share.toFixed(6));
  const { items } = await ask<{ items: GiftItem[] }>('/records?limit=10');
  assert.deepEqual(
    items.map(({ target }) => target),
    ['pkg:npm/tide-core', FUND, 'The sea fund'].toSorted((a, b) => at(items, a) - at(items, b)),
  );
  assert.equal(items.at(-1)?.target, 'The sea fund');
  const first = await ask<{ items: GiftItem[]; next: string }>('/records?limit=1');
  const rest = await ask<{ items: GiftItem[] }>(`/records?after=${encodeURIComponent(first.next)}`);
  assert.deepEqual([...first.items, ...rest.items], items);
  const own = await ask<{ items: GiftItem[] }>('/records?target=pkg:npm/tide-core');
  assert.equal(own.items.length, 1);
});

const at = (items: readonly GiftItem[], target: string) => items.findIndex((one) => one.target === target);

test('an entry that was wrong is taken back with a reason: it stays in the list, counts no more, and the journal says so', async () => {
  const { items } = await ask<{ items: GiftItem[] }>('/records?target=pkg:npm/tide-core');
  const path = `/records/${items[0]?.id ?? ''}`;
  await refused(400, /reason/, 'DELETE', path);
  const { status, body } = await house.request('DELETE', `/api/v1/giving${path}?reason=twice`, {
    token: rita.apiToken,
  });
  assert.deepEqual([status, (body as GiftItem).withdrawnBecause], [200, 'twice']);
  await refused(404, /no record of this id/, 'DELETE', `${path}?reason=again`);
  const answer = await ask<GivingAnswer>('');
  assert.deepEqual(answer.given.money, []);
  const after = await ask<{ items: GiftItem[] }>('/records?target=pkg:npm/tide-core');
  assert.equal(after.items[0]?.withdrawnBecause, 'twice');
  const entries = await house.storage.reader.readAfter(0, 500, {
    kinds: ['gift-recorded', 'gift-withdrawn'],
  });
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['gift-recorded', 'gift-recorded', 'gift-recorded', 'gift-withdrawn'],
  );
});

test('what makes no sense is not recorded', async () => {
  for (const [body, says] of [
    [{ target: 'pkg:npm/tide', kind: 'money' }, /an amount and no hours/],
    [{ target: 'pkg:npm/tide', kind: 'money', amount: '0', currency: 'EUR' }, /an amount of nothing/],
    [{ target: 'pkg:npm/tide', kind: 'money', amount: '1' }, /amount and currency together/],
    [{ target: 'pkg:npm/tide', kind: 'code', amount: '1', currency: 'EUR' }, /hours and no amount/],
    [{ target: 'pkg:npm/tide', kind: 'code', minutes: 0 }, /from 1 to/],
    [{ target: 'pkg:npm/tide', kind: 'code', minutes: 1.5 }, /minutes/],
    [{ target: 'pkg:npm/tide', kind: 'code', minutes: 5, day: '2999-01-01' }, /a day to come/],
    [{ target: 'pkg:npm/tide', kind: 'code', minutes: 5, day: '2020-13-01' }, /a day such as/],
    [{ target: 'pkg:swift/tide', kind: 'code', minutes: 5 }, /swift/],
    [{ target: 'javascript:alert(1)', kind: 'code', minutes: 5 }, /http or https/],
    [{ target: 'pkg:npm/tide', kind: 'code', minutes: 5, evidence: 'ftp://x.example' }, /web address/],
    [{ target: 'pkg:npm/tide', kind: 'love', minutes: 5 }, /kind/],
    [{ target: '   ', kind: 'code', minutes: 5 }, /for whom/],
  ] as const) {
    await refused(400, says, 'POST', '/records', { body });
  }
  assert.equal((await ask<{ items: GiftItem[] }>('/records')).items.length, 3);
});

test('who may not speak for this place records nothing, and a script does not say where money goes', async () => {
  const gift = { target: 'pkg:npm/tide', kind: 'code', minutes: 5 };
  await refused(403, /reviewer/, 'POST', '/records', { body: gift, token: ci.apiToken });
  const funding = { purl: 'pkg:npm/reef', links: ['https://reef.example/give'] };
  await refused(403, /signed-in person/, 'POST', '/funding', { body: funding });
  const anonymous = await house.request('GET', '/api/v1/giving', {});
  assert.equal(anonymous.status, 401);
});

test('a file that somebody looked up says where money is taken, until it is taken back', async () => {
  const add = (body: object) =>
    house.request('POST', '/api/v1/giving/funding', { body, cookie: rita.cookie });
  const { status, body } = await add({
    purl: 'pkg:npm/reef@1.0.0',
    text: 'github: reef\notechie: reef\n',
    file: '.github/FUNDING.yml',
  });
  assert.equal(status, 201, JSON.stringify(body));
  const stated = body as StatedFundingItem;
  assert.deepEqual(
    [stated.purl, stated.links[0]?.url, stated.document?.format, stated.passedOver],
    ['pkg:npm/reef', 'https://github.com/sponsors/reef', 'FUNDING.yml', ['"otechie"']],
  );
  const answer = await ask<GivingAnswer>('');
  const reef = answer.items.find(({ title }) => title.name === 'reef');
  assert.deepEqual([reef?.key, reef?.links[0]?.source], ['https://github.com/sponsors/reef', stated.id]);
  const shown = await ask<PackageFundingItem>('/funding?purl=pkg:npm/reef');
  assert.deepEqual([shown.stated.length, shown.links, shown.line], [1, [], reef?.key]);
  const bad = await add({ purl: 'pkg:npm/reef', links: ['https://10.0.0.1/'] });
  assert.deepEqual([bad.status, /public site/.test(JSON.stringify(bad.body))], [422, true]);
  const none = await add({ purl: 'pkg:npm/reef', text: 'github:\n' });
  assert.equal(none.status, 400);
  const gone = await house.request('DELETE', `/api/v1/giving/funding/${stated.id}`, { cookie: rita.cookie });
  assert.equal(gone.status, 200);
  assert.equal(
    (await ask<GivingAnswer>('')).items.find(({ title }) => title.name === 'reef')?.links.length,
    0,
  );
  const again = await house.request('DELETE', `/api/v1/giving/funding/${stated.id}`, { cookie: rita.cookie });
  assert.equal(again.status, 404);
});

test('a link that takes the place of another is told with the one that it replaced', async () => {
  house.clock.advance(DAY_MS * 2);
  await house.upstream.npm.publish({
    name: 'wave',
    version: '1.1.0',
    manifest: { funding: 'https://eve.example/give' },
  });
  await load('wave');
  const wave = (await ask<GivingAnswer>('')).items.find(({ title }) => title.name === 'wave');
  assert.equal(wave?.links[0]?.url, 'https://eve.example/give');
  assert.equal(wave?.links[0]?.insteadOf, 'https://wave.example/give');
  assert.ok(wave?.links[0]?.changedAt !== undefined);
  const shown = await ask<PackageFundingItem>('/funding?purl=pkg:npm/wave');
  assert.deepEqual(
    shown.links.map(({ url, goneAt }) => [url, goneAt !== undefined]),
    [
      ['https://eve.example/give', false],
      ['https://wave.example/give', true],
    ],
  );
});
