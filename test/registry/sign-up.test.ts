// Signing up on a whole gate, over HTTP and SMTP.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startGate } from '../support/gate.ts';
import { becomeFirst, callApi, PERSON_PASSWORD, secretIn, signInAs } from '../support/person.ts';
import { startMailServer } from '../support/smtp-server.ts';

test('where sign-up is open anybody makes an account with an address that they read, and is a reader', async (t) => {
  const mail = await startMailServer(t);
  const config = { mail: { server: mail.url, from: 'gate@example.com' }, accounts: { sign_up: 'open' } };
  const gate = await startGate(t, { config });
  await becomeFirst(gate);
  const ask = (name: string, email: string) =>
    callApi(gate, 'POST', '/sign-up', { name, email, password: PERSON_PASSWORD });
  const asked = await ask('bob', 'bob@example.com');
  assert.deepEqual([asked.status, asked.text], [202, '']);
  const letter = await mail.next();
  const before = await callApi(gate, 'POST', '/session', { name: 'bob', password: PERSON_PASSWORD });
  assert.equal(before.status, 401);
  const followed = await callApi(gate, 'POST', '/verify', { secret: secretIn(letter.text) });
  assert.deepEqual(JSON.parse(followed.text), { done: 'signed-up', name: 'bob' });
  const bob = await signInAs(gate, 'bob');
  assert.equal((JSON.parse((await bob.call('GET', '/account')).text) as { role: string }).role, 'reader');
  const again = await ask('bobby', 'bob@example.com');
  assert.deepEqual([again.status, again.text], [asked.status, asked.text], 'no address is told to be known');
  assert.equal((await ask('bob', 'other@example.com')).status, 409);
});

test('where it is not open nobody makes an account, and the page can say how they come about', async (t) => {
  const gate = await startGate(t);
  const body = { name: 'bob', email: 'bob@example.com', password: PERSON_PASSWORD };
  assert.equal((await callApi(gate, 'POST', '/sign-up', body)).status, 403);
  assert.deepEqual(JSON.parse((await callApi(gate, 'GET', '/sign-up')).text), { way: 'invited' });
});
