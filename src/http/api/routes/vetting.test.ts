import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { DAY_MS, formatInstant } from '../../../kernel/clock.ts';
import type { Sent } from '../../testing/api-exchange.ts';
import { startApiHouse, type ApiHouse } from '../../testing/api-house.ts';
import type { Problem } from '../contract.ts';
import type { Explanation } from '../package-contract.ts';
import type { VettingCard, VettingDetail, VettingItem } from '../vetting-contract.ts';

type Person = Awaited<ReturnType<ApiHouse['person']>>;

let house: ApiHouse;
let reader: Person;
let reviewer: Person;
let administrator: Person;
before(async () => {
  house = await startApiHouse();
  reader = await house.person('bob', 'reader');
  reviewer = await house.person('rita', 'reviewer');
  administrator = await house.person('ada', 'administrator');
  const at = (days: number) => formatInstant(house.clock.now() - days * DAY_MS);
  for (const [version, days] of [
    ['1.0.0', 900],
    ['1.1.0', 400],
    ['2.0.0', 30],
  ] as const) {
    await house.upstream.npm.publish({
      name: 'tide',
      version,
      publishedAt: at(days),
      license: version === '2.0.0' ? 'GPL-3.0-only' : 'MIT',
      dependencies: { wave: '^1' },
      manifest: {
        repository: 'acme/tide',
        funding: 'https://fund.example/',
        _npmUser: { name: version === '2.0.0' ? 'mallory' : 'mo' },
      },
    });
  }
});
after(() => house.close());

const send = async <T>(sent: Sent, method: string, path: string): Promise<T> => {
  const answer = await house.request(method, path, sent);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
};

const refused = async (sent: Sent, method: string, path: string): Promise<string> => {
  const { status, body } = await house.request(method, path, sent);
  assert.ok(status >= 400, `${method} ${path}: ${status}`);
  return (body as Problem).code;
};

const PURL = 'pkg:npm/tide@2.0.0';
const cardPath = (purl: string) => `/api/v1/vetting/card?purl=${encodeURIComponent(purl)}`;

const answersOf = ({ behaviours }: VettingCard) =>
  new Map(behaviours.map(({ id, answer, words }) => [id, `${answer}: ${words}`]));

test('a card tells behaviours with their evidence, of the newest version where none is named, and no score', async () => {
  const card = await send<VettingCard>({ token: reader.apiToken }, 'GET', cardPath('pkg:npm/tide'));
  assert.deepEqual(
    [card.purl, card.version, card.isVersionAsked, card.upstream],
    [PURL, '2.0.0', false, 'main'],
  );
  assert.deepEqual(card.about.repository, { state: 'told', value: 'https://github.com/acme/tide' });
  assert.deepEqual(card.about.funding, [{ url: 'https://fund.example/' }]);
  const answers = answersOf(card);
  assert.equal(answers.get('recent-release'), 'yes: The last one came out 30 days ago');
  assert.equal(answers.get('established'), 'yes: Its first version came out 900 days ago');
  assert.equal(
    answers.get('same-publisher'),
    'no: mallory published none of the 2 before it; its last 3 versions came from 2 accounts',
  );
  assert.equal(answers.get('licence-steady'), 'no: 1.1.0 had MIT, 2.0.0 has GPL-3.0-only');
  assert.equal(answers.get('brings'), 'yes: It needs 1 package directly: wave');
  assert.equal(answers.get('install-scripts'), 'yes: It declares no script that runs at installation');
  assert.equal(answers.get('never-malicious'), 'yes: No record of malicious code names it');
  assert.equal(answers.get('used-here'), 'no: No application that was pushed has it');
  assert.equal('score' in card, false);
  for (const { evidence } of card.behaviours) for (const { source } of evidence) assert.notEqual(source, '');
});

test('who may read applications sees cards; nobody else does', async () => {
  assert.equal(await refused({}, 'GET', cardPath(PURL)), 'not-signed-in');
  assert.equal(await refused({ token: reader.apiToken }, 'GET', cardPath('pkg:npm/none')), 'not-found');
  assert.equal(await refused({ token: reader.apiToken }, 'GET', cardPath('tide')), 'invalid-purl');
});

