// Principles for Package Repository Security, A1.1: users must verify their e-mail address.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startGate } from '../support/gate.ts';
import { becomeFirst, callApi, secretIn, setPassword } from '../support/person.ts';
import { startMailServer } from '../support/smtp-server.ts';

test('A1.1: an address counts once its reader followed the link that was sent there, which no GET does', async (t) => {
  const mail = await startMailServer(t);
  const gate = await startGate(t, { config: { mail: { server: mail.url, from: 'gate@example.com' } } });
  const ada = await becomeFirst(gate);
  const read = async () => JSON.parse((await ada.call('GET', '/account')).text) as Record<string, unknown>;
  assert.equal((await ada.call('POST', '/account/email', { email: 'ada@example.com' })).status, 202);
  const letter = await mail.next();
  assert.deepEqual(letter.to, ['ada@example.com']);
  const secret = secretIn(letter.text);
  assert.equal((await read())['email'], undefined);
  // What a scanner of mail does with a link.
  assert.equal((await gate.ask('/verify')).status, 200);
  assert.equal((await callApi(gate, 'GET', '/verify')).status, 404);
  assert.equal((await read())['email'], undefined);
  const followed = await callApi(gate, 'POST', '/verify', { secret });
  assert.deepEqual([followed.status, JSON.parse(followed.text)], [200, { done: 'verified', name: 'ada' }]);
  const { email } = await read();
  assert.equal((email as Record<string, string>)['address'], 'ada@example.com');
  assert.ok((email as Record<string, string>)['verifiedAt'] !== undefined);
  assert.equal((await callApi(gate, 'POST', '/verify', { secret })).status, 403);
});

test('A1.1: who is invited by letter verifies the address by choosing a password', async (t) => {
  const mail = await startMailServer(t);
  const gate = await startGate(t, { config: { mail: { server: mail.url, from: 'gate@example.com' } } });
  const ada = await becomeFirst(gate);
  const added = await ada.call('POST', '/people', { name: 'bob', role: 'reader', email: 'bob@example.com' });
  assert.equal(added.status, 201);
  assert.equal((JSON.parse(added.text) as { link?: string }).link, undefined, 'the link is for bob alone');
  const bob = await setPassword(gate, 'bob', secretIn((await mail.next()).text));
  const account = JSON.parse((await bob.call('GET', '/account')).text) as { email: { verifiedAt?: string } };
  assert.ok(account.email.verifiedAt !== undefined);
  const second = await ada.call('POST', '/people', { name: 'eve', role: 'reader', email: 'Bob@example.com' });
  assert.equal(second.status, 409);
});
