// OpenSSF Principles A1.3: strong MFA is supported, at least TOTP.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import {
  ApiBrowser,
  enrolAuthenticator,
  openAdministrator,
  PASSWORD,
  type Json,
} from '../support/factor-browser.ts';
import { holdClock, startGate } from '../support/gate.ts';

const STEP_MS = 30 * SECOND_MS;

test('A1.3: an authenticator is enrolled by a code, and from then on a password alone begins no session', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const elsewhere = new ApiBrowser(gate);
  await elsewhere.signIn('ada');
  const app = await enrolAuthenticator(ada, clock.now());
  assert.equal(app.recoveryCodes.length, 8);
  const session = await ada.json('GET', '/session');
  assert.deepEqual([session.proof, session.strongestFactor], ['two-factor', 'totp']);
  // What was begun without it has ended.
  assert.equal((await elsewhere.json('GET', '/session')).account, undefined);
  await ada.signOut();
  const { next } = await ada.signIn('ada');
  assert.deepEqual(next.methods, ['totp', 'recovery-code']);
  assert.equal((await ada.json('GET', '/session')).account, undefined);
  clock.passTime(STEP_MS);
  const spaced = app.code(clock.now()).replace(/^.../, '$& ');
  const begun = await ada.json('POST', '/session/second-factor', { ticket: next.ticket, code: spaced });
  assert.equal(begun.proof, 'two-factor');
  const kinds = (await gate.journal('factor-enrolled', 'signed-in')).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['signed-in', 'signed-in', 'factor-enrolled', 'signed-in']);
  assert.deepEqual(
    gate.logged.filter(({ level }) => level === 'error'),
    [],
  );
});

test('A1.3: a code works once, a ticket works once, and neither is good for long', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const app = await enrolAuthenticator(ada, clock.now());
  const step = async (ticket: string, code: string) => {
    const answer = await ada.call('POST', '/session/second-factor', { ticket, code });
    return [answer.status, JSON.parse(answer.text).detail];
  };
  const ticketOf = async () => (await ada.signIn('ada')).next.ticket as string;
  // The code by which it was enrolled was used.
  const replayed = [401, 'Cannot sign in: the code was used before; wait for the next one'];
  assert.deepEqual(await step(await ticketOf(), app.code(clock.now())), replayed);
  clock.passTime(STEP_MS);
  const [ticket, code] = [await ticketOf(), app.code(clock.now())];
  assert.equal((await step(ticket, code))[0], 200);
  const over = /the time for the second factor is over/;
  clock.passTime(STEP_MS);
  assert.match(String((await step(ticket, app.code(clock.now())))[1]), over);
  const late = await ticketOf();
  assert.deepEqual(await step(late, code), replayed);
  clock.passTime(5 * MINUTE_MS);
  assert.match(String((await step(late, app.code(clock.now())))[1]), over);
  const off = await step(await ticketOf(), app.code(clock.now() + 5 * STEP_MS));
  assert.match(String(off[1]), /clock of your authenticator is off/);
  const why = (await gate.journal('sign-in-failed')).map(({ data }) => (data as { why: string }).why);
  assert.deepEqual(why, ['replayed-code', 'replayed-code', 'clock-off']);
});

test('A1.3: another password ends the ticket of the one before', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const app = await enrolAuthenticator(ada, clock.now());
  const thief = new ApiBrowser(gate);
  const { next } = await thief.signIn('ada');
  await ada.json('PUT', '/account/password', { password: 'another long pass phrase' }, 204);
  clock.passTime(STEP_MS);
  const late = await thief.call('POST', '/session/second-factor', {
    ticket: next.ticket,
    code: app.code(clock.now()),
  });
  assert.equal(late.status, 401);
});

