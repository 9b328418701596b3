// OpenSSF Principles for Package Repository Security, Z3.1: tokens that live for minutes, for an identity of OpenID Connect.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { ask } from '../support/ask.ts';
import { holdClock } from '../support/gate.ts';
import { assertExchanged, assertRefused, GITHUB, openTrustedScene } from '../support/trusted-scene.ts';

test('Z3.1: a build with no stored secret exchanges its identity for a token of one package that lives for fifteen minutes', async (t) => {
  const clock = holdClock();
  const { gate, ada, identity, exchange, publish } = await openTrustedScene(t, { clock });
  assertRefused(await exchange(identity(GITHUB)), 'invalid-publisher', /nothing here is published/);
  await publish();
  const { token, packages } = assertExchanged(await exchange(identity(GITHUB)));
  assert.deepEqual(packages, ['npm:@acme/tide']);
  const used = () => ask(`${gate.url}/npm/-/whoami`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await used()).status, 200);
  clock.passTime(15 * MINUTE_MS);
  assert.equal((await used()).status, 401);
  // Nothing of it lies in anybody's account.
  assert.deepEqual(JSON.parse((await ada.call('GET', '/tokens?everyone=true')).text), { items: [] });
});

test('Z3.1: who may exchange is settled by somebody with a second factor, and told to every owner', async (t) => {
  const { gate, ada, publish } = await openTrustedScene(t, { email: 'ada@example.com' });
  const token = await ada.mint({ name: 'script', scope: 'api' });
  const byScript = await ask(`${gate.url}/api/v1/publishers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ecosystem: 'npm', name: '@acme/tide', issuer: 'github', settings: {} }),
  });
  assert.equal(byScript.status, 403, byScript.text);
  await publish();
  const letters = await gate.house.storage.database.read.selectFrom('letter').selectAll().execute();
  const told = letters.find(({ body }) => body.includes('acme/tide, release.yml'));
  assert.equal(told?.recipient, 'ada@example.com');
  assert.match(told.body.replace(/\s+/g, ' '), /without anybody signing in here/);
});

test('Z3.1: each provider has its rules, and every server its own audience', async (t) => {
  const first = await openTrustedScene(t);
  const second = await openTrustedScene(t);
  assert.notEqual(first.audience, second.audience);
  const about = await ask(`${first.gate.url}/api/v1/trusted-publishing`);
  const { issuers } = JSON.parse(about.text) as { issuers: { name: string; provider: string }[] };
  assert.deepEqual(issuers.map(({ provider }) => provider).sort(), [
    'activestate',
    'circleci',
    'github',
    'gitlab',
    'google',
  ]);
  const again = await ask(`${first.gate.url}/_/oidc/audience`);
  assert.deepEqual(JSON.parse(again.text), { audience: first.audience });
});
