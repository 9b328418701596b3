// OpenSSF Principles A2.2 and A3.1: phishing-resistant MFA (WebAuthn), and passkeys without a password.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS, SECOND_MS } from '../../src/kernel/clock.ts';
import { ApiBrowser, enrolAuthenticator, openAdministrator, type Json } from '../support/factor-browser.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { makeSoftwarePasskey, type Cheats, type SoftwarePasskey } from '../support/software-passkey.ts';

/** On this machine, passkeys belong to the name localhost. */
function passkeyFor(gate: Gate): SoftwarePasskey {
  return makeSoftwarePasskey(gate.url.replace('127.0.0.1', 'localhost'));
}

async function enrol(browser: ApiBrowser, key: SoftwarePasskey, cheats?: Cheats) {
  const ask = await browser.json('POST', '/account/factors/passkey/options');
  return browser.call('POST', '/account/factors/passkey', { name: 'Key', passkey: key.create(ask, cheats) });
}

async function openWithKey(t: Parameters<typeof startGate>[0]) {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const key = passkeyFor(gate);
  const enrolled = await enrol(ada, key);
  assert.equal(enrolled.status, 201, enrolled.text);
  return { clock, gate, ada, key, enrolled: JSON.parse(enrolled.text) };
}

test('A2.2: a passkey is the second factor, and the session says so', async (t) => {
  const { gate, ada, key, enrolled } = await openWithKey(t);
  assert.equal(enrolled.recoveryCodes.length, 8);
  assert.equal((await ada.json('GET', '/session')).proof, 'passkey');
  const browser = new ApiBrowser(gate);
  const { next } = await browser.signIn('ada');
  assert.deepEqual(next.methods, ['passkey', 'recovery-code']);
  const ask = await browser.json('POST', '/session/second-factor/options', { ticket: next.ticket });
  assert.deepEqual([ask.userVerification, ask.allowCredentials[0].id], ['discouraged', key.id]);
  const passkey = key.answer(ask, { isVerified: false });
  const begun = await browser.json('POST', '/session/second-factor', { ticket: next.ticket, passkey });
  assert.deepEqual([begun.proof, begun.strongestFactor], ['passkey', 'passkey']);
});

test('A2.2: what was answered on another page, for another question, or before, opens nothing', async (t) => {
  const { gate, key } = await openWithKey(t);
  const browser = new ApiBrowser(gate);
  const attempt = async (cheats: Cheats, change: (passkey: Json) => object = (passkey) => passkey) => {
    const { next } = await browser.signIn('ada');
    const ask = await browser.json('POST', '/session/second-factor/options', { ticket: next.ticket });
    const passkey = change(key.answer(ask, cheats));
    return browser.call('POST', '/session/second-factor', { ticket: next.ticket, passkey });
  };
  const wrong = /the passkey did not answer this question/;
  const phished = await attempt({ origin: 'https://gate.example.evil' });
  assert.match(phished.text, wrong);
  // A question of another use: for a sign-in without a password.
  const other = await browser.json('POST', '/session/passkey/options');
  assert.match((await attempt({ challenge: other.challenge })).text, wrong);
  const forged = (passkey: Json) => ({
    ...passkey,
    response: { ...passkey.response, signature: passkey.response.authenticatorData },
  });
  assert.match((await attempt({}, forged)).text, wrong);
  const stranger = passkeyFor(gate);
  assert.match((await attempt({}, (passkey) => ({ ...passkey, id: stranger.id }))).text, wrong);
  const failures = (await gate.journal('sign-in-failed')).map(({ data }) => (data as { why: string }).why);
  assert.deepEqual(
    failures,
    Array.from({ length: 4 }, () => 'wrong-passkey'),
  );
});

test('A2.2: an answer that was heard is not answered again', async (t) => {
  const { gate, key } = await openWithKey(t);
  const browser = new ApiBrowser(gate);
  const ask = await browser.json('POST', '/session/passkey/options');
  const passkey = key.answer(ask);
  assert.equal((await browser.call('POST', '/session/passkey', { passkey })).status, 200);
  assert.equal((await new ApiBrowser(gate).call('POST', '/session/passkey', { passkey })).status, 401);
});

