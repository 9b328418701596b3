// Withdrawing over the API what is published here, in every ecosystem that publishes: the whole of a list of changes, or none of it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate } from '../support/gate.ts';
import { packTgz } from '../support/tgz.ts';
import { packZip } from '../support/zip.ts';

const NPM = '@acme/tide';
const COMPOSER = 'acme/tide';

interface Shown {
  readonly status: string;
  readonly statusReason: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly {
    readonly version: string;
    readonly publishedBy?: string;
    readonly yanked?: string;
    readonly deprecated?: string;
    readonly removedAt?: string;
    readonly files: readonly { readonly sha256: string }[];
  }[];
}

async function npmBody(version: string): Promise<string> {
  const manifest = { name: NPM, version };
  const tarball = await packTgz('package', { 'package.json': JSON.stringify(manifest) });
  return JSON.stringify({
    name: NPM,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist: {} } },
    _attachments: { [`${NPM}-${version}.tgz`]: { data: tarball.toString('base64'), length: tarball.length } },
  });
}

async function scene(test: TestContext) {
  const gate = await startGate(test);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const packages = [
    { ecosystem: 'npm', pattern: '@acme/*' },
    { ecosystem: 'composer', pattern: 'acme/*' },
  ];
  const actions = ['publish', 'deprecate', 'yank', 'unpublish', 'manage-tags'];
  const token = await person.mint({ name: 'ci', scope: 'write', actions, packages });
  const authorization = `Bearer ${token}`;
  for (const version of ['1.0.0', '1.1.0']) {
    const inNpm = await ask(`${gate.urls.npm}/@acme%2ftide`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'application/json' },
      body: await npmBody(version),
    });
    assert.equal(inNpm.status, 201, inNpm.text);
    const inComposer = await ask(`${gate.urls.composer}/packages/${COMPOSER}/${version}`, {
      method: 'PUT',
      headers: { authorization },
      body: packZip([
        { name: 'composer.json', content: JSON.stringify({ name: COMPOSER, description: version }) },
      ]),
    });
    assert.equal(inComposer.status, 201, inComposer.text);
  }
  const path = (ecosystem: string, name: string) =>
    `${gate.url}/api/v1/hosted/${ecosystem}/${encodeURIComponent(name)}`;
  return {
    gate,
    person,
    change: async (ecosystem: string, name: string, changes: readonly object[], credential = authorization) =>
      ask(`${path(ecosystem, name)}/changes`, {
        method: 'POST',
        headers: { authorization: credential, 'content-type': 'application/json' },
        body: JSON.stringify({ changes }),
      }),
    show: async (ecosystem: string, name: string, credential?: string) => {
      const headers = credential === undefined ? {} : { authorization: credential };
      const answer = await ask(path(ecosystem, name), { headers });
      assert.equal(answer.status, 200, answer.text);
      return JSON.parse(answer.text) as Shown;
    },
    authorization,
  };
}

const versionOf = ({ versions }: Shown, wanted: string) => versions.find(({ version }) => version === wanted);

