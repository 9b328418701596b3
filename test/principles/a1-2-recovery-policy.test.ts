// Principles for Package Repository Security, A1.2: the policy of recovering an account is documented, and it is what happens.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { startGate, type Gate } from '../support/gate.ts';
import { becomeFirst, callApi, secretIn, setPassword, signInAs } from '../support/person.ts';
import { startMailServer } from '../support/smtp-server.ts';

const recover = (gate: Gate, name: string) => callApi(gate, 'POST', '/recovery', { name });

test('A1.2: the recovery policy says what is needed when password, factor or address are lost', () => {
  const policy = readFileSync(join(import.meta.dirname, '../../docs/accounts.md'), 'utf8');
  for (const heading of ['The password is lost', 'The second factor is lost', 'The address is lost'])
    assert.match(policy, new RegExp(`^### ${heading}$`, 'm'));
});

test('A1.2: a lost password is chosen anew by a letter to the verified address; nobody learns who has an account', async (t) => {
  const mail = await startMailServer(t);
  const config = {
    mail: { server: mail.url, from: 'gate@example.com' },
    // Nobody answers there, so that nothing is asked outside.
    accounts: { dns_servers: ['127.0.0.1:9'] },
  };
  const gate = await startGate(t, { config });
  const ada = await becomeFirst(gate);
  await ada.call('POST', '/account/email', { email: 'ada@example.com' });
  await callApi(gate, 'POST', '/verify', { secret: secretIn((await mail.next()).text) });
  const [unknown, known] = [await recover(gate, 'eve'), await recover(gate, 'ada')];
  const told = ({ status, text }: typeof known) => ({ status, text });
  assert.deepEqual(told(unknown), told(known));
  assert.equal(known.status, 202);
  const letter = await mail.next(({ text }) => /Choose a new password/.test(text));
  assert.deepEqual(letter.to, ['ada@example.com']);
  assert.match(letter.text.replaceAll('=\n', ''), /\/recovery\n/, 'the letter leads to the policy');
  await setPassword(gate, 'ada', secretIn(letter.text), 'a pass phrase of tomorrow');
  const session = await ada.call('GET', '/session');
  assert.equal((JSON.parse(session.text) as { account?: object }).account, undefined, 'sessions have ended');
  await signInAs(gate, 'ada', 'a pass phrase of tomorrow');
  await mail.next(({ text }) => /Your password was changed/.test(text));
});
