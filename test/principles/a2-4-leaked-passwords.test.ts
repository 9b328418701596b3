// OpenSSF Principles for Package Repository Security, A2.4: leaked credentials are refused when chosen, and at sign-in to be replaced before anything else.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { importPasswords } from '../../src/main/import-passwords.ts';
import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { GATE_PERSON, makeGatePerson } from '../support/gate-person.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

test('A2.4: a leaked password is refused when it is chosen, and who signs in with one does nothing before choosing another', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-a24-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const gate = await startGate(t, { dataDir });
  const ada = await makeGatePerson(gate, { email: 'ada@acme.example', hasFactor: false });
  const leaked = 'a phrase that leaked elsewhere';
  const ranges = join(folder, 'ranges');
  mkdirSync(ranges);
  for (const password of [leaked, GATE_PERSON.password]) {
    const hash = sha1(password);
    writeFileSync(join(ranges, hash.slice(0, 5)), `${hash.slice(5)}:7\r\n`);
  }
  // While the server runs.
  assert.equal(await importPasswords(dataDir, ranges), 2);
  const refused = await ada.call('PUT', '/account/password', { password: leaked });
  assert.equal(refused.status, 400, refused.text);
  assert.match(refused.text, /known from leaks/);
  assert.ok(!refused.text.includes(leaked));
  const signIn = async () => {
    const answer = await gate.ask('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify(GATE_PERSON),
    });
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text) as {
      readonly mustChangePassword?: boolean;
      readonly may: readonly string[];
    };
  };
  const isLetIn = async () => (await ada.call('GET', '/account')).status;
  assert.equal(await isLetIn(), 200);
  const session = await signIn();
  assert.equal(session.mustChangePassword, true);
  assert.deepEqual(session.may, ['change-own-password', 'confirm-own-person']);
  await signIn();
  // Told once, however often somebody signs in.
  assert.equal((await gate.journal('password-found-leaked')).length, 1);
  const letters = (await gate.journal('letter-posted')).map(({ data }) => (data as { about: string }).about);
  assert.equal(letters.filter((about) => about === 'password-leaked').length, 1, letters.join());
  // Every session of the account, also one of before: whoever learnt the password from the leak may have begun it.
  for (const [method, path, body] of [
    ['GET', '/account', undefined],
    ['GET', '/packages', undefined],
    ['GET', '/people', undefined],
    ['POST', '/account/export', {}],
    ['POST', '/tokens', { name: 'ci', scope: 'read' }],
    ['POST', '/account/email', { email: 'eve@acme.example' }],
  ] as const) {
    const refused = await ada.call(method, path, body);
    assert.equal(refused.status, 403, path);
    assert.match(refused.text, /known from leaks of other places; choose another first/, path);
  }
  const again = await ada.call('PUT', '/account/password', { password: GATE_PERSON.password });
  assert.equal(again.status, 400, again.text);
  const chosen = await ada.call('PUT', '/account/password', { password: 'seven gates, one keeper' });
  assert.equal(chosen.status, 204, chosen.text);
  assert.equal(await isLetIn(), 200);
});

test('A2.4: whoever signed in with a leaked password can confirm themself, and sign out', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await makeGatePerson(gate, { hasFactor: false });
  await gate.house.storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccount(ada.accountId);
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, passwordLeakedAt: clock.now() });
  });
  clock.passTime(6 * MINUTE_MS);
  const password = 'seven gates, one keeper';
  const unconfirmed = await ada.call('PUT', '/account/password', { password });
  assert.match(unconfirmed.text, /needs-confirmation/);
  const confirmed = await ada.call('POST', '/session/confirm', { password: GATE_PERSON.password });
  assert.equal(confirmed.status, 200, confirmed.text);
  assert.equal((await ada.call('DELETE', '/session')).status, 204);
  assert.equal((await ada.call('PUT', '/account/password', { password })).status, 401);
});
