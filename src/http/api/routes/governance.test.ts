import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS, formatInstant } from '../../../kernel/clock.ts';
import { asPackageName } from '../../../kernel/package-ref.ts';
import type { Sent } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import type { Problem } from '../contract.ts';
import type { PolicyItem, PolicyTest, ReservationItem, WaiverItem } from '../governance-contract.ts';
import type { TokenItem } from '../identity-contract.ts';
import type { Explanation } from '../package-contract.ts';

type Person = Awaited<ReturnType<ApiHouse['person']>>;

let house: ApiHouse;
let reviewer: Person;
let administrator: Person;
before(async () => {
  house = await startApiHouse();
  reviewer = await house.person('rita', 'reviewer');
  administrator = await house.person('ada', 'administrator');
  await house.upstream.npm.publish({
    name: 'fresh',
    version: '1.0.0',
    publishedAt: formatInstant(house.clock.now() - 3_600_000),
  });
});
after(() => house.close());

const as = async <T>(person: Person, method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await house.request(method, path, {
    cookie: person.cookie,
    ...(body === undefined ? {} : { body }),
  });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
};

const refusedAs = async (method: string, path: string, sent: Sent): Promise<string> => {
  const { status, body } = await house.request(method, path, sent);
  assert.ok(status >= 400, `${method} ${path}: ${status}`);
  return (body as Problem).code;
};

const verdictOn = async (purl: string): Promise<string> => {
  const answer = await house.request('GET', `/api/v1/explain?purl=${encodeURIComponent(purl)}`);
  return (answer.body as Explanation).verdict.action;
};

test('a waiver lets a version through at once, and taken back it holds no more', async () => {
  const purl = 'pkg:npm/fresh@1.0.0';
  assert.equal(await verdictOn(purl), 'block');
  const waiver = await as<WaiverItem>(reviewer, 'POST', '/api/v1/waivers', {
    purl,
    rules: ['young-version'],
    reason: 'we wrote it',
    lasts: '3d',
  });
  assert.deepEqual(
    [waiver.purl, waiver.versions, waiver.author, waiver.isInForce],
    [purl, ['1.0.0'], 'account:rita', true],
  );
  assert.equal(await verdictOn(purl), 'allow');
  const { items } = await as<{ items: WaiverItem[] }>(reviewer, 'GET', '/api/v1/waivers');
  assert.deepEqual(
    items.map(({ id }) => id),
    [waiver.id],
  );
  const ended = await as<WaiverItem>(reviewer, 'DELETE', `/api/v1/waivers/${waiver.id}`);
  assert.equal(ended.isInForce, false);
  assert.equal(await verdictOn(purl), 'block');
  assert.equal(
    await refusedAs('DELETE', `/api/v1/waivers/${waiver.id}`, { cookie: reviewer.cookie }),
    'not-found',
  );
});

test('a waiver that is too long, for a rule that cannot be waived or without a reason is refused', async () => {
  const whole = { purl: 'pkg:npm/fresh@1.0.0', reason: 'why', lasts: '1d' };
  const cookie = reviewer.cookie;
  const codes = [];
  for (const change of [
    { lasts: '91d' },
    { lasts: 'forever' },
    { reason: ' ' },
    { purl: 'fresh' },
    { rules: ['no-such-rule'] },
    { rules: ['malware'] },
  ]) {
    codes.push(await refusedAs('POST', '/api/v1/waivers', { cookie, body: { ...whole, ...change } }));
  }
  assert.deepEqual(codes, [
    'invalid-request',
    'invalid-request',
    'invalid-request',
    'invalid-purl',
    'invalid-request',
    'not-allowed',
  ]);
});

test('a machine may hold something back, but only a confirmed person lifts it, and not as a waiver', async () => {
  const { status, body } = await house.request('POST', '/api/v1/quarantines', {
    token: reviewer.apiToken,
    body: { purl: 'pkg:npm/fresh', reason: 'looks odd' },
  });
  assert.equal(status, 201);
  const { id } = body as WaiverItem;
  assert.equal(await verdictOn('pkg:npm/fresh@1.0.0'), 'block');
  const { body: why } = await house.request('GET', '/api/v1/explain?purl=pkg:npm/fresh');
  assert.match((why as Explanation).text.join('\n'), /quarantined by token api: looks odd/);
  const path = `/api/v1/quarantines/${id}`;
  assert.equal(await refusedAs('DELETE', path, { token: reviewer.apiToken }), 'not-allowed');
  assert.equal(await refusedAs('DELETE', `/api/v1/waivers/${id}`, { cookie: reviewer.cookie }), 'not-found');
  const lifted = await as<WaiverItem>(reviewer, 'DELETE', path);
  assert.ok(lifted.withdrawnAt);
});

