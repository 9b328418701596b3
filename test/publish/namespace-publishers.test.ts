// Trusted publishers of a whole namespace: what its owner has in it, and new names, are published by a build's identity.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { ask } from '../support/ask.ts';
import { assertExchanged, assertRefused, GITHUB, openTrustedScene, TIDE } from '../support/trusted-scene.ts';
import { npmBody } from './npm-body.ts';

/** Ada, who owns @acme and lets a workflow publish in all of it. */
async function setScene(t: TestContext) {
  const scene = await openTrustedScene(t, { email: 'ada@example.com' });
  const { gate, ada, identity, exchange } = scene;
  const granted = await ada.call('POST', '/namespaces/grants', {
    ecosystem: 'npm',
    namespace: '@acme',
    owner: { kind: 'account', name: 'ada' },
    reason: 'hers',
  });
  assert.equal(granted.status, 201, granted.text);
  const namespaceId = (JSON.parse(granted.text) as { id: string }).id;
  const send = async (token: string, name: string, version = '1.0.0') =>
    ask(`${gate.url}/npm/${name.replace('/', '%2f')}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: await npmBody({ name, version }),
    });
  const tokenFor = async (body: object = {}) => assertExchanged(await exchange(identity(GITHUB), body)).token;
  return { ...scene, namespaceId, send, tokenFor };
}

test('a build publishes what the owner of its namespace has there, and new names, which become theirs', async (t) => {
  const { gate, ada, publish, send, tokenFor } = await setScene(t);
  await publish({ name: '@acme/*' });
  const token = await tokenFor();
  for (const [name, version] of [
    ['@acme/tide', '1.0.0'],
    ['@acme/new', '1.0.0'],
    ['@acme/new', '1.0.1'],
  ] as const) {
    const sent = await send(token, name, version);
    assert.equal(sent.status, 201, `${name}: ${sent.text}`);
  }
  const made = await gate.house.storage.stores.ownership.find('npm', asPackageName('@acme/new'));
  assert.deepEqual(made?.owner, { kind: 'account', id: ada.accountId });
  const outside = await send(token, '@acmeevil/new');
  assert.equal(outside.status, 403, outside.text);
  // For one name, as npm asks for it: the token is for that one alone.
  const one = await tokenFor({ name: '@acme/pool' });
  assert.equal((await send(one, '@acme/other')).status, 403);
  assert.equal((await send(one, '@acme/pool')).status, 201);
});

test('a package in the namespace that is somebody else’s is neither published nor seen by its builds', async (t) => {
  const { gate, publish, send, tokenFor } = await setScene(t);
  await gate.house.storage.work.transact(({ ownership }) =>
    ownership.save({
      ecosystem: 'npm',
      name: asPackageName('@acme/theirs'),
      owner: { kind: 'account', id: 'somebody-else' },
      visibility: 'private',
      since: 1,
    }),
  );
  await publish({ name: '@acme/*' });
  for (const body of [{}, { name: '@acme/theirs' }]) {
    const sent = await send(await tokenFor(body), '@acme/theirs');
    assert.equal(sent.status, 404, sent.text);
  }
});

test('in a namespace that is for trusted publishers alone, no person and no other token names or publishes anything', async (t) => {
  const { ada, publish, send, tokenFor } = await setScene(t);
  const only = { ecosystem: 'npm', name: '@acme/*', isOnly: true };
  assert.equal((await ada.call('PUT', '/publishers/only', only)).status, 409, 'nobody could publish');
  await publish({ name: '@acme/*' });
  const asked = await ada.call('PUT', '/publishers/only', only);
  assert.equal(asked.status, 204, asked.text);
  const token = await ada.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish'],
    packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
  });
  for (const name of ['@acme/tide', '@acme/new']) {
    const refused = await send(token, name);
    assert.equal(refused.status, 403, refused.text);
    assert.match(refused.text, /takes a trusted publisher's token/);
    assert.equal((await send(await tokenFor(), name)).status, 201);
  }
  const listed = await ada.call('GET', '/publishers?ecosystem=npm&name=@acme/tide');
  assert.equal((JSON.parse(listed.text) as { isTrustedOnly: boolean }).isTrustedOnly, true);
});

test('with its namespace a publisher ends, and so do its tokens and what it kept to itself', async (t) => {
  const { gate, ada, publish, namespaceId, send, tokenFor, identity, exchange } = await setScene(t);
  await publish({ name: '@acme/*' });
  await ada.call('PUT', '/publishers/only', { ecosystem: 'npm', name: '@acme/*', isOnly: true });
  const token = await tokenFor();
  const released = await ada.call('DELETE', `/namespaces/${namespaceId}`);
  assert.equal(released.status, 204, released.text);
  assert.equal((await send(token, '@acme/tide')).status, 401);
  assertRefused(await exchange(identity(GITHUB)), 'invalid-publisher', /nothing here is published/);
  assert.deepEqual(await gate.house.storage.stores.trustedOnly.patterns('npm'), []);
  const [ended] = await gate.journal('publisher-removed');
  assert.equal((ended?.data as { because: string } | undefined)?.because, 'namespace-ended');
});

test('while the proof of a namespace has lapsed, nothing is published by its identities', async (t) => {
  const { gate, ada, publish, namespaceId, identity, exchange } = await setScene(t);
  await publish({ name: '@acme/*' });
  const settle = (state: 'lapsed' | 'proven') =>
    gate.house.storage.work.transact(async ({ namespaces }) => {
      const found = await namespaces.find(namespaceId);
      assert.ok(found !== undefined);
      await namespaces.save({ ...found, state });
    });
  await settle('lapsed');
  const token = identity({ ...GITHUB, jti: 'kept' });
  assertRefused(await exchange(token), 'invalid-publisher', /proof of its namespace has lapsed/);
  const more = {
    ecosystem: 'npm',
    name: '@acme/*',
    issuer: 'github',
    settings: { ...TIDE, workflow: 'x.yml' },
  };
  const refused = await ada.call('POST', '/publishers', more);
  assert.equal(refused.status, 409, refused.text);
  await settle('proven');
  assertExchanged(await exchange(token));
});

test('a publisher of a namespace is added, seen and removed by who settles things there alone', async (t) => {
  const { gate, ada, publish } = await setScene(t);
  for (const name of ['@other/*', '@acme/ti*']) {
    const refused = await ada.call('POST', '/publishers', {
      ecosystem: 'npm',
      name,
      issuer: 'github',
      settings: TIDE,
    });
    assert.ok(refused.status === 404 || refused.status === 400, `${name}: ${refused.text}`);
  }
  const waiting = { ecosystem: 'npm', name: '@acme/*', issuer: 'github', settings: TIDE, pending: {} };
  assert.equal((await ada.call('POST', '/publishers', waiting)).status, 400);
  const id = await publish({ name: '@acme/*' });
  const listed = await ada.call('GET', '/publishers?ecosystem=npm&name=@acme/*');
  const { items } = JSON.parse(listed.text) as { items: { id: string; pattern: string }[] };
  assert.deepEqual(items, [{ ...items[0], id, pattern: '@acme/*' }]);
  assert.equal((await ada.call('GET', '/publishers?ecosystem=npm&name=@other/*')).status, 404);
  const [added] = await gate.journal('publisher-added');
  assert.deepEqual(
    [added?.name, (added?.data as { pattern: string } | undefined)?.pattern],
    [undefined, '@acme/*'],
  );
  assert.equal((await ada.call('DELETE', `/publishers/${id}`)).status, 204);
  assert.equal(
    (await ada.call('GET', '/publishers?ecosystem=npm&name=@acme/*')).text,
    JSON.stringify({ items: [], isTrustedOnly: false }),
  );
});
