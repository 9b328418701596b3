// OpenSSF Principles A1.5: brute force is prevented, of second factors too; and a code that was talked out of somebody.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { ApiBrowser, enrolAuthenticator, openAdministrator } from '../support/factor-browser.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { startMailServer, type TestMailServer } from '../support/smtp-server.ts';

const STEP_MS = 30 * SECOND_MS;

test('A1.5: five wrong codes hold the second factor back, also from other browsers and for the right code', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const app = await enrolAuthenticator(ada, clock.now());
  clock.passTime(STEP_MS);
  const right = app.code(clock.now());
  const wrong = right === '000000' ? '000001' : '000000';
  const { next } = await new ApiBrowser(gate).signIn('ada');
  const attempt = (code: string, kind = 'code') =>
    new ApiBrowser(gate).call('POST', '/session/second-factor', { ticket: next.ticket, [kind]: code });
  for (let count = 0; count < 5; count++) assert.equal((await attempt(wrong)).status, 401);
  const held = await attempt(right);
  assert.equal(held.status, 429);
  assert.ok(Number(held.headers['retry-after']) > 0);
  // Neither another way nor the confirmation of a session is a second count.
  assert.equal((await attempt(app.recoveryCodes[0] ?? '', 'recoveryCode')).status, 429);
  assert.equal((await ada.call('POST', '/session/confirm', { code: right })).status, 429);
  clock.passTime(5 * MINUTE_MS);
  const { next: again } = await ada.signIn('ada');
  const code = app.code(clock.now());
  assert.equal(
    (await ada.call('POST', '/session/second-factor', { ticket: again.ticket, code })).status,
    200,
  );
});

test('A1.5: guessing passkeys is held back for a network, and so is making challenges', async (t) => {
  const gate = await startGate(t, { clock: holdClock() });
  await openAdministrator(gate);
  const browser = new ApiBrowser(gate);
  const statuses = async (path: string, count: number, body?: () => object) => {
    const seen: number[] = [];
    for (let n = 0; n < count; n++) seen.push((await browser.call('POST', path, body?.())).status);
    return seen;
  };
  const asked = await statuses('/session/passkey/options', 61);
  assert.deepEqual([asked.filter((status) => status === 200).length, asked.at(-1)], [60, 429]);
  let count = 0;
  const made = () => {
    const id = Buffer.from(`guess ${count++}`).toString('base64url');
    const response = { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' };
    return { passkey: { id, rawId: id, type: 'public-key', response } };
  };
  const guessed = await statuses('/session/passkey', 51, made);
  assert.deepEqual([guessed.filter((status) => status === 401).length, guessed.at(-1)], [50, 429]);
});

async function openWithMail(t: Parameters<typeof startMailServer>[0]) {
  const mail = await startMailServer(t);
  const clock = holdClock();
  const gate = await startGate(t, {
    clock,
    config: { mail: { server: mail.url, from: 'gate@example.com' } },
  });
  const ada = await openAdministrator(gate);
  await giveAddress(gate, clock.now());
  const app = await enrolAuthenticator(ada, clock.now());
  const signIn = async (browser: ApiBrowser) => {
    clock.passTime(STEP_MS);
    const { next } = await browser.signIn('ada');
    const request = { ticket: next.ticket, code: app.code(clock.now()) };
    return browser.json('POST', '/session/second-factor', request);
  };
  return { mail, clock, gate, ada, app, signIn };
}

/** As if she had followed the link that verifies it. */
async function giveAddress(gate: Gate, now: number): Promise<void> {
  await gate.house.storage.work.transact(async ({ identity }) => {
    const account = await identity.findAccountByName('ada');
    assert.ok(account !== undefined);
    await identity.saveAccount({ ...account, email: { address: 'ada@example.com', verifiedAt: now } });
  });
}

async function linkIn(mail: TestMailServer, isNew: (text: string) => boolean = () => true): Promise<string> {
  const { text } = await mail.next(({ text: all }) => /confirm-device/.test(all) && isNew(all));
  return /confirm-device#=?\s?([\w-]{43})/.exec(text.replaceAll('=\n', ''))?.[1] ?? assert.fail(text);
}

test('A1.5: a code from a browser that was not seen before is confirmed by a letter, in that browser', async (t) => {
  const { mail, gate, ada, signIn } = await openWithMail(t);
  // The one that enrolled is known.
  ada.forgetSession();
  assert.equal((await signIn(ada)).proof, 'two-factor');
  const thief = new ApiBrowser(gate);
  assert.deepEqual(await signIn(thief), { next: { confirmDevice: true } });
  assert.equal((await thief.json('GET', '/session')).account, undefined);
  const secret = await linkIn(mail);
  // Its person, asked by a page that looks like ours, opens the link: in a browser that did not ask.
  const other = await ada.call('POST', '/session/device', { secret });
  assert.equal(other.status, 403);
  assert.match(other.text, /this is not the one that asked/);
  const begun = await thief.json('POST', '/session/device', { secret });
  assert.equal(begun.proof, 'two-factor');
  assert.equal((await thief.call('POST', '/session/device', { secret })).status, 403);
  // From then on it is known.
  await thief.signOut();
  assert.equal((await signIn(thief)).proof, 'two-factor');
  const kinds = (await gate.journal('device-unknown', 'device-confirmed')).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['device-unknown', 'device-confirmed']);
});

