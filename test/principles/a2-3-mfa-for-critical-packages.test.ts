// A2.3: multi-factor authentication is required for critical packages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { makeHigh, makeImpactScene, makeInForce, TIDE } from '../support/impact-scene.ts';

test('A2.3: what many depend on is found by this server itself, and its people cannot publish it without a second factor', async (t) => {
  const scene = await makeImpactScene(t);
  const { acme, bo, call, equip, publish } = scene;
  const token = await makeHigh(scene);
  const seen = await call(bo, `GET /high-impact/npm/${encodeURIComponent(TIDE)}`);
  assert.deepEqual([seen.status, seen.body['state'], seen.body['because']], [200, 'coming', 'dependents']);
  await equip(bo, undefined, 'password');
  const refused = await publish(token, TIDE, '1.1.0');
  assert.equal(refused.status, 401);
  assert.match(refused.text, /its account has no second factor any more/);
  const minted = await call(bo, 'POST /tokens', {
    name: 'again',
    scope: 'write',
    actions: ['publish'],
    packages: [{ ecosystem: 'npm', pattern: TIDE }],
  });
  assert.deepEqual([minted.status, minted.code], [403, 'not-allowed']);
  assert.match(minted.detail, /sign-in by password alone/);
  assert.equal((await scene.gate.ask('/npm/@acme%2ftide/1.1.0')).status, 404);
  // Somebody else's token of the same package goes on, until the deadline.
  const dee = await acme.seat('dee');
  await acme.join(dee, 'maintainer');
  const other = await acme.mint(dee, 'npm', [TIDE], ['publish']);
  assert.equal((await publish(other, TIDE, '1.1.0')).status, 201);
});

test('A2.3: after the deadline no release is published while one of its people has no second factor', async (t) => {
  const scene = await makeImpactScene(t);
  const { acme, equip, publish } = scene;
  const cy = await acme.seat('cy');
  await acme.join(cy, 'publisher');
  const token = await makeInForce(scene);
  await equip(cy, undefined, 'password');
  const refused = await publish(token, TIDE, '1.1.0');
  assert.equal(refused.status, 403);
  assert.match(refused.text, /it is high-impact, and found cy without a passkey/);
});
