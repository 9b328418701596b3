// Publishing to npm over HTTP: what is acknowledged is there, whole and unchanged, and whoever may not publish does not.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { ask } from '../support/ask.ts';
import { craftEntries, craftTgz } from '../support/crafted-tar.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { packTgz } from '../support/tgz.ts';
import { npmBody, type NpmWish } from './npm-body.ts';

async function scene(test: TestContext, patterns: readonly string[] = ['@acme/*']) {
  const gate = await startGate(test);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish', 'deprecate', 'manage-tags', 'unpublish'],
    packages: patterns.map((pattern) => ({ ecosystem: 'npm', pattern })),
  });
  const send = (method: string, path: string, body?: string, credential: string | undefined = token) =>
    ask(`${gate.urls.npm}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      },
      ...(body === undefined ? {} : { body }),
    });
  return { gate, person, token, send };
}

/** npm takes a file whose name ends in a slash for a folder without content, and what follows for the next entry. */
const SMUGGLED = craftTgz([
  { name: 'package/package.json', content: JSON.stringify({ name: '@acme/tide', version: '1.0.0' }) },
  {
    name: 'package/files/',
    content: craftEntries([
      {
        name: 'package/package.json',
        content: JSON.stringify({ name: '@acme/tide', version: '1.0.0', scripts: { postinstall: 'steal' } }),
      },
    ]),
  },
]);

const published = (gate: Gate, name = '@acme%2ftide') => gate.ask(`/npm/${name}`);

describe('publishing to npm', () => {
  it('is there once it is acknowledged, and reads as any other package does', async (test) => {
    const { gate, send } = await scene(test);
    const answer = await send('PUT', '/@acme%2ftide', await npmBody());
    assert.equal(answer.status, 201, answer.text);
    const packument = JSON.parse((await published(gate)).text) as {
      readonly 'dist-tags': object;
      readonly description: string;
      readonly versions: Record<
        string,
        { readonly dist: { tarball: string; integrity: string; shasum: string; fileCount: number } }
      >;
    };
    assert.deepEqual([packument['dist-tags'], packument.description], [{ latest: '1.0.0' }, 'Of the sea']);
    const dist = packument.versions['1.0.0']?.dist;
    assert.ok(dist !== undefined);
    assert.equal(dist.tarball, `${gate.urls.npm}/@acme/tide/-/tide-1.0.0.tgz`);
    assert.equal(dist.fileCount, 2);
    const tarball = await ask(dist.tarball, {});
    assert.equal(tarball.status, 200);
    assert.equal(`sha512-${createHash('sha512').update(tarball.body).digest('base64')}`, dist.integrity);
    assert.equal(gate.upstream.count(/tide-1/), 0);
  });

  it('never replaces a version, and two who publish one at once are one who did', async (test) => {
    const { gate, send } = await scene(test);
    const bodies = await Promise.all(
      ['one', 'two', 'three'].map((description) => npmBody({ manifest: { description } })),
    );
    const answers = await Promise.all(bodies.map((body) => send('PUT', '/@acme%2ftide', body)));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 409, 409],
    );
    const winner = answers.findIndex(({ status }) => status === 201);
    const packument = JSON.parse((await published(gate)).text) as { description: string };
    assert.equal(packument.description, ['one', 'two', 'three'][winner]);
    const again = await send('PUT', '/@acme%2ftide', await npmBody());
    assert.match(again.text, /published already; versions are never replaced/);
  });

  it('takes nothing from who may not: no credential, another token, other packages, other people', async (test) => {
    const { gate, person, send } = await scene(test);
    const body = await npmBody();
    const reading = await person.mint({ name: 'reads', scope: 'read' });
    const elsewhere = await person.mint({
      name: 'elsewhere',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'npm', pattern: '@other/*' }],
    });
    const yanks = await person.mint({
      name: 'yanks',
      scope: 'write',
      actions: ['yank'],
      packages: [{ ecosystem: 'npm', pattern: '@acme/*' }],
    });
    const nobody = await ask(`${gate.urls.npm}/@acme%2ftide`, { method: 'PUT', body });
    assert.equal(nobody.status, 401);
    for (const credential of [reading, elsewhere, yanks]) {
      const refused = await send('PUT', '/@acme%2ftide', body, credential);
      assert.equal(refused.status, 403, refused.text);
    }
    assert.equal((await published(gate)).status, 404);
  });

  it('refuses a name that an upstream has, and takes it when it is reserved here', async (test) => {
    const { gate, send } = await scene(test, ['wave', '@acme/*']);
    await gate.upstream.npm.publish({ name: 'wave', version: '1.0.0' });
    const body = await npmBody({ name: 'wave' });
    const refused = await send('PUT', '/wave', body);
    assert.equal(refused.status, 409);
    assert.match(refused.text, /upstream main has a package of this name/);
    await gate.reserve('npm', 'wave');
    assert.equal((await send('PUT', '/wave', body)).status, 201);
    const packument = JSON.parse((await published(gate, 'wave')).text) as { description: string };
    assert.equal(packument.description, 'Of the sea');
  });

  it('takes a large one all the same, and tells of it and of the people behind it as of any other', async (test) => {
    const { gate, person, send } = await scene(test);
    const manifest = { homepage: 'https://tide.example', dependencies: { wave: '^1.0.0' } };
    const files = {
      'package.json': JSON.stringify({ name: '@acme/tide', version: '1.0.0', license: 'MIT', ...manifest }),
      'noise.bin': randomBytes(3_000_000),
    };
    const tarball = await packTgz('package', files);
    const answer = await send('PUT', '/@acme%2ftide', await npmBody({ manifest, tarball }));
    assert.equal(answer.status, 201, answer.text);
    const served = await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz');
    assert.ok(served.body.equals(tarball));
    const damaged = Buffer.from(tarball).fill(0, 1_000_000, 1_100_000);
    const refused = await send(
      'PUT',
      '/@acme%2ftide',
      await npmBody({ version: '2.0.0', manifest, tarball: damaged }),
    );
    assert.equal(refused.status, 422);
    assert.match(refused.text, /no gzipped tar archive/);
    const card = await person.call('GET', '/vetting/card?purl=pkg:npm/%40acme/tide@1.0.0');
    assert.match(card.text, /tide\.example/);
    assert.match(card.text, /wave/);
  });

  it('never falls through to an upstream that has the name later', async (test) => {
    const { gate, send } = await scene(test);
    await send('PUT', '/@acme%2ftide', await npmBody());
    await gate.upstream.npm.publish({ name: '@acme/tide', version: '99.0.0' });
    const packument = JSON.parse((await published(gate)).text) as { versions: object };
    assert.deepEqual(Object.keys(packument.versions), ['1.0.0']);
  });

  const faults: readonly (readonly [string, NpmWish, RegExp])[] = [
    ['another name in the document', { document: { name: '@acme/other' } }, /the document is of/],
    ['two versions at once', { document: { versions: { '1.0.0': {}, '2.0.0': {} } } }, /found 2 versions/],
    ['a version that npm has none of', { version: '1.0' }, /expected a semantic version/],
    [
      'a digest that the tarball has not',
      { sha512: 'AAAA'.repeat(21) + 'AA==' },
      /sha512 is [0-9a-f]+, and 0+ was declared/,
    ],
    [
      'another version in the tarball',
      { packaged: { name: '@acme/tide', version: '6.6.6' } },
      /says version .{1,2}6\.6\.6/,
    ],
    [
      'other dependencies in the tarball than in the manifest',
      { packaged: { name: '@acme/tide', version: '1.0.0', dependencies: { evil: '1.0.0' } } },
      /dependencies of the package.json in its tarball/,
    ],
    [
      'an install script that the manifest hides',
      { packaged: { name: '@acme/tide', version: '1.0.0', scripts: { postinstall: 'steal' } } },
      /its tarball runs postinstall/,
    ],
    [
      'another package.json in the content of a file, which npm takes for an entry',
      { tarball: SMUGGLED },
      /has content/,
    ],
    ['what is no archive', { tarball: Buffer.from('no archive') }, /no gzipped tar archive/],
    [
      'a tag that could be a range',
      { document: { 'dist-tags': { '1.x': '1.0.0' } } },
      /its tag .{1,2}1\.x.{1,2} is none/,
    ],
  ];
  it('refuses, with the reason, what contradicts itself, and keeps nothing of it', async (test) => {
    const { gate, send } = await scene(test);
    for (const [what, wish, message] of faults) {
      const answer = await send('PUT', '/@acme%2ftide', await npmBody(wish));
      assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text}`);
      assert.match(answer.text, message, what);
    }
    assert.equal((await published(gate)).status, 404);
  });

  it('tags, deprecates and removes as npm asks for it', async (test) => {
    const { gate, send } = await scene(test);
    for (const version of ['1.0.0', '1.1.0']) {
      assert.equal((await send('PUT', '/@acme%2ftide', await npmBody({ version }))).status, 201);
    }
    const tagged = await send('PUT', '/-/package/@acme%2ftide/dist-tags/next', '"1.0.0"');
    assert.equal(tagged.status, 201, tagged.text);
    type Packument = {
      'dist-tags': Record<string, string>;
      versions: Record<string, { deprecated?: string }>;
    };
    const read = async () => JSON.parse((await published(gate)).text) as Packument;
    assert.deepEqual((await read())['dist-tags'], { latest: '1.1.0', next: '1.0.0' });
    const wished = await read();
    const old = wished.versions['1.0.0'];
    assert.ok(old !== undefined);
    old.deprecated = 'use 1.1.0';
    assert.equal((await send('PUT', '/@acme%2ftide', JSON.stringify(wished))).status, 201);
    assert.equal((await read()).versions['1.0.0']?.deprecated, 'use 1.1.0');
    const left = await read();
    delete left.versions['1.1.0'];
    assert.equal((await send('PUT', '/@acme%2ftide/-rev/1', JSON.stringify(left))).status, 200);
    assert.deepEqual(Object.keys((await read()).versions), ['1.0.0']);
    assert.equal((await read())['dist-tags']['latest'], '1.0.0');
    const burned = await send('PUT', '/@acme%2ftide', await npmBody({ version: '1.1.0' }));
    assert.equal(burned.status, 409);
    assert.match(burned.text, /published before, and removed; a version is used once/);
  });
});
