// Freezing packages over HTTP: easy, at once, and nothing of them changes until somebody who may ends it.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { makeAcme } from '../support/acme.ts';
import type { Seated } from '../support/access-callers.ts';
import { ask } from '../support/ask.ts';
import { callApi } from '../support/call-api.ts';
import { startGate } from '../support/gate.ts';
import { lettersOf } from '../support/letters-of.ts';
import { signAgain } from '../support/sign-again.ts';
import { npmBody } from './npm-body.ts';

const TIDE = '@acme/tide';
const HOLDS = `/holds/npm/${encodeURIComponent(TIDE)}`;

interface Hold {
  readonly kind: string;
  readonly by?: string;
  readonly reason: string;
  readonly endedBy: string;
  readonly mayEnd: boolean;
}

/** Acme owns @acme/tide and @acme/wave; ada owns acme and reviews names here, bo maintains, cy is a member, di publishes. */
async function scene(test: TestContext) {
  const gate = await startGate(test);
  const acme = await makeAcme(gate);
  const people: Record<string, Seated> = {};
  for (const [name, role] of [
    ['bo', 'maintainer'],
    ['cy', 'member'],
    ['di', 'publisher'],
  ] as const) {
    people[name] = await acme.seat(name);
    await acme.join(people[name], role);
  }
  const { bo, cy, di } = people as { bo: Seated; cy: Seated; di: Seated };
  for (const name of [TIDE, '@acme/wave']) await acme.own('npm', name);
  const actions = ['publish', 'deprecate', 'yank', 'unpublish', 'manage-tags', 'manage-owners'];
  const token = await acme.mint(bo, 'npm', ['@acme/*'], actions);
  const authorization = `Bearer ${token}`;
  const publish = async (version: string, name = TIDE) =>
    ask(`${gate.urls.npm}/${name.replace('/', '%2f')}`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: await npmBody({ name, version }),
    });
  assert.equal((await publish('1.0.0')).status, 201);
  const holds = async (who: { readonly headers: Readonly<Record<string, string>> } = bo) =>
    (await callApi(gate, who, `GET ${HOLDS}`)).body['holds'] as readonly Hold[];
  return { gate, acme, bo, cy, di, token: { headers: { authorization } }, publish, holds };
}

