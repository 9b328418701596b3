// Principles for Package Repository Security, A1.2: what the policy says of a lost second factor is what happens.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { ApiBrowser, enrolAuthenticator, openAdministrator, PASSWORD } from '../support/factor-browser.ts';
import { holdClock, startGate } from '../support/gate.ts';

test('A1.2: who lost every factor is let in by an administrator who has one, and by nobody else', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const { person, link } = await ada.json('POST', '/people', { name: 'bob', role: 'administrator' }, 201);
  const bob = new ApiBrowser(gate);
  await bob.json('POST', '/setup', { secret: link.split('#')[1], name: 'bob', password: PASSWORD });
  await enrolAuthenticator(bob, clock.now());

  // An administrator without a factor of their own takes nobody's off.
  const refused = await ada.call('POST', `/people/${person.id}/recover`);
  assert.equal(refused.status, 403);
  assert.match(refused.text, /enrol a passkey or an authenticator first/);
  const phone = await enrolAuthenticator(ada, clock.now());
  const grace = new ApiBrowser(gate);
  assert.equal((await grace.call('POST', `/people/${person.id}/recover`)).status, 401);
  const listed = await ada.json('GET', '/people');
  assert.deepEqual(
    listed.items.map(({ name, strongestFactor }: { name: string; strongestFactor?: string }) => [
      name,
      strongestFactor,
    ]),
    [
      ['ada', 'totp'],
      ['bob', 'totp'],
    ],
  );

  // Nor one whose last proof is old.
  clock.passTime(5 * MINUTE_MS);
  assert.match((await ada.call('POST', `/people/${person.id}/recover`)).text, /confirm that it is you first/);
  await ada.json('POST', '/session/confirm', { code: phone.code(clock.now()) });
  await ada.json('POST', `/people/${person.id}/recover`, undefined, 204);

  assert.equal((await bob.json('GET', '/session')).account, undefined, 'sessions have ended');
  const session = await bob.signIn('bob');
  assert.deepEqual(
    [session.account.name, session.proof, session.strongestFactor],
    ['bob', 'password', undefined],
  );
  const removed = await gate.journal('factor-removed');
  assert.deepEqual(
    removed.map(({ actor, data }) => [actor, 'accountId' in data && data.accountId]),
    [['account:ada', person.id]],
  );
  clock.passTime(30 * SECOND_MS);
  assert.equal((await ada.call('POST', '/people/nobody/recover')).status, 404);
});