describe('changes of what is published', () => {
  it('are shown with the state of the package, and who published to those alone who signed in', async (test) => {
    const { show, authorization } = await scene(test);
    const toAll = await show('npm', NPM);
    assert.deepEqual([toAll.status, toAll.tags], ['active', { latest: '1.1.0' }]);
    assert.equal(versionOf(toAll, '1.0.0')?.publishedBy, undefined);
    assert.match(versionOf(toAll, '1.0.0')?.files[0]?.sha256 ?? '', /^[0-9a-f]{64}$/);
    const toWriters = await show('npm', NPM, authorization);
    assert.match(versionOf(toWriters, '1.0.0')?.publishedBy ?? '', /^token:/);
  });

  it('withdraw a version of Composer from ranges and leave its archive to lock files, and give it back', async (test) => {
    const { gate, change } = await scene(test);
    const listed = async () => {
      const { packages } = JSON.parse((await gate.ask(`/composer/p2/${COMPOSER}.json`)).text) as {
        packages: Record<
          string,
          readonly { readonly version: string; readonly dist: { readonly url: string } }[]
        >;
      };
      return packages[COMPOSER] ?? [];
    };
    const [newest] = await listed();
    assert.equal(newest?.version, '1.1.0');
    // Spelt otherwise, and the same version.
    const yanked = await change('composer', COMPOSER, [
      { change: 'yank', version: 'v1.1', reason: 'it eats data' },
    ]);
    assert.equal(yanked.status, 200, yanked.text);
    assert.equal(versionOf(JSON.parse(yanked.text) as Shown, '1.1.0')?.yanked, 'it eats data');
    assert.deepEqual(
      (await listed()).map(({ version }) => version),
      ['1.0.0'],
    );
    const archive = await ask(newest.dist.url, {});
    assert.equal(archive.status, 200);
    assert.ok(newest.dist.url.includes(createHash('sha1').update(archive.body).digest('hex')));
    await change('composer', COMPOSER, [{ change: 'unyank', version: '1.1.0' }]);
    assert.equal((await listed())[0]?.version, '1.1.0');
    const [entry] = await gate.journal('version-yanked');
    assert.deepEqual(entry?.data, { version: '1.1.0', reason: 'it eats data' });
  });

  it('give a package one of the states of PEP 792 in the words of its ecosystem', async (test) => {
    const { gate, change, show } = await scene(test);
    const settled = await change('composer', COMPOSER, [
      { change: 'status', status: 'deprecated', reason: 'acme/ocean' },
    ]);
    assert.equal(settled.status, 200, settled.text);
    assert.deepEqual((await show('composer', COMPOSER)).status, 'deprecated');
    const { text } = await gate.ask(`/composer/p2/${COMPOSER}.json`);
    assert.match(text, /"abandoned":"acme\/ocean"/);
    assert.match(text, /acme\/tide is deprecated by its maintainers/);
    assert.equal(
      (await change('composer', COMPOSER, [{ change: 'status', status: 'quarantined' }])).status,
      200,
    );
    const withheld = JSON.parse((await gate.ask(`/composer/p2/${COMPOSER}.json`)).text) as {
      packages: object;
    };
    assert.deepEqual(withheld.packages, { [COMPOSER]: [] });
  });

  it('are made all or not at all', async (test) => {
    const { change, show } = await scene(test);
    const refused = await change('npm', NPM, [
      { change: 'deprecate', version: '1.0.0', message: 'old' },
      { change: 'yank', version: '9.9.9', reason: '' },
    ]);
    assert.equal(refused.status, 404, refused.text);
    assert.equal(versionOf(await show('npm', NPM), '1.0.0')?.deprecated, undefined);
    const made = await change('npm', NPM, [
      { change: 'deprecate', version: '1.0.0', message: 'old' },
      { change: 'tag', tag: 'next', version: '1.0.0' },
      { change: 'remove', version: '1.1.0' },
    ]);
    assert.equal(made.status, 200, made.text);
    const shown = await show('npm', NPM);
    assert.deepEqual(shown.tags, { latest: '1.0.0', next: '1.0.0' });
    assert.equal(versionOf(shown, '1.0.0')?.deprecated, 'old');
    assert.notEqual(versionOf(shown, '1.1.0')?.removedAt, undefined);
  });

  it('take a credential that may: nobody else changes anything', async (test) => {
    const { gate, person, change, show } = await scene(test);
    const wishes = [
      { scope: 'read' },
      { scope: 'api' },
      { scope: 'write', actions: ['publish'], packages: [{ ecosystem: 'npm', pattern: '@acme/*' }] },
      { scope: 'write', actions: ['yank'], packages: [{ ecosystem: 'npm', pattern: '@other/*' }] },
      { scope: 'write', actions: ['yank'], packages: [{ ecosystem: 'composer', pattern: 'acme/*' }] },
    ];
    const yank = [{ change: 'yank', version: '1.0.0', reason: '' }];
    for (const [index, wish] of wishes.entries()) {
      const credential = `Bearer ${await person.mint({ name: `no ${index}`, ...wish })}`;
      const refused = await change('npm', NPM, yank, credential);
      assert.equal(refused.status, 403, refused.text);
    }
    assert.equal((await change('npm', NPM, yank, '')).status, 401);
    const own = await person.call('POST', `/hosted/npm/${encodeURIComponent(NPM)}/changes`, {
      changes: yank,
    });
    assert.equal(own.status, 200, own.text);
    assert.equal(versionOf(await show('npm', NPM), '1.0.0')?.yanked, '');
    assert.equal((await gate.journal('version-yanked')).length, 1);
  });

  it('say what they cannot be', async (test) => {
    const { change } = await scene(test);
    for (const [changes, message] of [
      [[{ change: 'tag', tag: 'next', version: '1.0.0' }], /Composer has no tags/],
      [[{ change: 'status', status: 'gone' }], /status/],
      [[{ change: 'yank' }], /version/],
      [[{ change: 'explode', version: '1.0.0' }], /change/],
      [[], /changes/],
    ] as const) {
      const answer = await change('composer', COMPOSER, changes);
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, message);
    }
    const absent = await change('composer', 'acme/nothing', [{ change: 'unyank', version: '1.0.0' }]);
    assert.equal(absent.status, 404);
  });
});