test('a waiver of what a quarantine keeps out says what stays', async () => {
  const purl = 'pkg:npm/fresh@1.0.0';
  const explain = async () =>
    (await house.request('GET', `/api/v1/explain?purl=${encodeURIComponent(purl)}`)).body as Explanation;
  assert.equal((await explain()).isWaivable, true);
  const held = await as<WaiverItem>(reviewer, 'POST', '/api/v1/quarantines', { purl, reason: 'looks odd' });
  const waiver = await as<WaiverItem>(reviewer, 'POST', '/api/v1/waivers', {
    purl,
    reason: 'we want it',
    lasts: '1d',
  });
  assert.deepEqual(
    waiver.remaining?.map(({ rule, isWaivable }) => [rule, isWaivable]),
    [['quarantine', false]],
  );
  assert.equal((await explain()).isWaivable, false);
  await as(reviewer, 'DELETE', `/api/v1/quarantines/${held.id}`);
  assert.equal(await verdictOn(purl), 'allow');
  await as(reviewer, 'DELETE', `/api/v1/waivers/${waiver.id}`);
});

test('a reserved name never comes from an upstream, until it is given back', async () => {
  await house.upstream.npm.publish({
    name: '@ours/x',
    version: '1.0.0',
    publishedAt: '2025-01-01T00:00:00Z',
  });
  const reservation = await as<ReservationItem>(reviewer, 'POST', '/api/v1/reservations', {
    ecosystem: 'npm',
    pattern: '@ours/*',
    reason: 'our scope',
  });
  assert.equal(reservation.pattern, '@ours/*');
  assert.equal(await verdictOn('pkg:npm/%40ours/x@1.0.0'), 'block');
  assert.equal(house.upstream.count(/ours/), 0);
  const { items } = await as<{ items: ReservationItem[] }>(reviewer, 'GET', '/api/v1/reservations');
  assert.equal(items.length, 1);
  const twice = { ecosystem: 'npm', pattern: '@ours/*', reason: 'again' };
  assert.equal(
    await refusedAs('POST', '/api/v1/reservations', { cookie: reviewer.cookie, body: twice }),
    'conflict',
  );
  await as(reviewer, 'DELETE', `/api/v1/reservations/${reservation.id}`);
  assert.equal(await verdictOn('pkg:npm/%40ours/x@1.0.0'), 'allow');
});

test('a policy is tested, applied on the version that was read, and kept in the history', async () => {
  const [initial] = (await as<{ items: PolicyItem[] }>(reviewer, 'GET', '/api/v1/policies')).items;
  assert.deepEqual([initial?.view, initial?.number], ['default', 0]);
  const text = 'preset = "observe"\n';
  const tested = await as<PolicyTest>(reviewer, 'POST', '/api/v1/policies/default/test', { text });
  assert.ok(tested.examined >= 1);
  assert.deepEqual(
    tested.changes.map(({ purl, before, after }) => [purl, before, after]),
    [['pkg:npm/fresh@1.0.0', 'block', 'allow']],
  );
  const change = { text, note: 'look first', number: 0 };
  assert.equal(
    await refusedAs('PUT', '/api/v1/policies/default', { cookie: reviewer.cookie, body: change }),
    'not-allowed',
  );
  const applied = await as<PolicyItem>(administrator, 'PUT', '/api/v1/policies/default', change);
  assert.equal(applied.number, 1);
  assert.equal(await verdictOn('pkg:npm/fresh@1.0.0'), 'allow');
  assert.equal(
    await refusedAs('PUT', '/api/v1/policies/default', { cookie: administrator.cookie, body: change }),
    'conflict',
  );
  await as(administrator, 'PUT', '/api/v1/policies/default', {
    text: 'preset = "balanced"\n',
    note: 'and back',
    number: 1,
  });
  const history = await as<{ items: PolicyItem[] }>(reviewer, 'GET', '/api/v1/policies/default/history');
  assert.deepEqual(
    history.items.map(({ number, note, author }) => [number, note, author]),
    [
      [2, 'and back', 'account:ada'],
      [1, 'look first', 'account:ada'],
    ],
  );
});

test('a test of a policy that a limit ends says so, and how many packages it did not look at', async () => {
  for (const name of ['test-one', 'test-two']) {
    await house.upstream.npm.publish({ name, version: '1.0.0', publishedAt: '2025-01-01T00:00:00Z' });
    assert.equal(await verdictOn(`pkg:npm/${name}@1.0.0`), 'allow');
  }
  const path = '/api/v1/policies/default/test';
  const ask = (limits: object) =>
    as<PolicyTest>(reviewer, 'POST', path, { text: 'preset = "strict"\n', ...limits });
  const whole = await ask({});
  assert.equal(whole.stoppedBy, undefined);
  assert.ok(whole.known >= 2);
  assert.equal(whole.examined + whole.failed, whole.known);
  const cut = await ask({ packages: 1 });
  assert.deepEqual([cut.examined + cut.failed, cut.stoppedBy], [1, 'packages']);
  assert.ok(cut.known > 1);
  const exact = await ask({ packages: whole.known });
  assert.deepEqual([exact.stoppedBy, exact.known], [undefined, whole.known]);
  for (const limits of [{ packages: 0 }, { packages: 1.5 }, { seconds: 101 }, { hours: 1 }]) {
    const body = { text: '', ...limits };
    assert.equal(await refusedAs('POST', path, { cookie: reviewer.cookie, body }), 'invalid-request');
  }
});

