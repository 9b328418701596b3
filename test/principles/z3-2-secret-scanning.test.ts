// OpenSSF Principles for Package Repository Security, Z3.2: leaked tokens are reported by scanners of secrets, and revoked by that.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';

import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { MINUTE_MS } from '../../src/kernel/clock.ts';

/** A service that scans for secrets: publishes its keys over HTTP, and signs what it sends. */
async function startScanner(t: TestContext) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const published = { identifier: 'first', is_current: true };
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    const key = publicKey.export({ type: 'spki', format: 'pem' });
    const { identifier, is_current } = published;
    response.end(JSON.stringify({ public_keys: [{ key_identifier: identifier, key, is_current }] }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const send = async (
    gate: Gate,
    body: string,
    options: { path?: string; identifier?: string; over?: string } = {},
  ) => {
    const { path = '/api/v1/tokens/report', identifier = published.identifier, over = body } = options;
    return gate.ask(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'github-public-key-identifier': identifier,
        'github-public-key-signature': sign('sha256', Buffer.from(over), privateKey).toString('base64'),
      },
      body,
    });
  };
  const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return { published, send, keysUrl, asked: () => asked };
}

const sourceAt = (keysUrl: string) => ({ scanning: { sources: [{ name: 'hub', keys_url: keysUrl }] } });

const reportOf = (token: string) =>
  JSON.stringify([{ token, type: 'gatehouse_token', url: 'https://hub.example/leak', source: 'content' }]);

const isInForce = async (gate: Gate, token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await gate.ask('/npm/-/whoami', { headers })).status === 200;
};

test('Z3.2: a signed report of a live token ends it at once, is journalled, and its owner gets a letter', async (t) => {
  const scanner = await startScanner(t);
  const gate = await startGate(t, { config: sourceAt(scanner.keysUrl) });
  const ada = await makeGatePerson(gate, { email: 'ada@acme.example' });
  const token = await ada.mint({ name: 'ci', scope: 'api' });
  assert.ok(await isInForce(gate, token));
  const answer = await scanner.send(gate, reportOf(token));
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual(JSON.parse(answer.text), [
    { token_raw: token, token_type: 'gatehouse_token', label: 'true_positive' },
  ]);
  assert.ok(!(await isInForce(gate, token)));
  const [entry] = await gate.journal('token-revoked');
  assert.equal(entry?.actor, 'scanner:hub');
  assert.equal((entry?.data as { url?: string } | undefined)?.url, 'https://hub.example/leak');
  const letters = (await gate.journal('letter-posted')).map(({ data }) => (data as { about: string }).about);
  assert.ok(letters.includes('token-leaked'), letters.join());
  // The same report again: nothing is left to end.
  const again = await scanner.send(gate, reportOf(token));
  assert.match(again.text, /"false_positive"/);
  assert.equal((await gate.journal('token-revoked')).length, 1);
});

test('Z3.2: a report that was changed on the way, or signed by a key that is not current, ends nothing', async (t) => {
  const clock = holdClock();
  const scanner = await startScanner(t);
  const gate = await startGate(t, { clock, config: sourceAt(scanner.keysUrl) });
  const ada = await makeGatePerson(gate);
  const token = await ada.mint({ name: 'ci', scope: 'read' });
  const body = reportOf(token);
  const refused = async (answer: { status: number; text: string }) => {
    assert.equal(answer.status, 400, answer.text);
    assert.ok(await isInForce(gate, token));
  };
  await refused(await scanner.send(gate, body, { over: reportOf('other') }));
  await refused(await scanner.send(gate, ` ${body}`, { over: body }));
  await refused(await scanner.send(gate, body, { identifier: 'unheard' }));
  assert.equal(scanner.asked(), 1);
  scanner.published.is_current = false;
  scanner.published.identifier = 'second';
  clock.passTime(MINUTE_MS);
  await refused(await scanner.send(gate, body));
  scanner.published.is_current = true;
  clock.passTime(MINUTE_MS);
  assert.equal((await scanner.send(gate, body)).status, 200);
  assert.ok(!(await isInForce(gate, token)));
});

test('Z3.2: whoever finds a token may end it with the token alone, at the paths that services know', async (t) => {
  const gate = await startGate(t);
  const ada = await makeGatePerson(gate);
  const headers = { 'content-type': 'application/json' };
  const paths = {
    '/api/v1/tokens/report': 200,
    '/api/github/secret-scanning/verify': 200,
    '/_/secrets/disclose-token': 204,
  };
  for (const [path, status] of Object.entries(paths)) {
    const token = await ada.mint({ name: 'ci', scope: 'read' });
    const answer = await gate.ask(path, { method: 'POST', headers, body: reportOf(token) });
    assert.equal(answer.status, status, answer.text);
    assert.ok(!(await isInForce(gate, token)), path);
    for (const body of ['{}', '[{}]', '[{"token":1}]', 'null', '[', '[{"token":""}]']) {
      const bad = await gate.ask(path, { method: 'POST', headers, body });
      assert.equal(bad.status, 400, `${path} ${body}: ${bad.status}`);
    }
  }
});
