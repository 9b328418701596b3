// Who decides with npm who may do what: nobody by a token alone, and with a proof nobody beyond the token and their own role.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { npmBody } from './npm-body.ts';
import { npmScene, ownAsAcme, seatMembers, type NpmPerson } from './npm-person.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What each act sends. */
const ACTS: readonly (readonly [method: string, path: string, body?: object])[] = [
  ['POST', '/-/package/@acme%2ftide/access', { access: 'restricted' }],
  ['POST', '/-/package/@acme%2ftide/access', { publish_requires_tfa: false }],
  ['PUT', '/-/team/acme/core/package', { package: '@acme/tide', permissions: 'read-write' }],
  [
    'POST',
    '/-/package/@acme%2ftide/trust',
    [{ type: 'github', claims: { repository: 'eve/tide', workflow_ref: { file: 'a.yml' } } }],
  ],
  ['DELETE', '/-/package/@acme%2ftide/trust/none'],
];

async function scene(test: TestContext) {
  const person = await npmScene(test);
  await seatMembers(person, { bo: 'member' });
  await ownAsAcme(person, '@acme/tide');
  return person;
}

async function act(
  person: NpmPerson,
  token: string,
  [method, path, body]: (typeof ACTS)[number],
  otp?: string,
) {
  return person.send(token, method, path, {
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { ...JSON_TYPE, ...(otp === undefined ? {} : { 'npm-otp': otp }) },
  });
}

