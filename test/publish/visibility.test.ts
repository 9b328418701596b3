// Packages that not everybody may know: to all others they are as packages that are not there, at every door.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { setPassword } from '../support/person.ts';
import { startGate } from '../support/gate.ts';
import { npmBody } from './npm-body.ts';

const NAME = '@acme/tide';
const DOORS = [
  '/npm/@acme%2ftide',
  '/npm/@acme/tide',
  '/npm/@acme%2ftide/1.0.0',
  '/npm/@acme%2ftide/latest',
  '/npm/@acme/tide/-/tide-1.0.0.tgz',
  '/npm/-/package/@acme%2ftide/dist-tags',
  '/npm/-/npm/v1/attestations/@acme%2ftide@1.0.0',
  '/api/v1/packages/npm/@acme%2ftide',
  '/api/v1/explain?purl=pkg:npm/%40acme/tide@1.0.0',
  '/api/v1/hosted/npm/@acme%2ftide/versions/1.0.0',
  '/api/v1/hosted/npm/@acme%2ftide/versions/1.0.0/dependencies',
  '/api/v1/hosted/npm/@acme%2ftide/versions/1.0.0/sbom',
];

async function scene(test: TestContext, visibility: string, reserved = false) {
  const gate = await startGate(test, { config: { publish: { visibility } } });
  const person = await makeGatePerson(gate);
  if (reserved) await gate.reserve('npm', '@acme/*');
  const mint = (name: string, more: object) => person.mint({ name, ...more });
  const packages = [{ ecosystem: 'npm', pattern: '@acme/*' }];
  const writes = await mint('ci', { scope: 'write', actions: ['publish'], packages });
  const published = await ask(`${gate.urls.npm}/@acme%2ftide`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${writes}`, 'content-type': 'application/json' },
    body: await npmBody({ name: NAME }),
  });
  assert.equal(published.status, 201, published.text);
  const read = (path: string, token?: string) =>
    gate.ask(path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  return { gate, person, mint, writes, read };
}

/** Another person of the gate, without a role on anything. */
async function stranger(
  { gate, person }: Pick<Awaited<ReturnType<typeof scene>>, 'gate' | 'person'>,
  { role = 'administrator', scope = 'read' } = {},
): Promise<string> {
  const invited = await person.call('POST', '/people', { name: 'bo', role });
  assert.equal(invited.status, 201, invited.text);
  const { link } = JSON.parse(invited.text) as { link: string };
  const bo = await setPassword(gate, 'bo', link);
  const minted = await bo.call('POST', '/tokens', { name: 'reads', scope });
  assert.equal(minted.status, 201, minted.text);
  return (JSON.parse(minted.text) as { token: string }).token;
}

/** What a stream tells until it says this. */
async function hear({ body }: Response, wanted: RegExp): Promise<string> {
  let heard = '';
  for await (const chunk of body ?? []) {
    heard += Buffer.from(chunk).toString('utf8');
    if (wanted.test(heard)) break;
  }
  return heard;
}

describe('packages that are not public', () => {
  it('a private one is there for its people, and for nobody else, at every door', async (test) => {
    const { gate, person, mint, writes, read } = await scene(test, 'private');
    const own = await mint('reads', { scope: 'read' });
    const others = await mint('others', { scope: 'read', packages: [{ ecosystem: 'npm', pattern: 'wave' }] });
    const bo = await stranger({ gate, person });
    for (const door of DOORS) {
      for (const token of [undefined, bo, others]) {
        const answer = await read(door, token);
        const isKept =
          answer.status === 404 || (door.startsWith('/api') && answer.status === 403 && token !== undefined);
        assert.ok(isKept, `${door} as ${token ?? 'nobody'}: ${answer.status}`);
        assert.doesNotMatch(answer.text, /Of the sea|1\.0\.0"/);
      }
    }
    for (const token of [own, writes]) {
      assert.equal((await read(DOORS[0] ?? '', token)).status, 200);
      assert.equal((await read('/npm/@acme/tide/-/tide-1.0.0.tgz', token)).status, 200);
    }
    assert.equal(gate.upstream.count(/tide/), 1, 'the upstream was asked once, when the name was taken');
  });

  it('is answered in the very words that a name gets which nobody has', async (test) => {
    for (const reserved of [false, true]) {
      const { read } = await scene(test, 'private', reserved);
      const hidden = await read('/npm/@acme%2ftide');
      const absent = await read('/npm/@acme%2fnone');
      assert.equal(hidden.status, absent.status);
      assert.equal(hidden.text.replaceAll('tide', 'none'), absent.text);
    }
  });

  it('is found by no search but its own people’s', async (test) => {
    const { person, mint, read } = await scene(test, 'private');
    const own = await mint('reads', { scope: 'read' });
    const found = async (token?: string) =>
      (JSON.parse((await read('/npm/-/v1/search?text=tide', token)).text) as { objects: readonly object[] })
        .objects.length;
    assert.deepEqual([await found(), await found(own)], [0, 1]);
    const listed = async (call: (path: string) => Promise<{ text: string }>) =>
      (JSON.parse((await call('/packages?text=tide')).text) as { items: readonly object[] }).items.length;
    assert.equal(await listed((path) => read(`/api/v1${path}`)), 0);
    assert.equal(await listed((path) => person.call('GET', path)), 1);
  });

  it('is named to nobody else by what was kept out of it, on no list, first page or stream', async (test) => {
    const { gate, person, mint, read } = await scene(test, 'private');
    const own = await mint('reads', { scope: 'read' });
    const bo = await stranger({ gate, person }, { role: 'reader', scope: 'api' });
    const listening = new AbortController();
    const stream = await fetch(`${gate.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${bo}` },
      signal: listening.signal,
    });
    for (const name of [NAME, 'wave']) await gate.quarantine({ ecosystem: 'npm', name: asPackageName(name) });
    const tried = await read('/npm/@acme/tide/-/tide-1.0.0.tgz', own);
    assert.ok(tried.status >= 400, tried.text);
    await read('/npm/wave/-/wave-1.0.0.tgz', own);
    await read('/npm/wave', own);
    const heard = await hear(stream, /wave/);
    listening.abort();
    assert.match(heard, /wave/);
    assert.doesNotMatch(heard, /tide/);
    assert.match((await person.call('GET', '/decisions')).text, /tide/, 'to its people');
    for (const door of ['/api/v1/decisions', '/api/v1/overview']) {
      const { status, text } = await read(door, bo);
      assert.deepEqual([status, /wave/.test(text), /tide/.test(text)], [200, true, false], door);
    }
  });

  it('an internal one is there for whoever has an account; made public it is there for all, at once', async (test) => {
    const { person, mint, read } = await scene(test, 'internal');
    const own = await mint('reads', { scope: 'read' });
    assert.equal((await read('/npm/@acme%2ftide')).status, 404);
    assert.equal((await read('/npm/@acme%2ftide', own)).status, 200);
    const changed = await person.call('PUT', '/owners/npm/@acme%2ftide', { visibility: 'public' });
    assert.ok(changed.status < 300, changed.text);
    assert.equal((await read('/npm/@acme%2ftide')).status, 200);
  });
});
