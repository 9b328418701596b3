// What a request began with is ended while it is on its way: a body can be sent for minutes, in which a stolen token is revoked.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { describe, it } from 'node:test';

import { assertExchanged, GITHUB, openTrustedScene } from '../support/trusted-scene.ts';
import { ask } from '../support/ask.ts';
import { npmBody } from './npm-body.ts';
import { makeUpload } from './pypi-upload.ts';
import { stagedScene, type StagedScene } from './staged-scene.ts';

interface Slow {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  /** Done when the server has read the half of it. */
  readonly meanwhile: () => Promise<void>;
}

/** Sends the half of a body, does something else, and sends the rest. */
async function sendSlowly(url: string, { method, headers, body, meanwhile }: Slow) {
  const bytes = Buffer.from(body);
  const half = bytes.byteLength >> 1;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const length = { 'content-length': String(bytes.byteLength), connection: 'close' };
  const outgoing = request(url, { method, headers: { ...headers, ...length } }, (incoming) => {
    let text = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
  });
  outgoing.on('error', reject);
  await new Promise<void>((sent) => outgoing.write(bytes.subarray(0, half), () => sent()));
  // Who comes by another connection, with the same, is answered after the first was identified.
  await ask(`${new URL(url).origin}/npm/-/whoami`, { headers });
  await meanwhile();
  outgoing.end(bytes.subarray(half));
  return promise;
}

/** Not that it was over when the request came. */
function assertEnded(
  { status, text }: { readonly status: number; readonly text: string },
  what: string,
): void {
  assert.equal(status, 401, `${what}: ${text}`);
  assert.match(text, /was ended before it was done; nothing was changed/, what);
}

async function revokeAll(api: StagedScene['api'], who: StagedScene['bo']): Promise<void> {
  for (const item of (await api(who, 'GET /tokens')).body.items)
    await api(who, `DELETE /tokens/${String(item['id'])}`);
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('What is ended while a request is on its way', () => {
  it('publishes and stages nothing: a token that was revoked', async (t) => {
    const { gate, bo, acme, api } = await stagedScene(t);
    for (const [method, path] of [
      ['PUT', '/@acme%2ftide'],
      ['POST', '/-/stage/package/@acme%2ftide'],
    ] as const) {
      const token = await acme.mint(bo, 'npm', ['@acme/*'], ['stage', 'publish']);
      const answer = await sendSlowly(`${gate.urls.npm}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...JSON_TYPE },
        body: await npmBody(),
        meanwhile: () => revokeAll(api, bo),
      });
      assertEnded(answer, path);
    }
    assert.deepEqual(await gate.journal('version-published', 'version-staged'), []);
  });

  it('publishes nothing: a session that was ended, an account that was disabled', async (t) => {
    const { gate, acme, bo, api } = await stagedScene(t);
    const { contentType, body } = await makeUpload({ name: 'acme-tide', version: '1.0.0' });
    const upload = (who: typeof bo, meanwhile: () => Promise<void>) =>
      sendSlowly(`${gate.urls.pypi}/legacy/`, {
        method: 'POST',
        headers: { ...who.headers, 'content-type': contentType },
        body,
        meanwhile,
      });
    const signedOut = await upload(bo, async () => void (await api(bo, 'DELETE /session')));
    assertEnded(signedOut, 'signed out');
    const { work } = gate.house.storage;
    const di = await acme.seat('di');
    const disabled = await upload(di, () =>
      work.transact(async ({ identity }) => {
        const account = await identity.findAccount(di.id);
        assert.ok(account !== undefined);
        await identity.saveAccount({ ...account, disabledAt: Date.now() });
      }),
    );
    assertEnded(disabled, 'disabled');
    assert.deepEqual(await gate.journal('version-published'), []);
  });

  it('deprecates nothing: a token that was revoked', async (t) => {
    const { gate, acme, bo, api, npm } = await stagedScene(t);
    const token = await acme.mint(bo, 'npm', ['@acme/*'], ['publish', 'deprecate']);
    const published = await npm('PUT', '/@acme%2ftide', { body: await npmBody(), as: token });
    assert.equal(published.status, 201, published.text);
    const packument = JSON.parse((await npm('GET', '/@acme%2ftide', { as: token })).text) as {
      versions: Record<string, object>;
    };
    const [version = ''] = Object.keys(packument.versions);
    const deprecated = { ...packument.versions[version], deprecated: 'mine now' };
    const answer = await sendSlowly(`${gate.urls.npm}/@acme%2ftide`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, ...JSON_TYPE },
      body: JSON.stringify({ ...packument, versions: { [version]: deprecated } }),
      meanwhile: () => revokeAll(api, bo),
    });
    assertEnded(answer, 'deprecate');
    assert.deepEqual(await gate.journal('version-deprecated'), []);
  });

  it('publishes nothing: a build whose publisher was removed', async (t) => {
    const { gate, ada, publish, identity, exchange } = await openTrustedScene(t, {
      email: 'ada@example.com',
    });
    const made = await publish();
    const { token } = assertExchanged(await exchange(identity(GITHUB), {}));
    const answer = await sendSlowly(`${gate.url}/npm/@acme%2ftide`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, ...JSON_TYPE },
      body: await npmBody(),
      meanwhile: async () => void (await ada.call('DELETE', `/publishers/${made}`)),
    });
    assertEnded(answer, 'publisher');
    assert.deepEqual(await gate.journal('version-published'), []);
  });
});
