// Publishing to PyPI over HTTP: what is acknowledged is there, whole and unchanged, in every form in which clients read it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';

import { packTar } from 'modern-tar';

import { DAY_MS } from '../../src/kernel/clock.ts';
import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { holdClock, startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { makeUpload, type UploadWish } from './pypi-upload.ts';

async function scene(test: TestContext, options: GateOptions = {}) {
  const gate = await startGate(test, options);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const token = await person.mint({
    name: 'ci',
    lasts: '60d',
    scope: 'write',
    actions: ['publish', 'yank'],
    packages: [{ ecosystem: 'pypi', pattern: 'acme-*' }],
  });
  const upload = async (wish: UploadWish = {}, credential: string | undefined = token) => {
    const { contentType, body } = await makeUpload(wish);
    const basic = Buffer.from(`__token__:${credential}`).toString('base64');
    return ask(`${gate.urls.pypi}/legacy/`, {
      method: 'POST',
      headers: { 'content-type': contentType, authorization: `Basic ${basic}` },
      body,
    });
  };
  return { gate, person, token, upload };
}

interface Page {
  readonly 'project-status'?: { readonly status: string; readonly reason: string };
  readonly meta: { readonly 'api-version': string };
  readonly versions: readonly string[];
  readonly files: readonly {
    readonly filename: string;
    readonly url: string;
    readonly hashes: { readonly sha256: string };
    readonly size: number;
    readonly 'upload-time': string;
    readonly 'requires-python'?: string;
    readonly yanked: boolean | string;
    readonly 'core-metadata'?: { readonly sha256: string };
  }[];
}

async function page(gate: Gate, name = 'acme-tide'): Promise<Page> {
  const answer = await gate.ask(`/pypi/simple/${name}/`, {
    headers: { accept: 'application/vnd.pypi.simple.v1+json' },
  });
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as Page;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('publishing to PyPI', () => {
  it('is there once it is acknowledged, with its date, size, digests and metadata', async (test) => {
    const { gate, upload } = await scene(test);
    const wish: UploadWish = {
      metadata: ['Requires-Python: >=3.9', 'Requires-Dist: acme-sea>=1; python_version<"4"'],
    };
    const answer = await upload(wish);
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await upload({ ...wish, kind: 'sdist' })).status, 200);
    const { files, versions, meta } = await page(gate);
    assert.deepEqual([versions, meta['api-version']], [['1.0.0'], '1.4']);
    assert.deepEqual(
      files.map(({ filename }) => filename),
      ['acme_tide-1.0.0-py3-none-any.whl', 'acme_tide-1.0.0.tar.gz'],
    );
    const [wheel] = files;
    assert.ok(wheel !== undefined);
    assert.match(wheel['upload-time'], /^\d{4}-\d\d-\d\dT[\d:]+\.\d+Z$/);
    const bytes = (await ask(wheel.url, {})).body;
    assert.deepEqual([sha256(bytes), bytes.length], [wheel.hashes.sha256, wheel.size]);
    assert.deepEqual([wheel['requires-python'], wheel.yanked], ['>=3.9', false]);
    const metadata = await ask(`${wheel.url}.metadata`, {});
    assert.equal(sha256(metadata.body), wheel['core-metadata']?.sha256);
    assert.match(metadata.text, /^Requires-Dist: acme-sea>=1/m);
    assert.equal(gate.upstream.count(/acme_tide/), 0);
  });

  it('reads as HTML and as the JSON of the project and the version, too', async (test) => {
    const { gate, upload } = await scene(test);
    await upload({ metadata: ['Project-URL: Homepage, https://tide.example', 'Requires-Dist: acme-sea'] });
    const html = await gate.ask('/pypi/simple/Acme_Tide/', { headers: { accept: 'text/html' } });
    assert.equal(html.headers['location'], `${gate.urls.pypi}/simple/acme-tide/`);
    const text = (await gate.ask('/pypi/simple/acme-tide/', { headers: { accept: 'text/html' } })).text;
    assert.match(text, /data-core-metadata="sha256=[0-9a-f]{64}"/);
    for (const path of ['/pypi/pypi/acme-tide/json', '/pypi/pypi/acme-tide/1.0/json']) {
      const project = JSON.parse((await gate.ask(path)).text) as {
        info: Record<string, unknown>;
        urls: { filename: string; packagetype: string }[];
      };
      assert.equal(project.info['summary'], 'Of the sea');
      assert.deepEqual(project.info['requires_dist'], ['acme-sea']);
      assert.deepEqual(project.info['project_urls'], { Homepage: 'https://tide.example' });
      assert.deepEqual(
        project.urls.map((one) => one.packagetype),
        ['bdist_wheel'],
      );
    }
  });

  it('lets files join a version, however it is spelt, for two weeks, and never one twice', async (test) => {
    const clock = holdClock();
    const { gate, upload } = await scene(test, { clock });
    assert.equal((await upload({ version: '1.0' })).status, 200);
    const joined = await upload({ version: '1.0.0', kind: 'sdist' });
    assert.equal(joined.status, 200, joined.text);
    const before = await page(gate);
    assert.deepEqual([before.versions, before.files.length], [['1.0'], 2]);
    const again = await upload({ version: '1.0' });
    assert.equal(again.status, 400);
    assert.match(again.text, /File already exists: acme_tide-1\.0-py3-none-any\.whl/);
    const twin = await upload({ version: '1.0.0' });
    assert.equal(twin.status, 400);
    assert.match(twin.text, /would stand beside acme_tide-1\.0-py3-none-any\.whl, which is the same/);
    assert.doesNotMatch(twin.text, /already exist/);
    clock.passTime(14 * DAY_MS + 1);
    const late = await upload({ version: '1.0', wheel: { tags: 'py2-none-any' } });
    assert.equal(late.status, 400);
    assert.match(late.text, /more than 14 days ago, and takes no more files/);
    assert.deepEqual((await page(gate)).files, before.files);
  });

  it('publishes one of two files of one name that come at once', async (test) => {
    const { gate, upload } = await scene(test);
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((text) => upload({ files: { 'acme_tide/x': text } })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400, 400],
    );
    assert.equal((await page(gate)).files.length, 1);
  });

  it('takes nothing from who may not', async (test) => {
    const { gate, person, upload } = await scene(test);
    const reading = await person.mint({ name: 'reads', scope: 'read' });
    assert.equal((await upload({}, reading)).status, 403);
    const other = await upload({ name: 'other' });
    assert.equal(other.status, 403, other.text);
    const { contentType, body } = await makeUpload();
    const nobody = await ask(`${gate.urls.pypi}/legacy/`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    assert.equal(nobody.status, 401);
    assert.match(nobody.headers['www-authenticate'] ?? '', /^Basic/);
    assert.equal((await gate.ask('/pypi/simple/acme-tide/')).status, 404);
  });

  it('refuses a name that an upstream has, however it is spelt, and never falls through to one', async (test) => {
    const { gate, upload } = await scene(test);
    await gate.upstream.pypi.publish({ name: 'Acme.Wave', version: '1.0.0' });
    const refused = await upload({ name: 'acme_wave' });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /upstream main has a package of this name/);
    await upload();
    await gate.upstream.pypi.publish({ name: 'acme-tide', version: '99.0.0' });
    assert.deepEqual((await page(gate)).versions, ['1.0.0']);
  });

  it('ignores signatures and attestations, and says so', async (test) => {
    const { upload } = await scene(test);
    const answer = await upload({ form: { gpg_signature: 'x', attestations: '[{"version":1}]' } });
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /signature[^\n]+not kept[\s\S]+attestations were not kept/);
  });

  it('takes a source distribution with links that stay inside, as installers do, and none with others', async (test) => {
    const { gate, upload } = await scene(test);
    const pack = async (linkname: string) => {
      const root = 'acme_tide-1.0.0';
      const info = 'Metadata-Version: 2.4\nName: acme-tide\nVersion: 1.0.0\n';
      const tar = await packTar([
        { header: { name: `${root}/PKG-INFO`, size: info.length, type: 'file' }, body: info },
        { header: { name: `${root}/docs/readme`, size: 0, type: 'symlink', linkname } },
      ]);
      return gzipSync(tar);
    };
    const out = await upload({ kind: 'sdist', bytes: await pack('../../outside') });
    assert.equal(out.status, 400);
    assert.match(out.text, /a link to .{1,2}\.\.\/\.\.\/outside/);
    assert.equal((await gate.ask('/pypi/simple/acme-tide/')).status, 404);
    const inside = await upload({ kind: 'sdist', bytes: await pack('../PKG-INFO') });
    assert.equal(inside.status, 200, inside.text);
  });

  it('withdraws a version with its reason, in every form, and keeps its file for who has it in a lock file', async (test) => {
    const { gate, person, upload } = await scene(test);
    for (const version of ['1.0.0', '1.1.0']) assert.equal((await upload({ version })).status, 200);
    const change = { change: 'yank', version: '1.1', reason: 'it eats data' };
    const yanked = await person.call('POST', '/hosted/pypi/acme-tide/changes', { changes: [change] });
    assert.equal(yanked.status, 200, yanked.text);
    const { files } = await page(gate);
    assert.deepEqual(
      files.map((file) => file.yanked),
      [false, 'it eats data'],
    );
    assert.equal((await ask(files[1]?.url ?? '', {})).status, 200);
    const html = await gate.ask('/pypi/simple/acme-tide/', { headers: { accept: 'text/html' } });
    assert.match(html.text, /data-yanked="it eats data"/);
    const project = JSON.parse((await gate.ask('/pypi/pypi/acme-tide/json')).text) as {
      info: { version: string };
    };
    assert.equal(project.info.version, '1.0.0');
  });

  it('takes nothing for an archived project, and offers nothing of a quarantined one (PEP 792)', async (test) => {
    const { gate, person, upload } = await scene(test);
    await upload();
    const [file] = (await page(gate)).files;
    const settle = async (status: string) => {
      const changes = [{ change: 'status', status, reason: 'moved on' }];
      const done = await person.call('POST', '/hosted/pypi/acme-tide/changes', { changes });
      assert.equal(done.status, 200, done.text);
      const refused = await upload({ version: '2.0.0' });
      assert.equal(refused.status, 400);
      assert.match(refused.text, new RegExp(`the package is ${status} .moved on., and takes nothing new`));
      return page(gate);
    };
    const archived = await settle('archived');
    assert.deepEqual(archived['project-status'], { status: 'archived', reason: 'moved on' });
    assert.equal(archived.files.length, 1);
    const quarantined = await settle('quarantined');
    assert.deepEqual([quarantined['project-status']?.status, quarantined.files], ['quarantined', []]);
    assert.equal((await ask(file?.url ?? '', {})).status, 404);
  });

  it('is gone when it is removed, with its files, and is never published again', async (test) => {
    const { gate, person, upload } = await scene(test);
    await upload();
    await upload({ version: '1.1.0' });
    const [file] = (await page(gate)).files;
    assert.equal((await ask(file?.url ?? '', {})).status, 200);
    const changes = [{ change: 'remove', version: '1.0' }];
    const removed = await person.call('POST', '/hosted/pypi/acme-tide/changes', { changes });
    assert.equal(removed.status, 200, removed.text);
    assert.deepEqual((await page(gate)).versions, ['1.1.0']);
    for (const end of ['', '.metadata']) assert.equal((await ask(`${file?.url}${end}`, {})).status, 404);
    const again = await upload({ version: '1.0.0', kind: 'sdist' });
    assert.equal(again.status, 400);
    assert.match(again.text, /published before, and removed; a version is used once/);
  });

  it('is in the journal with its files', async (test) => {
    const { gate, upload } = await scene(test);
    await upload();
    await upload({ kind: 'sdist' });
    const entries = await gate.journal('version-published');
    assert.deepEqual(
      entries.flatMap((entry) =>
        entry.kind === 'version-published' ? [entry.data.files.map(({ file }) => file)] : [],
      ),
      [
        ['acme_tide-1.0.0-py3-none-any.whl', 'acme_tide-1.0.0-py3-none-any.whl.metadata'],
        ['acme_tide-1.0.0.tar.gz'],
      ],
    );
  });
});