test('a package that cannot be decided now is counted, and not as one that was examined', async () => {
  const gone = {
    ecosystem: 'npm',
    name: asPackageName('gone'),
    upstream: 'no-such-upstream',
    firstSeenAt: 0,
  } as const;
  await house.storage.work.transact(({ packages }) => packages.add(gone));
  const tested = await as<PolicyTest>(reviewer, 'POST', '/api/v1/policies/default/test', { text: '' });
  assert.deepEqual([tested.failed, tested.known - tested.examined], [1, 1]);
});

test('a policy that is wrong is told with its faults, and one below the floor is refused', async () => {
  const bad = await house.request('POST', '/api/v1/policies/default/test', {
    cookie: reviewer.cookie,
    body: { text: 'preset = "nope"\n[[rules]]\non = "malware"\n' },
  });
  assert.equal(bad.status, 422);
  assert.equal((bad.body as Problem).code, 'invalid-policy');
  assert.ok(Array.isArray((bad.body as Problem).facts?.['problems']));
  const lax = { text: 'unknown = "allow"\n', note: 'open', number: 0 };
  assert.equal(
    await refusedAs('PUT', '/api/v1/policies/open', { cookie: administrator.cookie, body: lax }),
    'invalid-policy',
  );
  assert.equal(
    await refusedAs('GET', '/api/v1/policies/none/history', { cookie: reviewer.cookie }),
    'not-found',
  );
});

test('a token is told once, listed without its text, and revoked at once', async () => {
  const minted = await as<{ token: string; item: TokenItem }>(reviewer, 'POST', '/api/v1/tokens', {
    name: 'ci',
    scope: 'read',
    lasts: '30d',
  });
  assert.match(minted.token, /^ghr_/);
  assert.equal(minted.item.expiresAt, formatInstant(house.clock.now() + 30 * DAY_MS));
  const used = await house.request('GET', '/api/v1/session', { token: minted.token });
  assert.equal(used.status, 200);
  const listed = await as<{ items: TokenItem[] }>(reviewer, 'GET', '/api/v1/tokens');
  assert.ok(listed.items.some(({ id }) => id === minted.item.id));
  assert.ok(!JSON.stringify(listed).includes(minted.token));
  await as(reviewer, 'DELETE', `/api/v1/tokens/${minted.item.id}`);
  assert.equal((await house.request('GET', '/api/v1/session', { token: minted.token })).status, 401);
  const all = await as<{ items: TokenItem[] }>(administrator, 'GET', '/api/v1/tokens?everyone=true');
  assert.ok(all.items.length > listed.items.length - 1);
  assert.equal(
    await refusedAs('GET', '/api/v1/tokens?everyone=true', { cookie: reviewer.cookie }),
    'not-allowed',
  );
});

test('a token bound to a view takes an administrator and a view that exists', async () => {
  const body = { name: 'strict ci', scope: 'read', view: 'default' };
  assert.equal(await refusedAs('POST', '/api/v1/tokens', { cookie: reviewer.cookie, body }), 'not-allowed');
  const minted = await as<{ item: TokenItem }>(administrator, 'POST', '/api/v1/tokens', body);
  assert.equal(minted.item.view, 'default');
  const none = { ...body, view: 'nowhere' };
  assert.equal(
    await refusedAs('POST', '/api/v1/tokens', { cookie: administrator.cookie, body: none }),
    'not-found',
  );
});

test('an administrator adds people, who choose their own password by the link', async () => {
  const added = await as<{ person: { id: string; hasPassword: boolean }; link: string }>(
    administrator,
    'POST',
    '/api/v1/people',
    { name: 'bob', role: 'reader' },
  );
  assert.equal(added.person.hasPassword, false);
  const [address, secret] = added.link.split('#');
  assert.equal(address, `${house.url}/setup`);
  const set = await house.request('POST', '/api/v1/setup', {
    body: { secret, name: 'bob', password: 'a long enough passphrase' },
  });
  assert.equal(set.status, 200);
  await as(administrator, 'PUT', `/api/v1/people/${added.person.id}`, { role: 'auditor' });
  const { items } = await as<{ items: { name: string; role: string }[] }>(
    administrator,
    'GET',
    '/api/v1/people',
  );
  assert.equal(items.find(({ name }) => name === 'bob')?.role, 'auditor');
  await as(administrator, 'DELETE', `/api/v1/people/${added.person.id}`);
  const cookie = set.headers.get('set-cookie')?.split(';')[0] ?? '';
  const session = await house.request('GET', '/api/v1/session', { cookie });
  assert.equal((session.body as { account?: unknown }).account, undefined);
  assert.equal(
    await refusedAs('POST', `/api/v1/people/${added.person.id}/link`, { cookie: administrator.cookie }),
    'not-found',
  );
});
