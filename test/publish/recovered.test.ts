// A person recovers their account over HTTP, by each way that there is: each one holds what they could publish before.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { HOUR_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { ask } from '../support/ask.ts';
import { enrolAuthenticator, openAdministrator } from '../support/factor-browser.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { lettersOf } from '../support/letters-of.ts';
import { npmBody } from './npm-body.ts';

/** The secret of the newest letter that leads there; recovery letters are written after the answer. */
async function secretTo(gate: Gate, name: string, page: 'setup' | 'verify'): Promise<string> {
  for (let tries = 0; tries < 400; tries++) {
    const letter = (await lettersOf(gate, name)).findLast((one) => one.includes(`/${page}#`));
    const secret = new RegExp(`/${page}#([\\w-]{43})`).exec(letter ?? '')?.[1];
    if (secret !== undefined) return secret;
    await sleep(50);
  }
  throw new Error(`no letter to ${name} that leads to ${page}`);
}

test('a recovery code, a password by letter and another address each hold the packages of before, and no new one', async (t) => {
  const clock = holdClock();
  // Nobody answers there, so that nothing is asked outside.
  const gate = await startGate(t, { clock, config: { accounts: { dns_servers: ['127.0.0.1:9'] } } });
  const ada = await openAdministrator(gate);
  const phone = await enrolAuthenticator(ada, clock.now());
  await ada.json('POST', '/account/email', { email: 'ada@example.com' }, 202);
  await ada.json('POST', '/verify', { secret: await secretTo(gate, 'ada', 'verify') });
  await ada.signOut();
  const enter = async (password: string) => {
    clock.passTime(30 * SECOND_MS);
    const { next } = await ada.signIn('ada', password);
    await ada.json('POST', '/session/second-factor', { ticket: next.ticket, code: phone.code(clock.now()) });
  };
  let password = 'a long enough pass phrase';
  await enter(password);
  const packages = [
    { ecosystem: 'npm', pattern: 'tide' },
    { ecosystem: 'npm', pattern: 'wave' },
  ];
  const wish = {
    name: 'ci',
    scope: 'write',
    actions: ['publish'],
    packages,
    lasts: '30d',
  };
  const { token } = await ada.json('POST', '/tokens', wish, 201);
  let patch = 0;
  const publish = async (name = 'tide') =>
    ask(`${gate.urls.npm}/${name}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: await npmBody({ name, version: `1.0.${patch++}` }),
    });
  assert.equal((await publish()).status, 201);
  const assertHeld = async (how: RegExp) => {
    const held = await publish();
    assert.equal(held.status, 403, held.text);
    assert.match(held.text, /found that the account ada was recovered at/);
    assert.match(held.text, how);
    clock.passTime(73 * HOUR_MS);
    const later = await publish();
    assert.equal(later.status, 201, later.text);
  };

  await ada.signOut();
  clock.passTime(30 * SECOND_MS);
  const { next } = await ada.signIn('ada', password);
  const [recoveryCode] = phone.recoveryCodes;
  await ada.json('POST', '/session/second-factor', { ticket: next.ticket, recoveryCode });
  assert.equal((await publish('wave')).status, 201, 'nobody had published that one');
  await assertHeld(/a recovery code stood in for its second factor/);

  await ada.json('POST', '/recovery', { name: 'ada' }, 202);
  password = 'a pass phrase of tomorrow';
  const secret = await secretTo(gate, 'ada', 'setup');
  await ada.json('POST', '/setup', { secret, name: 'ada', password });
  await assertHeld(/its password was set by a link instead of the old one/);

  ada.forgetSession();
  await enter(password);
  await ada.json('POST', '/account/email', { email: 'lovelace@example.com' }, 202);
  await ada.json('POST', '/verify', { secret: await secretTo(gate, 'lovelace', 'verify') });
  await assertHeld(/its letters go to another address/);
  assert.deepEqual(
    (await gate.journal('account-recovered')).map(({ data }) => 'how' in data && data.how),
    ['recovery-code', 'password', 'address'],
  );
});