test('A2.2: a copied authenticator is told by its count, refused, and in the journal', async (t) => {
  const { gate, key } = await openWithKey(t);
  const attempt = async (count: number) => {
    const browser = new ApiBrowser(gate);
    const ask = await browser.json('POST', '/session/passkey/options');
    return browser.call('POST', '/session/passkey', { passkey: key.answer(ask, { count }) });
  };
  assert.equal((await attempt(10)).status, 200);
  for (const count of [10, 4, 0]) assert.equal((await attempt(count)).status, 401, String(count));
  assert.equal((await attempt(11)).status, 200);
  const why = (await gate.journal('sign-in-failed')).map(({ data }) => (data as { why: string }).why);
  assert.deepEqual(why, ['copied-passkey', 'copied-passkey', 'copied-passkey']);
});

test('A2.2: a registration from another page or for another question enrols nothing', async (t) => {
  const { gate, ada } = await openWithKey(t);
  const evil = await enrol(ada, passkeyFor(gate), { origin: 'https://evil.example' });
  assert.equal(evil.status, 403);
  assert.match(evil.text, /does not answer the question of http:..localhost/);
  const sideways = await ada.json('POST', '/session/confirm/options');
  assert.equal((await enrol(ada, passkeyFor(gate), { challenge: sideways.challenge })).status, 403);
  assert.equal((await ada.json('GET', '/account/factors')).items.length, 1);
});

test('A2.2: one passkey belongs to one account', async (t) => {
  const { gate, ada, key } = await openWithKey(t);
  const { link } = await ada.json('POST', '/people', { name: 'bob', role: 'reader' }, 201);
  const bob = new ApiBrowser(gate);
  const secret = link.slice(link.indexOf('#') + 1);
  await bob.json('POST', '/setup', { secret, name: 'bob', password: 'bob has a pass phrase' });
  assert.equal((await enrol(bob, key)).status, 409);
  assert.equal(
    (await bob.call('DELETE', `/account/factors/${(await ada.json('GET', '/account/factors')).items[0].id}`))
      .status,
    404,
  );
});

test('A2.2: an administrator confirms with a passkey, and not with the password any more', async (t) => {
  const { clock, ada, key } = await openWithKey(t);
  clock.passTime(6 * MINUTE_MS);
  const add = () => ada.call('POST', '/people', { name: 'bob', role: 'reader' });
  assert.equal(JSON.parse((await add()).text).code, 'needs-confirmation');
  assert.equal(
    (await ada.call('POST', '/session/confirm', { password: 'a long enough pass phrase' })).status,
    403,
  );
  const ask = await ada.json('POST', '/session/confirm/options');
  await ada.json('POST', '/session/confirm', { passkey: key.answer(ask) });
  assert.equal((await add()).status, 201);
});

test('A2.2: the strongest factor is kept as factors come and go', async (t) => {
  const { clock, ada, enrolled } = await openWithKey(t);
  await enrolAuthenticator(ada, clock.now());
  const strongest = async () => (await ada.json('GET', '/session')).strongestFactor;
  assert.equal(await strongest(), 'passkey');
  await ada.json('DELETE', `/account/factors/${enrolled.factor.id}`, undefined, 204);
  assert.equal(await strongest(), 'totp');
});

test('A3.1: a passkey signs in without a name or a password, if it knew its person', async (t) => {
  const { clock, gate, ada, key } = await openWithKey(t);
  await ada.signOut();
  clock.passTime(SECOND_MS);
  const browser = new ApiBrowser(gate);
  const sign = async (cheats: Cheats) => {
    const ask = await browser.json('POST', '/session/passkey/options');
    assert.deepEqual([ask.userVerification, ask.allowCredentials], ['required', []]);
    return browser.call('POST', '/session/passkey', { passkey: key.answer(ask, cheats) });
  };
  assert.equal((await sign({ isVerified: false })).status, 401);
  assert.equal((await sign({ origin: 'https://evil.example' })).status, 401);
  const begun = await sign({});
  assert.equal(begun.status, 200, begun.text);
  const { account, proof, isConfirmed } = JSON.parse(begun.text);
  assert.deepEqual([account.name, proof, isConfirmed], ['ada', 'passkey', true]);
  assert.match(begun.headers['set-cookie']?.[0] ?? '', /^gatehouse_session=.*HttpOnly; SameSite=Strict/);
});

test('A3.1: on this machine passkeys belong to localhost, whichever address it listens on', async (t) => {
  const gate = await startGate(t);
  const ada = await openAdministrator(gate);
  const { passkeyOrigin, noPasskeys } = await ada.json('GET', '/account/factors');
  assert.match(passkeyOrigin, /^http:..localhost:\d+$/);
  assert.equal(noPasskeys, undefined);
});