test('anybody with an account asks; a token cannot approve, nor can a reader; a confirmed reviewer does', async () => {
  const asked = await send<VettingItem>(
    { token: reader.apiToken, body: { purl: PURL, reason: 'for the shop' } },
    'POST',
    '/api/v1/vetting',
  );
  assert.deepEqual(
    [asked.state, asked.purl, asked.author, asked.may],
    ['open', PURL, 'token api', { decide: false, withdraw: true }],
  );
  const path = `/api/v1/vetting/${asked.id}/decision`;
  const body = { decision: 'rejected', reason: 'a stranger published it' };
  assert.equal(await refused({ token: administrator.apiToken, body }, 'PUT', path), 'not-allowed');
  assert.equal(await refused({ cookie: reader.cookie, body }, 'PUT', path), 'not-allowed');
  const decided = await send<VettingDetail>({ cookie: reviewer.cookie, body }, 'PUT', path);
  assert.deepEqual(
    [decided.state, decided.outcome?.author, decided.outcome?.isInForce, decided.outcome?.isOwn],
    ['rejected', 'rita', true, false],
  );
  assert.equal(decided.card?.version, '2.0.0');
  assert.equal(JSON.stringify(decided.card).includes('fetched it from here'), false);
  const { body: why } = await house.request('GET', `/api/v1/explain?purl=${encodeURIComponent(PURL)}`);
  assert.equal((why as Explanation).verdict.action, 'hide');
  assert.match(
    (why as Explanation).text.join('\n'),
    /rejected by rita when it was vetted: a stranger published it/,
  );
  const card = await send<VettingCard>({ token: reader.apiToken }, 'GET', cardPath(PURL));
  assert.match(answersOf(card).get('vetted') ?? '', /^no: rita rejected it, until /);
  const shown = await send<VettingDetail>({ token: reader.apiToken }, 'GET', `/api/v1/vetting/${asked.id}`);
  assert.equal(shown.card?.madeAt, decided.card?.madeAt);
  assert.equal(await refused({ cookie: reviewer.cookie, body }, 'PUT', path), 'conflict');
  assert.equal(
    await refused({ token: reader.apiToken }, 'DELETE', `/api/v1/vetting/${asked.id}`),
    'not-allowed',
  );
  const ended = await send<VettingItem>({ cookie: reviewer.cookie }, 'DELETE', `/api/v1/vetting/${asked.id}`);
  assert.equal(ended.outcome?.isInForce, false);
  const { body: then } = await house.request('GET', `/api/v1/explain?purl=${encodeURIComponent(PURL)}`);
  assert.equal((then as Explanation).verdict.action, 'allow');
});

test('requests are listed by state, package and whose they are; own open ones are taken back', async () => {
  const ask = (person: Person, purl: string) =>
    send<VettingItem>(
      { token: person.apiToken, body: { purl, reason: 'why not' } },
      'POST',
      '/api/v1/vetting',
    );
  const own = await ask(reader, 'pkg:npm/tide@1.0.0');
  const other = await ask(reviewer, 'pkg:npm/wave');
  const list = async (query: string) =>
    (
      await send<{ items: VettingItem[] }>({ token: reader.apiToken }, 'GET', `/api/v1/vetting?${query}`)
    ).items.map(({ id }) => id);
  assert.deepEqual(await list('state=open&mine=true'), [own.id]);
  assert.deepEqual(await list('state=open'), [other.id, own.id]);
  assert.deepEqual(await list('purl=pkg:npm/wave'), [other.id]);
  const path = (id: string) => `/api/v1/vetting/${id}`;
  assert.equal(await refused({ token: reader.apiToken }, 'DELETE', path(other.id)), 'not-allowed');
  const taken = await send<VettingItem>({ cookie: reader.cookie }, 'DELETE', path(own.id));
  assert.equal(taken.state, 'withdrawn');
  await send<VettingItem>({ token: reviewer.apiToken }, 'DELETE', path(other.id));
  assert.deepEqual(await list('state=open'), []);
});

test('what cannot be asked or decided is refused', async () => {
  const token = reader.apiToken;
  const codes = [];
  for (const body of [
    { purl: PURL, reason: ' ' },
    { purl: PURL, versions: ['1'], reason: 'x' },
    { purl: 'pkg:npm/tide', versions: [], reason: 'x' },
    { purl: 'pkg:gem/tide', reason: 'x' },
  ]) {
    codes.push(await refused({ token, body }, 'POST', '/api/v1/vetting'));
  }
  assert.deepEqual(codes, ['invalid-request', 'invalid-request', 'invalid-request', 'invalid-purl']);
  const { id } = await send<VettingItem>(
    { token, body: { purl: PURL, reason: 'x' } },
    'POST',
    '/api/v1/vetting',
  );
  assert.equal(
    await refused({ token, body: { purl: PURL, reason: 'y' } }, 'POST', '/api/v1/vetting'),
    'conflict',
  );
  const decide = (body: object) =>
    refused({ cookie: reviewer.cookie, body }, 'PUT', `/api/v1/vetting/${id}/decision`);
  assert.equal(await decide({ decision: 'approved', reason: 'x', lasts: '731d' }), 'invalid-request');
  assert.equal(await decide({ decision: 'approved', reason: 'x', conditions: 'y' }), 'invalid-request');
  assert.equal(await decide({ decision: 'waived', reason: 'x' }), 'invalid-request');
  assert.equal(await refused({ token }, 'GET', '/api/v1/vetting/vetting-none'), 'not-found');
});