test('A1.3: the ticket of a sign-in sets no password and confirms no browser', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  await enrolAuthenticator(ada, clock.now());
  const thief = new ApiBrowser(gate);
  const ticketOf = async () => (await thief.signIn('ada')).next.ticket as string;
  const set = { secret: await ticketOf(), name: 'ada', password: 'another long pass phrase' };
  assert.equal((await thief.call('POST', '/setup', set)).status, 403);
  assert.equal((await thief.call('POST', '/session/device', { secret: await ticketOf() })).status, 403);
  assert.equal((await ada.signIn('ada')).next.methods.length, 2);
});

test('A1.3: a recovery code stands in once, and its use is told', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const { recoveryCodes } = await enrolAuthenticator(ada, clock.now());
  const use = async (recoveryCode: string | undefined) => {
    const { next } = await ada.signIn('ada');
    return ada.call('POST', '/session/second-factor', { ticket: next.ticket, recoveryCode });
  };
  assert.equal((await use(recoveryCodes[0]?.toUpperCase())).status, 200);
  assert.equal((await use(recoveryCodes[0])).status, 401);
  assert.equal((await ada.json('GET', '/account/factors')).recoveryCodes, 7);
  const renewed = await ada.json('POST', '/account/recovery-codes', undefined, 201);
  assert.equal(renewed.recoveryCodes.length, 8);
  assert.equal((await use(recoveryCodes[1])).status, 401);
  assert.equal((await use(renewed.recoveryCodes[7])).status, 200);
  const used = await gate.journal('recovery-code-used');
  assert.deepEqual(
    used.map(({ data }) => (data as { left: number }).left),
    [7, 7],
  );
});

test('A1.3: neither a stolen session nor a stolen password removes the factor; the factor does', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const app = await enrolAuthenticator(ada, clock.now());
  clock.passTime(6 * MINUTE_MS);
  const remove = () => ada.call('DELETE', `/account/factors/${app.id}`);
  assert.equal(JSON.parse((await remove()).text).code, 'needs-confirmation');
  const byPassword = await ada.call('POST', '/session/confirm', { password: PASSWORD });
  assert.equal(byPassword.status, 403);
  assert.match(byPassword.text, /your account has a second factor/);
  assert.equal((await remove()).status, 403);
  await ada.json('POST', '/session/confirm', { code: app.code(clock.now()) });
  assert.equal((await ada.call('DELETE', '/account/factors/none')).status, 404);
  assert.equal((await remove()).status, 204);
  const { items, recoveryCodes } = await ada.json('GET', '/account/factors');
  assert.deepEqual([items, recoveryCodes], [[], 0]);
  assert.equal((await ada.json('GET', '/session')).strongestFactor, undefined);
  await ada.signOut();
  assert.equal((await ada.signIn('ada')).proof, 'password');
});

test('A1.3: sessions are listed with how they began, and ended one by one or all others', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const [second, third] = [new ApiBrowser(gate), new ApiBrowser(gate)];
  for (const browser of [second, third]) {
    clock.passTime(SECOND_MS);
    await browser.signIn('ada');
  }
  const { items } = await ada.json('GET', '/account/sessions');
  assert.deepEqual(
    items.map((item: Json) => [item.proof, item.agent, item.network, item.isThis]),
    [false, false, true].map((isThis) => ['password', 'Test browser', '127.0.0.0/24', isThis]),
  );
  await ada.json('DELETE', `/account/sessions/${items[0].id}`, undefined, 204);
  assert.equal((await third.json('GET', '/session')).account, undefined);
  assert.equal((await second.json('GET', '/session')).account.name, 'ada');
  assert.equal((await ada.call('DELETE', `/account/sessions/${items[0].id}`)).status, 404);
  await ada.json('DELETE', '/account/sessions', undefined, 204);
  assert.equal((await second.json('GET', '/session')).account, undefined);
  assert.equal((await ada.json('GET', '/session')).account.name, 'ada');
  clock.passTime(12 * HOUR_MS);
  assert.equal((await ada.json('GET', '/session')).account, undefined);
});
