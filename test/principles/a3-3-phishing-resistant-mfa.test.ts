// A3.3: phishing-resistant multi-factor authentication is required for critical packages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS } from '../../src/kernel/clock.ts';
import { npmBody } from '../publish/npm-body.ts';
import { makeImpactScene, makeInForce, TIDE } from '../support/impact-scene.ts';
import { lettersOf } from '../support/letters-of.ts';

const TIDE_PATH = encodeURIComponent(TIDE);

test('A3.3: nobody publishes what many depend on by a code, neither in person nor by what was made with one', async (t) => {
  const scene = await makeImpactScene(t);
  const { acme, bo, equip, publish, gate } = scene;
  const token = await makeInForce(scene);
  const asPerson = async () =>
    gate.ask('/npm/@acme%2ftide', {
      method: 'PUT',
      headers: { ...bo.headers, 'content-type': 'application/json' },
      body: await npmBody({ name: TIDE, version: '1.1.0' }),
    });
  // Signed in by a code, although there is a passkey: perhaps the code was typed into somebody else's page.
  await equip(bo, 'passkey', 'two-factor');
  const phished = await asPerson();
  assert.equal(phished.status, 403);
  assert.match(phished.text, /found a sign-in without a passkey, expected one with it/);
  // With codes alone nothing helps, a token neither.
  await equip(bo, 'totp', 'two-factor');
  const made = await acme.mint(bo, 'npm', [TIDE], ['publish']);
  for (const credential of [token, made]) {
    const refused = await publish(credential, TIDE, '1.1.0');
    assert.equal(refused.status, 403);
    assert.match(refused.text, /found you without a passkey or a security key/);
  }
  assert.equal((await gate.ask('/npm/@acme%2ftide/1.1.0')).status, 404);
});

test('A3.3: who publishes it is decided by people with a passkey, in every way', async (t) => {
  const scene = await makeImpactScene(t);
  const { acme, call, equip } = scene;
  const [cy, dee] = [await acme.seat('cy'), await acme.seat('dee')];
  await acme.join(cy, 'publisher');
  await acme.join(dee, 'member');
  const grant = (role: string) => ({
    to: { kind: 'account', name: 'dee' },
    role,
    ecosystem: 'npm',
    pattern: '@acme/*',
  });
  await makeInForce(scene);
  await equip(acme.ada, 'passkey', 'two-factor');
  const invited = await call(acme.ada, 'POST /organisations/acme/invitations', {
    name: 'dee',
    role: 'owner',
  });
  assert.equal(invited.status, 409, 'she belongs to it');
  for (const [request, body] of [
    ['POST /organisations/acme/grants', grant('publisher')],
    ['PUT /organisations/acme/members/dee', { role: 'maintainer' }],
    ['PUT /organisations/acme/members/cy', { role: 'member' }],
    ['PUT /organisations/acme/members/dee', { role: 'owner' }],
    ['DELETE /organisations/acme/members/cy', undefined],
    [`POST /owners/npm/${TIDE_PATH}/transfer`, { to: { kind: 'account', name: 'dee' } }],
  ] as const) {
    const refused = await call(acme.ada, request, body);
    assert.deepEqual([refused.status, refused.code], [403, 'not-allowed'], `${request}: ${refused.detail}`);
    assert.match(
      refused.detail,
      /the package is high-impact, and found a sign-in without a passkey/,
      request,
    );
  }
  // What changes nobody's right on it, and a grant of another package, take no more than they did.
  const reads = await call(acme.ada, 'PUT /organisations/acme/members/dee', { role: 'auditor' });
  assert.equal(reads.status, 204, reads.detail);
  const elsewhere = { ...grant('publisher'), pattern: '@acme/wave' };
  assert.ok((await call(acme.ada, 'POST /organisations/acme/grants', elsewhere)).status < 300);
  // A trusted publisher would publish without anybody.
  await equip(acme.ada, 'passkey', 'passkey');
  assert.ok((await call(acme.ada, 'POST /organisations/acme/grants', grant('maintainer'))).status < 300);
});