describe('a frozen package', () => {
  it('is neither published nor changed nor handed over, and is read as before', async (test) => {
    const { gate, acme, bo, publish } = await scene(test);
    const { ada } = acme;
    const frozen = await callApi(gate, bo, `POST ${HOLDS}/freeze`, { reason: 'a laptop was stolen' });
    assert.equal(frozen.status, 200, frozen.detail);
    const refused = await publish('1.1.0');
    assert.equal(refused.status, 403);
    assert.match(
      refused.text,
      /Cannot publish @acme\/tide: it is frozen since \S+ by its people \(a laptop was stolen\), expected that an owner of it unfreezes it first \(gatehouse package unfreeze npm @acme\/tide\)/,
    );
    const path = `/hosted/npm/${encodeURIComponent(TIDE)}/changes`;
    const version = '1.0.0';
    for (const change of [
      { change: 'tag', tag: 'next', version },
      { change: 'deprecate', version, message: 'no' },
      { change: 'yank', version },
      { change: 'remove', version },
      { change: 'remove-package' },
      { change: 'status', status: 'archived' },
    ]) {
      const answer = await callApi(gate, bo, `POST ${path}`, { changes: [change] });
      assert.deepEqual([answer.status, answer.code], [403, 'not-allowed'], change.change);
      assert.match(answer.detail, /it is frozen since/, change.change);
    }
    const owners = `/owners/npm/${encodeURIComponent(TIDE)}`;
    const grant = { to: { kind: 'account', name: 'cy' }, role: 'publisher', ecosystem: 'npm', pattern: TIDE };
    for (const [who, request, body] of [
      [ada, `PUT ${owners}`, { visibility: 'private' }],
      [ada, `POST ${owners}/transfer`, { to: { kind: 'account', name: 'bo' } }],
      [ada, 'POST /organisations/acme/grants', grant],
    ] as const) {
      const answer = await callApi(gate, who, request, body);
      assert.deepEqual([answer.status, answer.code], [403, 'not-allowed'], request);
      assert.match(answer.detail, /it is frozen since/, request);
    }
    const other = await publish('1.0.0', '@acme/wave');
    assert.equal(other.status, 201, 'other packages are not concerned');
    assert.equal((await ask(`${gate.urls.npm}/@acme%2ftide`)).status, 200);
    assert.equal((await ask(`${gate.urls.npm}/@acme/tide/-/tide-1.0.0.tgz`)).status, 200);
    assert.equal((await gate.journal('version-yanked', 'tag-moved', 'package-transfer-offered')).length, 0);
  });

  it('takes a right to it, or who keeps names here, with whatever credential of theirs but one that only reads', async (test) => {
    const { gate, acme, bo, cy, di, token, holds } = await scene(test);
    const eve = await acme.seat('eve');
    for (const who of [cy, eve]) {
      const answer = await callApi(gate, who, `POST ${HOLDS}/freeze`, {});
      assert.deepEqual([answer.status, answer.code], [403, 'not-allowed'], who.name);
    }
    assert.equal((await callApi(gate, { headers: {} }, `POST ${HOLDS}/freeze`, {})).status, 401);
    assert.deepEqual(await holds(), []);
    const byPassword = await signAgain(gate, di, 'password');
    for (const who of [byPassword, { headers: di.token }, token, bo]) {
      const answer = await callApi(gate, who, `POST ${HOLDS}/freeze`, {});
      assert.equal(answer.status, 200, answer.detail);
      const all = answer.body['holds'] as readonly Hold[];
      assert.deepEqual(
        all.map(({ kind, by }) => [kind, by]),
        [['frozen-by-owner', 'account:di']],
        'it is frozen once',
      );
    }
    const elsewhere = await acme.mint(bo, 'npm', ['@acme/wave']);
    const bound = { headers: { authorization: `Bearer ${elsewhere}` } };
    assert.equal((await callApi(gate, bound, `POST ${HOLDS}/freeze`, {})).status, 403);
    assert.equal((await gate.journal('package-frozen')).length, 1);
  });

  it('is unfrozen by an owner where its people froze it, by a reviewer where a reviewer did, and by no token', async (test) => {
    const { gate, acme, bo, di, publish, holds } = await scene(test);
    const rex = await acme.seat('rex');
    await gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccount(rex.id);
      assert.ok(account !== undefined);
      await identity.saveAccount({ ...account, role: 'reviewer' });
    });
    await callApi(gate, di, `POST ${HOLDS}/freeze`, { reason: 'odd' });
    await callApi(gate, rex, `POST ${HOLDS}/freeze`, { reason: 'reported' });
    assert.deepEqual(
      (await holds(rex)).map(({ kind, by, reason, mayEnd }) => [kind, by, reason, mayEnd]),
      [
        ['frozen-by-owner', 'account:di', 'odd', false],
        ['frozen-by-reviewer', 'account:rex', 'reported', true],
      ],
    );
    assert.deepEqual(
      (await holds({ headers: {} })).map(({ by }) => by),
      [undefined, undefined],
      'names of accounts are for those who signed in',
    );
    for (const who of [bo, di]) {
      const answer = await callApi(gate, who, `POST ${HOLDS}/unfreeze`, {});
      assert.deepEqual([answer.status, answer.code], [403, 'not-allowed'], who.name);
    }
    for (const headers of [acme.ada.token, (await signAgain(gate, acme.ada, 'password')).headers]) {
      assert.equal((await callApi(gate, { headers }, `POST ${HOLDS}/unfreeze`, {})).status, 403);
    }
    const half = await callApi(gate, rex, `POST ${HOLDS}/unfreeze`, {});
    assert.equal(half.status, 200, half.detail);
    assert.equal((await publish('1.1.0')).status, 403, 'the owners did not end theirs');
    const whole = await callApi(gate, acme.ada, `POST ${HOLDS}/unfreeze`, { kind: 'owner' });
    assert.deepEqual([whole.status, whole.body['holds']], [200, []]);
    assert.equal((await publish('1.1.0')).status, 201);
    assert.equal((await callApi(gate, acme.ada, `POST ${HOLDS}/unfreeze`, {})).code, 'conflict');
    assert.deepEqual(
      (await gate.journal('package-frozen', 'package-unfrozen')).map(({ kind, actor }) => [kind, actor]),
      [
        ['package-frozen', 'account:di'],
        ['package-frozen', 'account:rex'],
        ['package-unfrozen', 'account:rex'],
        ['package-unfrozen', 'account:ada'],
      ],
    );
  });

  it('is told to all of its people by letter, and those who may not know it learn nothing', async (test) => {
    const { gate, acme, bo, cy, di } = await scene(test);
    const eve = await acme.seat('eve');
    const visibility = { visibility: 'private' };
    await callApi(gate, acme.ada, `PUT /owners/npm/${encodeURIComponent(TIDE)}`, visibility);
    for (const request of [`POST ${HOLDS}/freeze`, `POST ${HOLDS}/unfreeze`]) {
      const answer = await callApi(gate, eve, request, {});
      assert.equal(answer.status, 404, request);
      const never = await callApi(gate, eve, request.replace('tide', 'never'), {});
      assert.equal(never.detail, answer.detail, 'in the words for one that is not there');
    }
    assert.equal((await callApi(gate, eve, `GET ${HOLDS}`)).status, 404);
    await callApi(gate, di, `POST ${HOLDS}/freeze`, { reason: 'odd' });
    for (const { name } of [acme.ada, bo, di]) {
      const letters = await lettersOf(gate, name);
      assert.ok(
        letters.some((letter) => /npm package @acme\/tide was frozen \(odd\)/.test(letter)),
        name,
      );
    }
    assert.ok(!(await lettersOf(gate, cy.name)).some((letter) => /frozen/.test(letter)));
  });
});

