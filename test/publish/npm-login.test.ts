// Signing in on the command line: the address goes to the person, the token to whoever asked, once, and for half a day.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { holdClock, startGate } from '../support/gate.ts';
import { npmBody } from './npm-body.ts';

interface Begun {
  readonly loginUrl: string;
  readonly doneUrl: string;
}

async function scene(test: TestContext, options: { readonly hasFactor?: boolean } = {}) {
  const clock = holdClock();
  const gate = await startGate(test, { clock, config: { access: { anonymous_read: false } } });
  const person = await makeGatePerson(gate, options);
  const begin = async (): Promise<Begun & { readonly id: string }> => {
    const answer = await ask(`${gate.urls.npm}/-/v1/login`, {
      method: 'POST',
      headers: { 'user-agent': 'npm/11.0.0 node/v24.0.0 linux x64' },
      body: '{"hostname":"laptop"}',
    });
    assert.equal(answer.status, 200, answer.text);
    const begun = JSON.parse(answer.text) as Begun;
    return { ...begun, id: begun.loginUrl.slice(begun.loginUrl.lastIndexOf('/') + 1) };
  };
  const as = (token: string, path: string, method = 'GET', body?: string) =>
    ask(`${gate.urls.npm}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
  return { clock, gate, person, begin, as };
}

describe('signing in on the command line', () => {
  it('waits for its person, who sees who asks; then the client gets its token, once', async (test) => {
    const { gate, person, begin, as } = await scene(test);
    const { id, loginUrl, doneUrl } = await begin();
    assert.equal(loginUrl, `${gate.url}/client-login/${id}`);
    const waiting = await ask(doneUrl, {});
    assert.deepEqual([waiting.status, waiting.headers['retry-after']], [202, '2']);
    const shown = await person.call('GET', `/client-logins/${id}`);
    assert.match(shown.text, /npm\/11\.0\.0/);
    assert.equal((await person.call('POST', `/client-logins/${id}`, { scope: 'write' })).status, 204);
    const done = await ask(doneUrl, {});
    assert.equal(done.status, 200);
    const { token } = JSON.parse(done.text) as { readonly token: string };
    assert.deepEqual(JSON.parse((await as(token, '/-/whoami')).text), { username: 'ada' });
    assert.equal((await as(token, '/@acme%2ftide', 'PUT', await npmBody())).status, 201);
    assert.equal((await ask(doneUrl, {})).status, 404, 'a token is fetched once');
    assert.equal((await person.call('POST', `/client-logins/${id}`, { scope: 'write' })).status, 404);
  });

  it('gives the token to nobody who has the page’s address alone', async (test) => {
    const { gate, person, begin } = await scene(test);
    const { id } = await begin();
    await person.call('POST', `/client-logins/${id}`, { scope: 'read' });
    assert.equal((await ask(`${gate.urls.npm}/-/v1/login/done/${id}`, {})).status, 404);
    assert.equal((await ask(`${gate.url}/api/v1/client-logins/${id}`, {})).status, 401);
  });

  it('lets nobody publish who signed in with a password alone', async (test) => {
    const { person, begin, as } = await scene(test, { hasFactor: false });
    const { id, doneUrl } = await begin();
    const refused = await person.call('POST', `/client-logins/${id}`, { scope: 'write' });
    assert.equal(refused.status, 403);
    assert.match(refused.text, /second factor|passkey/);
    assert.equal((await person.call('POST', `/client-logins/${id}`, { scope: 'read' })).status, 204);
    const { token } = JSON.parse((await ask(doneUrl, {})).text) as { readonly token: string };
    assert.equal((await as(token, '/@acme%2ftide', 'PUT', await npmBody())).status, 403);
  });

  it('is over after ten minutes, and its token after twelve hours', async (test) => {
    const { clock, person, begin, as } = await scene(test);
    const late = await begin();
    clock.passTime(11 * MINUTE_MS);
    assert.equal((await ask(late.doneUrl, {})).status, 404);
    const again = await person.call('POST', '/session/confirm', { password: 'a long enough pass phrase' });
    assert.ok(again.status < 500);
    const { id, doneUrl } = await begin();
    assert.equal((await person.call('POST', `/client-logins/${id}`, { scope: 'read' })).status, 204);
    const { token } = JSON.parse((await ask(doneUrl, {})).text) as { readonly token: string };
    assert.equal((await as(token, '/-/whoami')).status, 200);
    clock.passTime(12 * HOUR_MS);
    assert.equal((await as(token, '/-/whoami')).status, 401);
  });

  it('is ended by the client itself, and by it alone', async (test) => {
    const { person, begin, as } = await scene(test);
    const tokens: string[] = [];
    for (const scope of ['read', 'read'] as const) {
      const { id, doneUrl } = await begin();
      await person.call('POST', `/client-logins/${id}`, { scope });
      tokens.push((JSON.parse((await ask(doneUrl, {})).text) as { token: string }).token);
    }
    const [one = '', other = ''] = tokens;
    assert.equal((await as(one, `/-/user/token/${other}`, 'DELETE')).status, 404);
    assert.equal((await as(one, `/-/user/token/${one}`, 'DELETE')).status, 200);
    assert.equal((await as(one, '/-/whoami')).status, 401);
    assert.equal((await as(other, '/-/whoami')).status, 200);
  });
});
