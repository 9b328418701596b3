// A page of another origin sends what a client would send to a registry, with the session of its visitor: from another port of this
// machine, or from another host of the same site, to which browsers add a cookie however strict it is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ask } from '../support/ask.ts';
import { npmBody } from './npm-body.ts';
import { makeUpload } from './pypi-upload.ts';
import { stagedScene } from './staged-scene.ts';

/** What a browser says of a page that is not ours. */
const ELSEWHERE: readonly Readonly<Record<string, string>>[] = [
  { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example' },
  { origin: 'http://localhost:3000' },
  // A sandboxed frame, and a form that says nothing of itself.
  { origin: 'null' },
  {},
];

describe('A page of another origin', () => {
  it('publishes nothing with the session of its visitor', async (t) => {
    const { gate, acme } = await stagedScene(t);
    const { cookie = '' } = acme.ada.headers;
    const { contentType, body } = await makeUpload({ name: 'planted', version: '1.0.0' });
    const upload = (headers: Readonly<Record<string, string>>) =>
      ask(`${gate.urls.pypi}/legacy/`, {
        method: 'POST',
        headers: { cookie, 'content-type': contentType, ...headers },
        body,
      });
    for (const said of ELSEWHERE) {
      const answer = await upload(said);
      assert.equal(answer.status, 403, `${JSON.stringify(said)}: ${answer.text}`);
      assert.match(answer.text, /does not come from a page of this server/);
    }
    assert.deepEqual(await gate.journal('version-published'), []);
    // From a page of ours it would be hers.
    assert.equal((await upload({ 'sec-fetch-site': 'same-origin' })).status, 200);
  });

  it('approves nothing that waits, lets no trusted publisher in, and takes no version away', async (t) => {
    const { gate, acme, cy, staged, npm } = await stagedScene(t);
    const id = await staged();
    const at = (who: { readonly headers: Readonly<Record<string, string>> }, method: string, path: string) =>
      ELSEWHERE.map(async (said) => {
        const { cookie = '' } = who.headers;
        const headers = { cookie, 'content-type': 'text/plain', ...said };
        const answer = await ask(`${gate.urls.npm}${path}`, { method, headers, body: '{}' });
        assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(said)}: ${answer.text}`);
        assert.match(answer.text, /does not come from a page of this server/);
      });
    await Promise.all([
      ...at(cy, 'POST', `/-/stage/${id}/approve`),
      ...at(cy, 'DELETE', `/-/stage/${id}`),
      ...at(acme.ada, 'POST', '/-/package/@acme%2ftide/trust'),
      ...at(acme.ada, 'POST', '/-/package/@acme%2ftide/access'),
      ...at(acme.ada, 'PUT', '/@acme%2ftide'),
    ]);
    assert.deepEqual(await gate.journal('staged-approved', 'staged-rejected', 'publisher-added'), []);
    assert.equal((await npm('GET', `/-/stage/${id}`)).status, 200);
  });

  it('is no matter to who presents a token, which no browser adds by itself, and to who reads', async (t) => {
    const { gate, acme, token } = await stagedScene(t);
    const [said] = ELSEWHERE;
    const { cookie = '' } = acme.ada.headers;
    const staged = await ask(`${gate.urls.npm}/-/stage/package/@acme%2ftide`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', cookie, ...said },
      body: await npmBody(),
    });
    assert.equal(staged.status, 201, staged.text);
    const whoami = await ask(`${gate.urls.npm}/-/whoami`, { headers: { cookie, ...said } });
    assert.equal(whoami.status, 200, whoami.text);
  });
});
