// OpenSSF Principles for Package Repository Security, Z1.1: API keys can be scoped to specific packages.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { MINUTE_MS } from '../../src/kernel/clock.ts';
import { holdClock, startGate, type Gate } from '../support/gate.ts';
import { makeGatePerson } from '../support/gate-person.ts';

interface Problem {
  readonly code: string;
  readonly detail: string;
}

const bearer = (token: string, more: Readonly<Record<string, string>> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});

const npm = (pattern: string) => ({ ecosystem: 'npm', pattern });

async function publishBoth(gate: Gate): Promise<void> {
  for (const name of ['@acme/tide', 'left-pad']) {
    await gate.upstream.npm.publish({ name, version: '1.0.0', publishedAt: '2020-01-01T00:00:00Z' });
  }
}

test('Z1.1: a token that writes names packages and actions, and is refused without', async (t) => {
  const gate = await startGate(t);
  const ada = await makeGatePerson(gate);
  const release = { name: 'release', scope: 'write', actions: ['publish'], packages: [npm('@Acme/*')] };
  for (const lacking of [
    { ...release, packages: [] },
    { ...release, packages: [npm('*')] },
    { ...release, packages: Array.from({ length: 51 }, (_, at) => npm(`p${at}`)) },
    { ...release, actions: [] },
    { ...release, lasts: '91d' },
  ]) {
    const refused = await ada.call('POST', '/tokens', lacking);
    assert.ok([400, 422].includes(refused.status), `${refused.status} ${refused.text}`);
  }
  const text = await ada.mint({
    ...release,
    packages: [npm('@acme/*'), { ecosystem: 'pypi', pattern: 'Acme.Tide' }],
  });
  assert.match(text, /^ghw_/);
  const { items } = JSON.parse((await ada.call('GET', '/tokens')).text) as { items: object[] };
  const [{ actions, packages } = { actions: [], packages: [] }] = items as {
    actions: string[];
    packages: object[];
  }[];
  assert.deepEqual(actions, ['publish']);
  // As each ecosystem spells its names.
  assert.deepEqual(packages, [npm('@acme/*'), { ecosystem: 'pypi', pattern: 'acme-tide' }]);
});

test('Z1.1: a person who signed in with a password alone makes no token that writes', async (t) => {
  const gate = await startGate(t);
  const ada = await makeGatePerson(gate, { hasFactor: false });
  const release = { name: 'release', scope: 'write', actions: ['publish'], packages: [npm('@acme/*')] };
  const refused = await ada.call('POST', '/tokens', release);
  assert.equal(refused.status, 403, refused.text);
  assert.equal((JSON.parse(refused.text) as Problem).code, 'not-allowed');
});

test('Z1.1: where reading takes a token, one that is bound to packages reads those alone', async (t) => {
  const gate = await startGate(t, { config: { access: { anonymous_read: false } } });
  await publishBoth(gate);
  const ada = await makeGatePerson(gate);
  const token = await ada.mint({ name: 'acme', scope: 'read', packages: [npm('@acme/*')] });
  const status = async (path: string) => (await gate.ask(path, bearer(token))).status;
  for (const path of [
    '/npm/@acme%2Ftide',
    '/npm/@acme/tide/-/tide-1.0.0.tgz',
    '/npm/-/ping',
    '/npm/-/whoami',
  ]) {
    assert.equal(await status(path), 200, path);
  }
  const closed = [
    '/npm/left-pad',
    '/npm/left-pad/-/left-pad-1.0.0.tgz',
    '/npm/-/v1/search?text=pad',
    '/pypi/simple/',
  ];
  for (const path of [...closed, '/pypi/simple/acme/', '/api/v1/packages/npm/left-pad']) {
    assert.equal(await status(path), 403, path);
  }
  const whole = await ada.mint({ name: 'all', scope: 'read' });
  assert.equal((await gate.ask('/npm/left-pad', bearer(whole))).status, 200);
});

test('Z1.1: a token that is bound to networks is refused from others, whatever the request says of itself', async (t) => {
  const gate = await startGate(t);
  await publishBoth(gate);
  const ada = await makeGatePerson(gate);
  const far = await ada.mint({ name: 'ci', scope: 'read', networks: ['198.51.100.0/24'] });
  const near = await ada.mint({ name: 'here', scope: 'api', networks: ['127.0.0.0/8', '::1'] });
  const forged = {
    'x-forwarded-for': '198.51.100.7',
    'x-real-ip': '198.51.100.7',
    forwarded: 'for=198.51.100.7',
  };
  for (const path of ['/npm/left-pad', '/npm/-/whoami', '/api/v1/session', '/api/v1/tokens']) {
    const refused = await gate.ask(path, bearer(far, forged));
    assert.equal(refused.status, 401, path);
    assert.match(refused.text, /bound to other networks/, path);
  }
  assert.equal((await gate.ask('/npm/left-pad', bearer(near))).status, 200);
  assert.equal((await gate.ask('/api/v1/tokens', bearer(near))).status, 200);
});

test('Z1.1: behind a trusted proxy the network is the client’s', async (t) => {
  const gate = await startGate(t, { config: { server: { trusted_proxies: ['127.0.0.1'] } } });
  await publishBoth(gate);
  const ada = await makeGatePerson(gate);
  const token = await ada.mint({ name: 'ci', scope: 'read', networks: ['198.51.100.0/24'] });
  const from = async (address: string) =>
    (await gate.ask('/npm/left-pad', bearer(token, { 'x-forwarded-for': address }))).status;
  assert.equal(await from('198.51.100.7'), 200);
  assert.equal(await from('203.0.113.7'), 401);
  // The client's own word stands left of what the proxy saw.
  assert.equal(await from('198.51.100.7, 203.0.113.7'), 401);
});

test('Z1.1: the list shows when and from which network a token was last used', async (t) => {
  const clock = holdClock(Date.UTC(2030, 0, 1));
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-tokens-'));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const gate = await startGate(t, { clock, dataDir });
  const ada = await makeGatePerson(gate);
  const token = await ada.mint({ name: 'ci', scope: 'read' });
  clock.passTime(2 * MINUTE_MS);
  const usedAt = new Date(clock.now()).toISOString();
  await gate.ask('/npm/-/whoami', bearer(token));
  // Written at the end at the latest.
  await gate.close();
  const again = await startGate(t, { clock, dataDir });
  const listed = await again.ask('/api/v1/tokens', { headers: { cookie: ada.cookie } });
  const { items } = JSON.parse(listed.text) as {
    items: { lastUsedAt?: string; lastUsedNetwork?: string }[];
  };
  assert.deepEqual(
    items.map(({ lastUsedAt, lastUsedNetwork }) => [Date.parse(lastUsedAt ?? ''), lastUsedNetwork]),
    [[Date.parse(usedAt), '127.0.0.0/24']],
  );
});