test('A1.5: the link of a letter is over after fifteen minutes, and with the next letter', async (t) => {
  const { mail, clock, gate, signIn } = await openWithMail(t);
  const browser = new ApiBrowser(gate);
  await signIn(browser);
  const first = await linkIn(mail);
  await signIn(browser);
  const second = await linkIn(mail, (text) => !text.replaceAll('=\n', '').includes(first));
  assert.equal((await browser.call('POST', '/session/device', { secret: first })).status, 403);
  clock.passTime(15 * MINUTE_MS);
  assert.equal((await browser.call('POST', '/session/device', { secret: second })).status, 403);
});

test('A1.5: the link of a letter does nothing once another password was chosen, as the letter says to do, or the factor is gone', async (t) => {
  const { mail, clock, gate, ada, app, signIn } = await openWithMail(t);
  const thief = new ApiBrowser(gate);
  assert.deepEqual(await signIn(thief), { next: { confirmDevice: true } });
  // Whoever reads her letters, too.
  const first = await linkIn(mail);
  clock.passTime(STEP_MS);
  await ada.json('POST', '/session/confirm', { code: app.code(clock.now()) });
  await ada.json('PUT', '/account/password', { password: 'another pass phrase of hers' }, 204);
  assert.equal((await thief.call('POST', '/session/device', { secret: first })).status, 403);
  assert.equal((await thief.json('GET', '/session')).account, undefined);
  clock.passTime(STEP_MS);
  const { next } = await thief.signIn('ada', 'another pass phrase of hers');
  await thief.json('POST', '/session/second-factor', { ticket: next.ticket, code: app.code(clock.now()) });
  const second = await linkIn(mail, (text) => !text.replaceAll('=\n', '').includes(first));
  await ada.json('DELETE', `/account/factors/${app.id}`, undefined, 204);
  assert.equal((await thief.call('POST', '/session/device', { secret: second })).status, 403);
});

test('A1.4: enrolling, removing and using up recovery codes is told by letters', async (t) => {
  const { mail, ada, app } = await openWithMail(t);
  await ada.json('POST', '/account/recovery-codes', undefined, 201);
  await ada.json('DELETE', `/account/factors/${app.id}`, undefined, 204);
  for (const subject of [/second factor was added/, /New recovery codes/, /second factor was removed/])
    assert.deepEqual((await mail.next(({ text }) => subject.test(text))).to, ['ada@example.com']);
});
