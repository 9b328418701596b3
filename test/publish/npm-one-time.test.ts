// A token alone does not do everything: where a token, a package or an act of governance asks for it, the person shows that
// they are there, with a code of their authenticator or by their yes on a page.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Answer } from '../support/ask.ts';
import { npmBody } from './npm-body.ts';
import { LONG_MS, npmScene, type NpmPerson } from './npm-person.ts';

const WEB = { 'npm-auth-type': 'web', 'npm-command': 'publish' };
const TIDE = '/@acme%2ftide';

async function publish(
  person: NpmPerson,
  token: string,
  version: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return person.send(token, 'PUT', TIDE, { body: await npmBody({ version }), headers });
}

interface Challenge {
  readonly error: string;
  readonly authUrl: string;
  readonly doneUrl: string;
}

function challengeOf(answer: Answer): Challenge & { readonly id: string; readonly done: string } {
  assert.equal(answer.status, 401, answer.text);
  assert.equal(answer.headers['www-authenticate'], 'OTP');
  const body = JSON.parse(answer.text) as Challenge;
  return { ...body, id: lastOf(body.authUrl), done: body.doneUrl.slice(body.doneUrl.indexOf('/-/')) };
}

function lastOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

describe('a token that asks for its person at each change', () => {
  it('publishes without one in the first minutes, then with a code of the authenticator, once each', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    assert.equal((await publish(person, token, '1.0.0')).status, 201, 'its person was just there');
    person.clock.passTime(LONG_MS);
    const asked = await publish(person, token, '1.1.0');
    assert.equal(asked.status, 401);
    assert.equal(asked.headers['www-authenticate'], 'OTP');
    assert.match(
      asked.headers['npm-notice'] as string,
      /six digits.*or open http:\S+\/client-proof\/\S+ and/,
    );
    assert.match(asked.text, /one-time code of your second factor/);
    const code = person.freshCode();
    assert.equal((await publish(person, token, '1.1.0', { 'npm-otp': code })).status, 201);
    const replayed = await publish(person, token, '1.2.0', { 'npm-otp': code });
    assert.deepEqual([replayed.status, /used before/.test(replayed.text)], [403, true], replayed.text);
    const [entry] = (await person.gate.journal('person-confirmed')).slice(-1);
    const { request } = (entry?.data ?? {}) as { readonly request?: string };
    assert.equal(request, 'PUT /npm/@acme%2ftide');
  });

  it('holds to the counts of every factor, whichever code is guessed', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    person.clock.passTime(LONG_MS);
    const guesses = ['000000', '111111', 'a'.repeat(64), '222222', 'b'.repeat(64)];
    for (const guess of guesses) {
      const refused = await publish(person, token, '1.0.0', { 'npm-otp': guess });
      assert.equal(refused.status, 403, refused.text);
    }
    const right = await publish(person, token, '1.0.0', { 'npm-otp': person.freshCode() });
    assert.equal(right.status, 429, 'five wrong ones are all');
    assert.equal((await person.gate.journal('sign-in-failed')).length, guesses.length);
  });

  it('takes no recovery code', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    const { recoveryCodes } = await person.browser.json('POST', '/account/recovery-codes', undefined, 201);
    person.clock.passTime(LONG_MS);
    const refused = await publish(person, token, '1.0.0', { 'npm-otp': recoveryCodes[0] });
    assert.equal(refused.status, 403);
  });

  it('looks at no code where none is asked, and asks nobody about a token that does not', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint();
    person.clock.passTime(LONG_MS);
    assert.equal((await publish(person, token, '1.0.0', { 'npm-otp': '000000' })).status, 201);
    assert.equal((await person.gate.journal('sign-in-failed')).length, 0);
  });

  it('changes nothing by another way in, where no code can be sent', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    await publish(person, token, '1.0.0');
    person.clock.passTime(LONG_MS);
    const refused = await person.gate.ask('/api/v1/hosted/npm/%40acme%2ftide/changes', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ changes: [{ change: 'deprecate', version: '1.0.0', message: 'x' }] }),
    });
    assert.deepEqual([refused.status, /one-time code/.test(refused.text)], [403, true], refused.text);
  });
});

