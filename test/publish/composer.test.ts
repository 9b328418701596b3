// Publishing to Composer over HTTP: the archive is its own word on what it is, and what is acknowledged reads as any other package.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { packZip, type ZipEntry } from '../support/zip.ts';

const MANIFEST = {
  name: 'acme/tide',
  description: 'Of the sea',
  license: 'MIT',
  require: { php: '>=7.2', 'ext-json': '*', 'acme/base': '^1.0 || ~2.3' },
  autoload: { 'psr-4': { 'Acme\\Tide\\': 'src/' } },
  repositories: [{ type: 'vcs', url: 'https://elsewhere.example' }],
  config: { 'secure-http': false },
};

interface Wish {
  readonly manifest?: object;
  readonly folder?: string;
  readonly more?: readonly ZipEntry[];
}

function archiveOf({ manifest = {}, folder = '', more = [] }: Wish = {}): Buffer {
  return packZip([
    { name: `${folder}composer.json`, content: JSON.stringify({ ...MANIFEST, ...manifest }) },
    { name: `${folder}src/Tide.php`, content: '<?php\n' },
    ...more,
  ]);
}

async function scene(test: TestContext, patterns: readonly string[] = ['acme/*']) {
  const gate = await startGate(test);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish', 'deprecate', 'yank'],
    packages: patterns.map((pattern) => ({ ecosystem: 'composer', pattern })),
  });
  const put = (path: string, body: Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
    ask(`${gate.urls.composer}/packages/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/zip', authorization: `Bearer ${token}`, ...headers },
      body,
    });
  return { gate, person, token, put };
}

interface Version {
  readonly version: string;
  readonly version_normalized: string;
  readonly dist: {
    readonly url: string;
    readonly shasum: string;
    readonly reference: string;
    readonly type: string;
  };
  readonly [key: string]: unknown;
}

async function published(gate: Gate, path = 'acme/tide'): Promise<readonly Version[]> {
  const answer = await gate.ask(`/composer/p2/${path}.json`);
  assert.equal(answer.status, 200, answer.text);
  const { packages } = JSON.parse(answer.text) as { packages: Record<string, readonly Version[]> };
  return packages['acme/tide'] ?? [];
}

describe('publishing to Composer', () => {
  it('is there once it is acknowledged, with what its composer.json says of it and its own checksum', async (test) => {
    const { gate, put } = await scene(test);
    const archive = archiveOf();
    const answer = await put('acme/tide/1.0.0', archive);
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(JSON.parse(answer.text), {
      status: 'published',
      name: 'acme/tide',
      version: '1.0.0',
      warnings: [],
    });
    const [version] = await published(gate);
    assert.ok(version !== undefined);
    const sha1 = createHash('sha1').update(archive).digest('hex');
    const { dist, time, 'published-time': publishedTime, ...words } = version;
    assert.deepEqual(words, {
      name: 'acme/tide',
      description: 'Of the sea',
      license: 'MIT',
      require: MANIFEST.require,
      autoload: MANIFEST.autoload,
      version: '1.0.0',
      version_normalized: '1.0.0.0',
    });
    assert.equal(time, publishedTime);
    assert.deepEqual(dist, {
      type: 'zip',
      url: `${gate.urls.composer}/dist/acme/tide/1.0.0/${sha1}.zip`,
      reference: sha1,
      shasum: sha1,
    });
    const downloaded = await ask(dist.url, {});
    assert.deepEqual(Buffer.from(downloaded.body), archive);
    assert.equal(gate.upstream.count(/tide.*\.zip/), 0);
  });

  it('keeps the commit that it was made from, and lists the newest version first', async (test) => {
    const { gate, put } = await scene(test);
    const reference = '0123456789abcdef0123456789abcdef01234567';
    const source = 'https://git.example/acme/tide.git';
    const headers = { 'gatehouse-source-reference': reference, 'gatehouse-source-url': source };
    assert.equal(
      (await put('acme/tide/v1.0.0', archiveOf({ folder: 'acme-tide-0123/' }), headers)).status,
      201,
    );
    for (const version of ['1.10.0', '1.9.0', '2.0.0-beta1', '2.0.0-dev']) {
      const answer = await put(`acme/tide/${version}`, archiveOf({ manifest: { version } }));
      assert.equal(answer.status, 201, answer.text);
    }
    const versions = await published(gate);
    // Minified: what a version does not say is as in the one before it.
    assert.deepEqual(
      versions.map(({ version }) => version),
      ['2.0.0-beta1', '1.10.0', '1.9.0', 'v1.0.0'],
    );
    assert.equal(versions.at(-1)?.dist.reference, reference);
    assert.equal(versions.at(-1)?.version_normalized, '1.0.0.0');
    const inDevelopment = await published(gate, 'acme/tide~dev');
    assert.deepEqual(
      inDevelopment.map(({ version }) => version),
      ['2.0.0-dev'],
    );
  });

  it('never replaces a version, however it is spelt, and two who publish one at once are one who did', async (test) => {
    const { gate, put } = await scene(test);
    const bodies = ['one', 'two', 'three'].map((description) => archiveOf({ manifest: { description } }));
    const answers = await Promise.all(bodies.map((body) => put('acme/tide/1.0', body)));
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [201, 409, 409],
    );
    const [version] = await published(gate);
    assert.equal(version?.['description'], ['one', 'two', 'three'][statuses.indexOf(201)]);
    for (const spelt of ['1.0.0', 'v1.0', '1.0.0.0', '1.0.0+build.2']) {
      const again = await put(`acme/tide/${spelt}`, archiveOf());
      assert.equal(again.status, 409, spelt);
      assert.match(again.text, /versions are never replaced/);
    }
  });

  it('takes nothing from who may not: no credential, other packages, other actions', async (test) => {
    const { gate, person, put } = await scene(test);
    const body = archiveOf();
    assert.equal((await put('acme/tide/1.0.0', body, { authorization: '' })).status, 401);
    const wishes = [
      { scope: 'read' },
      { scope: 'write', actions: ['publish'], packages: [{ ecosystem: 'composer', pattern: 'other/*' }] },
      { scope: 'write', actions: ['publish'], packages: [{ ecosystem: 'npm', pattern: '@acme/*' }] },
      { scope: 'write', actions: ['yank'], packages: [{ ecosystem: 'composer', pattern: 'acme/*' }] },
    ];
    for (const [index, wish] of wishes.entries()) {
      const authorization = `Bearer ${await person.mint({ name: `no ${index}`, ...wish })}`;
      const refused = await put('acme/tide/1.0.0', body, { authorization });
      assert.equal(refused.status, 403, refused.text);
    }
    assert.equal((await gate.ask('/composer/p2/acme/tide.json')).status, 404);
  });

  it('refuses a name that an upstream has, and never falls through to one that has the name later', async (test) => {
    const { gate, put } = await scene(test, ['acme/*', 'shore/*']);
    await gate.upstream.composer.publish({ name: 'shore/wave', version: '1.0.0' });
    const refused = await put('shore/wave/1.0.0', archiveOf({ manifest: { name: 'shore/wave' } }));
    assert.equal(refused.status, 409);
    assert.match(refused.text, /upstream main has a package of this name/);
    assert.equal((await put('acme/tide/1.0.0', archiveOf())).status, 201);
    await gate.upstream.composer.publish({ name: 'acme/tide', version: '99.0.0' });
    assert.deepEqual(
      (await published(gate)).map(({ version }) => version),
      ['1.0.0'],
    );
  });

  const faults: readonly (readonly [string, string, Wish | Buffer, RegExp])[] = [
    ['another package', '1.0.0', { manifest: { name: 'acme/other' } }, /composer\.json is of .*acme\/other/],
    ['a name in capitals', '1.0.0', { manifest: { name: 'Acme/Tide' } }, /composer\.json is of .*Acme\/Tide/],
    ['no name', '1.0.0', { manifest: { name: undefined } }, /composer\.json is of no package/],
    ['another version', '1.0.0', { manifest: { version: '1.0.1' } }, /composer\.json says version .*1\.0\.1/],
    ['a version that is none', 'one', {}, /expected one that Composer reads/],
    ['a branch', 'dev-main', {}, /which is a branch/],
    ['a line of versions', '1.x-dev', {}, /which is a branch/],
    [
      'a constraint that nobody can read',
      '1.0.0',
      { manifest: { require: { 'acme/base': '^one' } } },
      /constraint of acme\/base/,
    ],
    ['what needs no package', '1.0.0', { manifest: { require: { '../base': '^1.0' } } }, /names of packages/],
    [
      'a list where Composer takes none',
      '1.0.0',
      { manifest: { autoload: ['src'] } },
      /autoload of its composer\.json is an array/,
    ],
    [
      'no composer.json',
      '1.0.0',
      packZip([{ name: 'a/b/composer.json', content: '{}' }]),
      /expected a composer\.json at the top/,
    ],
    [
      'a composer.json beside the one that is unpacked',
      '1.0.0',
      { folder: 'tide/', more: [{ name: 'README', content: '' }] },
      /expected a composer\.json at the top/,
    ],
    ['what is no archive', '1.0.0', Buffer.from('no archive'), /no zip archive/],
    [
      'what leads out of the folder',
      '1.0.0',
      { more: [{ name: '../../evil', content: '' }] },
      /found the entry/,
    ],
    [
      'a composer.json that is no JSON',
      '1.0.0',
      packZip([{ name: 'composer.json', content: '{' }]),
      /composer\.json of acme\/tide/,
    ],
  ];
  it('refuses, with the reason, what contradicts itself or what Composer cannot load, and keeps nothing of it', async (test) => {
    const { gate, put } = await scene(test);
    for (const [what, version, wish, message] of faults) {
      const answer = await put(`acme/tide/${version}`, Buffer.isBuffer(wish) ? wish : archiveOf(wish));
      assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text}`);
      assert.match(answer.text, message, what);
    }
    for (const [header, value] of [
      ['gatehouse-source-reference', '../..'],
      ['gatehouse-source-url', 'https://ada:secret@git.example/tide.git'],
      ['gatehouse-source-url', 'file:///etc/passwd'],
    ] as const) {
      const answer = await put('acme/tide/1.0.0', archiveOf(), { [header]: value });
      assert.equal(answer.status, 400, `${header}: ${answer.text}`);
      assert.doesNotMatch(answer.text, /secret/);
    }
    assert.equal((await gate.ask('/composer/p2/acme/tide.json')).status, 404);
  });
});
