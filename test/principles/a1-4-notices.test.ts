// Principles for Package Repository Security, A1.4: people are told by mail of critical changes to their account.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startGate } from '../support/gate.ts';
import { becomeFirst, callApi, secretIn, setPassword } from '../support/person.ts';
import { startMailServer } from '../support/smtp-server.ts';

test('A1.4: a new password, another address and another role are told to the address of before', async (t) => {
  const mail = await startMailServer(t);
  const gate = await startGate(t, { config: { mail: { server: mail.url, from: 'gate@example.com' } } });
  const ada = await becomeFirst(gate);
  const letter = (to: string, subject: RegExp) =>
    mail.next((one) => one.to.includes(to) && subject.test(one.text));
  await ada.call('POST', '/people', { name: 'bob', role: 'reader', email: 'old@example.com' });
  const invitation = await letter('old@example.com', /You have an account here/);
  const bob = await setPassword(gate, 'bob', secretIn(invitation.text));
  await bob.call('POST', '/account/email', { email: 'new@example.org' });
  const secret = secretIn((await letter('new@example.org', /Verify your address/)).text);
  assert.equal((await callApi(gate, 'POST', '/verify', { secret })).status, 200);
  await letter('old@example.com', /Your address was changed/);
  await letter('new@example.org', /Your address was changed/);
  const { id } = JSON.parse((await bob.call('GET', '/account')).text) as { id: string };
  assert.equal((await ada.call('PUT', `/people/${id}`, { role: 'auditor' })).status, 204);
  await letter('new@example.org', /Your role was changed/);
});