describe('freezing everything', () => {
  it('one call freezes what the account owns and what its organisations own, with one letter to each', async (test) => {
    const { gate, acme, bo, publish } = await scene(test);
    const own = await acme.mint(acme.ada, 'npm', ['tidelet']);
    const published = await ask(`${gate.urls.npm}/tidelet`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${own}`, 'content-type': 'application/json' },
      body: await npmBody({ name: 'tidelet' }),
    });
    assert.equal(published.status, 201, published.text);
    assert.deepEqual((await callApi(gate, bo, 'POST /holds/freeze', {})).body.items, [], 'bo owns nothing');
    const answer = await callApi(gate, { headers: acme.ada.token }, 'POST /holds/freeze', {
      reason: '3 a.m.',
    });
    assert.equal(answer.status, 200, answer.detail);
    assert.deepEqual(
      answer.body.items.map(({ name }) => name),
      ['tidelet', TIDE, '@acme/wave'],
    );
    assert.equal((await publish('1.1.0')).status, 403);
    assert.equal((await publish('1.0.0', '@acme/wave')).status, 403);
    const letters = (await lettersOf(gate, 'bo')).filter((letter) => /were frozen/.test(letter));
    assert.equal(letters.length, 1);
    assert.match(letters[0] ?? '', /npm @acme\/tide, npm @acme\/wave were frozen \(3 a\.m\.\)/);
    const again = await callApi(gate, acme.ada, 'POST /holds/freeze', {});
    assert.deepEqual(again.body.items, []);
  });

  it('whoever publishes for an organisation freezes all of it, as the letters say; a member does not', async (test) => {
    const { gate, cy, di, publish } = await scene(test);
    const refused = await callApi(gate, cy, 'POST /holds/freeze', { organisation: 'acme' });
    assert.equal(refused.status, 403);
    assert.equal(
      refused.detail,
      'Cannot freeze everything of acme: found the role member, expected one that publishes there or settles things',
    );
    const frozen = await callApi(gate, di, 'POST /holds/freeze', { organisation: 'acme' });
    assert.equal(frozen.status, 200, frozen.detail);
    assert.deepEqual(
      frozen.body.items.map(({ name }) => name),
      [TIDE, '@acme/wave'],
    );
    assert.equal((await publish('1.1.0')).status, 403);
    const [letter = ''] = (await lettersOf(gate, 'bo')).filter((one) => /were frozen/.test(one));
    assert.match(letter, /Subject: .*Frozen: packages of acme .*By di\./);
  });
});