test('A3.3: nobody comes to publish it without a passkey, by no way, and the others stay able to', async (t) => {
  const scene = await makeImpactScene(t);
  const { acme, call, equip, publish } = scene;
  const [cy, dee, eve] = [await acme.seat('cy'), await acme.seat('dee'), await acme.seat('eve')];
  await acme.join(cy, 'member');
  assert.ok((await call(acme.ada, 'POST /organisations/acme/teams', { name: 'core' })).status < 300);
  const token = await makeInForce(scene);
  await equip(cy, 'totp', 'two-factor');
  const toTeam = { kind: 'team', name: 'core' };
  const grant = { role: 'publisher', ecosystem: 'npm', pattern: TIDE };
  const without = (answer: { readonly status: number; readonly detail: string }, name: string) => {
    assert.equal(answer.status, 409, answer.detail);
    assert.match(
      answer.detail,
      new RegExp(`Cannot let ${name} publish @acme/tide: the package is high-impact`),
    );
  };
  const toCy = { ...grant, to: { kind: 'account', name: 'cy' } };
  without(await call(acme.ada, 'POST /organisations/acme/grants', toCy), 'cy');
  without(await call(acme.ada, 'PUT /organisations/acme/members/cy', { role: 'maintainer' }), 'cy');
  assert.ok((await call(acme.ada, 'POST /organisations/acme/grants', { ...grant, to: toTeam })).status < 300);
  without(await call(acme.ada, 'PUT /organisations/acme/teams/core/members/cy'), 'cy');
  // By an invitation of before: she joins when she has one.
  await equip(dee, 'totp', 'two-factor');
  const invited = await call(acme.ada, 'POST /organisations/acme/invitations', {
    name: 'dee',
    role: 'maintainer',
  });
  assert.equal(invited.status, 201, invited.detail);
  const accept = () => call(dee, `POST /invitations/${String(invited.body['id'])}/accept`);
  assert.equal((await accept()).status, 403);
  await equip(dee, 'passkey', 'passkey');
  assert.ok((await accept()).status < 300);
  // By taking it over.
  const offered = await call(acme.ada, `POST /owners/npm/${TIDE_PATH}/transfer`, {
    to: { kind: 'account', name: 'eve' },
  });
  assert.equal(offered.status, 204, offered.detail);
  const secret = /transfer accept (\S+)/.exec((await lettersOf(scene.gate, 'eve')).join())?.[1] ?? '';
  await equip(eve, 'totp', 'passkey');
  without(await call(eve, 'POST /transfers', { secret }), 'eve');
  assert.match((await publish(token, TIDE, '1.1.0')).text, /expected a second person/);
});

test('A3.3: a trusted publisher of what many depend on is let in with a passkey alone', async (t) => {
  const scene = await makeImpactScene(t);
  const { bo, call, equip } = scene;
  await makeInForce(scene);
  await equip(bo, 'passkey', 'two-factor');
  const wish = (pattern: string) => ({
    ecosystem: 'npm',
    name: pattern,
    issuer: 'github',
    settings: { repository: 'acme/tide', workflow: 'release.yml' },
  });
  const refused = await call(bo, 'POST /publishers', wish(TIDE));
  assert.deepEqual([refused.status, refused.code], [403, 'not-allowed'], refused.detail);
  assert.match(refused.detail, /Cannot add a publisher to @acme.tide: the package is high-impact/);
  await equip(bo, 'passkey', 'passkey');
  assert.equal((await call(bo, 'POST /publishers', wish(TIDE))).status, 201);
});

test('A3.3: the deadline is the same for all, and nobody frees what they publish themselves', async (t) => {
  const scene = await makeImpactScene(t);
  const { bo, call, passTime, turn } = scene;
  await makeInForce(scene);
  await passTime(DAY_MS);
  await turn();
  const freed = await call(bo, `POST /high-impact/npm/${TIDE_PATH}/exemption`, { reason: 'in a hurry' });
  assert.equal(freed.status, 403);
  assert.equal((await call(bo, `GET /high-impact/npm/${TIDE_PATH}`)).body['state'], 'in-force');
});