describe('a yes on a page', () => {
  async function asked(test: Parameters<typeof npmScene>[0]) {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    await publish(person, token, '0.9.0');
    person.clock.passTime(LONG_MS);
    const challenge = challengeOf(await publish(person, token, '1.0.0', WEB));
    const confirm = () => person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
    const grant = (isSparing = false) =>
      person.browser.call('POST', `/client-proofs/${challenge.id}`, { isSparing });
    const fetch = async () => {
      const answer = await person.send(token, 'GET', challenge.done);
      return answer.status === 200 ? (JSON.parse(answer.text) as { token: string }).token : answer;
    };
    return { person, token, challenge, confirm, grant, fetch };
  }

  it('is shown who asks for what, takes a factor that was just shown, and gives the client a code that works once', async (test) => {
    const { person, token, challenge, confirm, grant, fetch } = await asked(test);
    const waiting = (await fetch()) as Answer;
    assert.deepEqual([waiting.status, waiting.headers['retry-after']], [202, '2']);
    const shown = await person.browser.json('GET', `/client-proofs/${challenge.id}`);
    assert.deepEqual([shown.what, shown.tokenName, shown.maySpare], ['publish @acme/tide', 'laptop', true]);
    assert.equal((await grant()).status, 403, 'the person was there six minutes ago');
    await confirm();
    const granted = await grant();
    assert.deepEqual([granted.status, granted.text], [200, '{}']);
    const code = (await fetch()) as string;
    assert.equal(((await fetch()) as Answer).status, 404, 'it is fetched once');
    assert.equal((await publish(person, token, '1.0.0', { ...WEB, 'npm-otp': code })).status, 201);
    const again = await publish(person, token, '1.1.0', { ...WEB, 'npm-otp': code });
    assert.equal(again.status, 403, again.text);
  });

  it('is good for that request of that token alone', async (test) => {
    const { person, token, confirm, grant, fetch } = await asked(test);
    await confirm();
    await grant();
    const code = (await fetch()) as string;
    const other = await person.send(token, 'PUT', '/-/package/@acme%2ftide/dist-tags/next', {
      body: '"0.9.0"',
      headers: { 'npm-otp': code },
    });
    assert.equal(other.status, 403, other.text);
    const burnt = await publish(person, token, '1.0.0', { 'npm-otp': code });
    assert.equal(burnt.status, 403, 'shown elsewhere, it is used up');
  });

  it('is good for what its person read there alone, where one address does more than that', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    assert.equal((await publish(person, token, '1.0.0')).status, 201);
    person.clock.passTime(LONG_MS);
    const packument = JSON.parse((await person.send(token, 'GET', TIDE)).text) as {
      versions: Record<string, object>;
    };
    const revise = (body: object, headers: Readonly<Record<string, string>>) =>
      person.send(token, 'PUT', `${TIDE}/-rev/1`, { body: JSON.stringify(body), headers });
    const deprecated = { '1.0.0': { ...packument.versions['1.0.0'], deprecated: 'old' } };
    const wish = { ...packument, versions: deprecated };
    const challenge = challengeOf(await revise(wish, WEB));
    const { what } = await person.browser.json('GET', `/client-proofs/${challenge.id}`);
    assert.equal(what, 'deprecate versions of @acme/tide');
    await person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
    await person.browser.json('POST', `/client-proofs/${challenge.id}`, { isSparing: false });
    const { token: code } = JSON.parse((await person.send(token, 'GET', challenge.done)).text) as {
      token: string;
    };
    const other = await revise({ maintainers: [{ name: 'mallory' }] }, { 'npm-otp': code });
    assert.equal(other.status, 403, other.text);
    assert.match(other.text, /the code is for another request/);
    assert.equal((await revise(wish, { 'npm-otp': code })).status, 403, 'shown elsewhere, it is used up');
  });

  it('is asked about the gravest of what one request does', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    for (const version of ['1.0.0', '1.1.0'])
      assert.equal((await publish(person, token, version)).status, 201);
    person.clock.passTime(LONG_MS);
    const packument = JSON.parse((await person.send(token, 'GET', TIDE)).text) as {
      versions: Record<string, object>;
    };
    const versions = { '1.0.0': { ...packument.versions['1.0.0'], deprecated: 'old' } };
    const body = JSON.stringify({ ...packument, versions });
    const challenge = challengeOf(await person.send(token, 'PUT', `${TIDE}/-rev/1`, { body, headers: WEB }));
    const { what } = await person.browser.json('GET', `/client-proofs/${challenge.id}`);
    assert.equal(what, 'remove versions of @acme/tide');
  });

  it('is not given with another token, nor by another person, nor after five minutes', async (test) => {
    const { person, challenge, confirm, grant, fetch } = await asked(test);
    const second = await person.mint({ asksProof: true }).catch(async () => {
      await confirm();
      return person.mint({ asksProof: true });
    });
    await confirm();
    await grant();
    const code = (await fetch()) as string;
    person.clock.passTime(LONG_MS);
    assert.equal((await publish(person, second, '1.0.0', { 'npm-otp': code })).status, 403);
    const late = await person.browser.call('GET', `/client-proofs/${challenge.id}`);
    assert.equal(late.status, 404);
    const nobody = await person.gate.ask(`/api/v1/client-proofs/${challenge.id}`);
    assert.equal(nobody.status, 401);
  });

  it('spares the client for five minutes where its person says so, from where it asked', async (test) => {
    const { person, token, confirm, grant } = await asked(test);
    await confirm();
    await grant(true);
    assert.equal((await publish(person, token, '1.0.0')).status, 201);
    assert.equal((await publish(person, token, '1.1.0')).status, 201);
    person.clock.passTime(LONG_MS);
    assert.equal((await publish(person, token, '1.2.0')).status, 401);
  });

  it('is shown as a code to type, where the client asks its person for one', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint({ asksProof: true });
    person.clock.passTime(LONG_MS);
    const answer = await publish(person, token, '1.0.0');
    const page = /open (http:\S+)/.exec(answer.headers['npm-notice'] as string)?.[1] ?? '';
    await person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
    const { code } = await person.browser.json('POST', `/client-proofs/${lastOf(page)}`, {
      isSparing: false,
    });
    assert.equal((await publish(person, token, '1.0.0', { 'npm-otp': code })).status, 201);
  });
});

describe('an act of governance by a token', () => {
  it('asks each time, also of a token that does not and whose person was just there', async (test) => {
    const person = await npmScene(test);
    const token = await person.mint();
    await publish(person, token, '1.0.0');
    const remove = (headers: Readonly<Record<string, string>> = {}) =>
      person.send(token, 'DELETE', `${TIDE}/-rev/1`, { headers });
    const challenge = challengeOf(await remove(WEB));
    assert.match(challenge.error, /Cannot remove every version of @acme\/tide: it takes a one-time code/);
    const shown = await person.browser.json('GET', `/client-proofs/${challenge.id}`);
    assert.equal(shown.maySpare, false);
    assert.equal((await person.send(token, 'GET', TIDE)).status, 200);
    assert.equal((await remove({ 'npm-otp': person.freshCode() })).status, 200);
    assert.equal((await person.send(token, 'GET', TIDE)).status, 404);
  });
});