describe('deciding with npm who may do what', () => {
  it('takes a proof each time, of a token that was made for it and for this package', async (test) => {
    const person = await scene(test);
    const token = await person.mint();
    const other = await person.mint({ packages: [{ ecosystem: 'npm', pattern: '@acme/foam' }] });
    const weak = await person.mint({ actions: ['publish', 'unpublish'] });
    const code = person.freshCode();
    for (const one of ACTS) {
      assert.equal((await act(person, token, one)).status, 401, `${one[1]} without a proof`);
      const beyond = await act(person, other, one, code);
      assert.deepEqual(
        [beyond.status, /bound to other packages/.test(beyond.text)],
        [403, true],
        beyond.text,
      );
      assert.equal((await act(person, weak, one, code)).status, 403, `${one[1]} by a token not made for it`);
    }
    const changed = await act(person, token, ACTS[1] as (typeof ACTS)[number], code);
    assert.equal(changed.status, 200, `the code is still good: ${changed.text}`);
  });

  it('takes a yes for what its person read alone: no other access, no other repository, no other role', async (test) => {
    const person = await scene(test);
    const token = await person.mint();
    const trust = (repository: string) => [
      { type: 'github', claims: { repository, workflow_ref: { file: 'a.yml' } } },
    ];
    const access = '/-/package/@acme%2ftide/access';
    const pairs: readonly (readonly [
      method: string,
      path: string,
      asked: object,
      done: object,
      read: RegExp,
    ])[] = [
      [
        'POST',
        access,
        { access: 'restricted' },
        { publish_requires_tfa: false },
        /^make @acme\/tide private$/,
      ],
      ['POST', access, { access: 'restricted' }, { access: 'public' }, /private/],
      ['POST', '/-/package/@acme%2ftide/trust', trust('acme/tide'), trust('eve/tide'), /"acme\/tide"/],
      [
        'PUT',
        '/-/team/acme/core/package',
        { package: '@acme/tide', permissions: 'read-only' },
        { package: '@acme/tide', permissions: 'read-write' },
        /^make acme:core auditor of @acme\/tide$/,
      ],
    ];
    await person.browser.json('POST', '/session/confirm', { code: person.freshCode() });
    for (const [method, path, asked, done, read] of pairs) {
      const first = await person.send(token, method, path, {
        body: JSON.stringify(asked),
        headers: { ...JSON_TYPE, 'npm-auth-type': 'web', 'npm-command': 'access' },
      });
      const { authUrl, doneUrl } = JSON.parse(first.text) as { authUrl: string; doneUrl: string };
      const id = authUrl.split('/').at(-1) ?? '';
      const { what } = await person.browser.json('GET', `/client-proofs/${id}`);
      assert.match(String(what), read);
      await person.browser.json('POST', `/client-proofs/${id}`, { isSparing: false });
      const shown = await person.send(token, 'GET', new URL(doneUrl).pathname.replace('/npm', ''));
      const { token: code } = JSON.parse(shown.text) as { token: string };
      const other = await act(person, token, [method, path, done], code);
      assert.equal(other.status, 403, `${path}: ${other.text}`);
      assert.match(other.text, /the code is for another request/);
    }
  });

  it('is each person’s own act: their role decides, and the journal names them', async (test) => {
    const person = await scene(test);
    const token = await person.mint();
    await person.browser.json('PUT', '/owners/npm/%40acme%2ftide', { visibility: 'public' }, 204);
    const done = await act(person, token, ACTS[0] as (typeof ACTS)[number], person.freshCode());
    assert.equal(done.status, 200, done.text);
    const [entry] = (await person.gate.journal('package-visibility-changed')).slice(-1);
    assert.equal(entry?.actor, 'account:ada');
    // What is another's to settle is not settled by a proof.
    const foam = { method: 'POST', path: '/-/package/@acme%2ffoam/access' };
    const refused = await person.send(token, foam.method, foam.path, {
      body: '{"access":"public"}',
      headers: { 'npm-otp': person.freshCode() },
    });
    assert.equal(refused.status, 404, refused.text);
  });

  it('ends no publisher of another package by its id', async (test) => {
    const person = await scene(test);
    await ownAsAcme(person, '@acme/foam');
    const trust = ACTS[3] as (typeof ACTS)[number];
    const both = await person.mint();
    const made = await act(person, both, trust, person.freshCode());
    const [{ id }] = JSON.parse(made.text) as [{ readonly id: string }];
    const foam = `/-/package/@acme%2ffoam/trust/${id}`;
    const refused = await act(person, both, ['DELETE', foam], person.freshCode());
    assert.equal(refused.status, 404, refused.text);
    const listed = await person.send(both, 'GET', '/-/package/@acme%2ftide/trust');
    assert.equal((JSON.parse(listed.text) as unknown[]).length, 1);
  });

  it('tells nothing to a token that does not govern, and of what it does not cover', async (test) => {
    const person = await scene(test);
    await ownAsAcme(person, '@acme/foam');
    const weak = await person.mint({ actions: ['publish'] });
    const one = await person.mint({ packages: [{ ecosystem: 'npm', pattern: '@acme/tide' }] });
    for (const path of ['/-/npm/v1/tokens', '/-/org/acme/package', '/-/package/@acme%2ftide/trust']) {
      assert.equal((await person.send(weak, 'GET', path)).status, 403, path);
    }
    const owned = await person.send(one, 'GET', '/-/org/acme/package');
    assert.deepEqual(Object.keys(JSON.parse(owned.text) as object), ['@acme/tide']);
    assert.equal((await person.send(one, 'GET', '/-/package/@acme%2ffoam/trust')).status, 403);
  });

  it('hides a private package from who may not know it, as one that is not there', async (test) => {
    const person = await scene(test);
    const token = await person.mint();
    const body = await npmBody({ document: { access: 'restricted' } });
    await person.send(token, 'PUT', '/@acme%2ftide', { body });
    await person.browser.json('PUT', '/owners/npm/%40acme%2ftide', { visibility: 'private' }, 204);
    for (const what of ['visibility', 'collaborators']) {
      const headers = { 'npm-command': 'access' };
      const hidden = await person.gate.ask(`/npm/-/package/@acme%2ftide/${what}`, { headers });
      const absent = await person.gate.ask(`/npm/-/package/@acme%2fnone/${what}`, { headers });
      assert.deepEqual([hidden.status, absent.status], [404, 404], what);
    }
  });

  it('says nothing of visibility to npm while it publishes, which would sign provenance elsewhere', async (test) => {
    const person = await scene(test);
    const asked = (command: string) =>
      person.gate.ask('/npm/-/package/@acme%2ftide/visibility', { headers: { 'npm-command': command } });
    assert.equal((await asked('publish')).status, 404);
    assert.deepEqual(JSON.parse((await asked('access')).text), { public: true });
  });
});
