// A client that knows no page sends a name and a password: it gets no more than a page would give it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { PASSWORD } from '../support/factor-browser.ts';
import { makeGatePerson, GATE_PERSON } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { npmBody } from './npm-body.ts';
import { npmScene } from './npm-person.ts';

interface Login {
  readonly name?: string;
  readonly password?: string;
  readonly otp?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function login(gate: Gate, { name = 'ada', password = PASSWORD, otp, headers }: Login = {}) {
  return gate.ask(`/npm/-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'yarn/1.22.22 npm/? node/v24.0.0 linux x64',
      ...(otp === undefined ? {} : { 'npm-otp': otp }),
      ...headers,
    },
    body: JSON.stringify({ _id: `org.couchdb.user:${name}`, name, password, type: 'user', roles: [] }),
  });
}

describe('signing a client in by a password', () => {
  it('asks for a code of the authenticator, and then gives what a page gives', async (test) => {
    const person = await npmScene(test);
    const asked = await login(person.gate);
    assert.deepEqual([asked.status, asked.headers['www-authenticate']], [401, 'OTP']);
    assert.match(asked.headers['npm-notice'] as string, /^enter the six digits of your authenticator$/);
    const basic = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`;
    const done = await login(person.gate, { otp: person.freshCode(), headers: { authorization: basic } });
    assert.equal(done.status, 201, done.text);
    const { token, ok } = JSON.parse(done.text) as { readonly token: string; readonly ok: boolean };
    assert.ok(ok && token.startsWith('ghw_'));
    const published = await person.send(token, 'PUT', '/@acme%2ftide', { body: await npmBody() });
    assert.equal(published.status, 201, published.text);
    const { items } = await person.browser.json('GET', '/tokens');
    assert.partialDeepStrictEqual(items[0], { name: 'sign-in of yarn from 127.0.0.0/24', asksProof: true });
  });

  it('says the same of a wrong name and a wrong password, and holds both back after five', async (test) => {
    const { gate } = await npmScene(test);
    const [wrong, unknown] = [
      await login(gate, { password: 'x' }),
      await login(gate, { name: 'eve', password: 'x' }),
    ];
    assert.deepEqual([wrong.status, wrong.text], [unknown.status, unknown.text]);
    assert.equal(wrong.status, 401);
    const answers: number[] = [];
    for (let at = 0; at < 6; at++) answers.push((await login(gate, { password: 'x' })).status);
    assert.equal(answers.at(-1), 429);
  });

  it('counts wrong codes as everywhere', async (test) => {
    const person = await npmScene(test);
    for (let at = 0; at < 5; at++) assert.equal((await login(person.gate, { otp: '000000' })).status, 403);
    assert.equal((await login(person.gate, { otp: person.freshCode() })).status, 429);
  });

  it('gives whoever has no second factor a token that reads alone', async (test) => {
    const gate = await startGate(test);
    await makeGatePerson(gate, { hasFactor: false });
    const done = await login(gate, GATE_PERSON);
    const { token } = JSON.parse(done.text) as { readonly token: string };
    assert.match(token, /^ghr_/);
  });

  it('leads to npm login whose second factor is a passkey', async (test) => {
    const gate = await startGate(test);
    await makeGatePerson(gate);
    const refused = await login(gate, { ...GATE_PERSON, otp: '123456' });
    assert.deepEqual([refused.status, /use npm login/.test(refused.text)], [403, true], refused.text);
  });

  it('takes a network where its person is signed in, where a letter would confirm a browser', async (test) => {
    const person = await npmScene(test);
    await person.gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccountByName('ada');
      assert.ok(account !== undefined);
      const email = { address: 'ada@example.com', verifiedAt: 1 };
      await identity.saveAccount({ ...account, email });
    });
    assert.equal((await login(person.gate, { otp: person.freshCode() })).status, 201);
    await person.browser.signOut();
    const refused = await login(person.gate, { otp: person.freshCode() });
    assert.deepEqual(
      [refused.status, /from this network first/.test(refused.text)],
      [403, true],
      refused.text,
    );
  });

  it('is not there where people sign in by a provider', async (test) => {
    const person = await npmScene(test);
    await person.gate.house.storage.work.transact(async ({ identity }) => {
      const account = await identity.findAccountByName('ada');
      assert.ok(account !== undefined);
      const { passwordHash: _, ...rest } = account;
      await identity.saveAccount(rest);
    });
    const refused = await login(person.gate, { otp: person.freshCode() });
    assert.deepEqual([refused.status, /wrong/.test(refused.text)], [401, true], refused.text);
  });
});
