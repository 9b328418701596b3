// Versions of the ecosystems whose clients have no command for it are staged by a token that may do no more, or by a header.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';

import { ask } from '../support/ask.ts';
import { bundleEntries, bundleForm } from '../support/maven-bundle.ts';
import { crateBody } from '../support/crate-body.ts';
import { packZip } from '../support/zip.ts';
import { makeUpload, type UploadWish } from './pypi-upload.ts';
import { stagedScene, type StagedScene } from './staged-scene.ts';

const basic = (token: string) => `Basic ${Buffer.from(`__token__:${token}`).toString('base64')}`;

describe('a Python project', () => {
  async function upload({ gate }: StagedScene, token: string, wish: UploadWish, more: object = {}) {
    const { contentType, body } = await makeUpload(wish);
    return ask(`${gate.urls.pypi}/legacy/`, {
      method: 'POST',
      headers: { 'content-type': contentType, authorization: basic(token), ...more },
      body,
    });
  }

  it('is staged file by file, each of one version joining the others, and approved with what was seen', async (test) => {
    const scene = await stagedScene(test);
    const { gate, acme, cy, api, approve, waiting } = scene;
    await acme.own('pypi', 'acme-tide');
    const token = await scene.onlyStages('pypi', 'acme-*');
    const wheel = await upload(scene, token, {});
    assert.deepEqual([wheel.status, /staged, not published/.test(wheel.text)], [200, true], wheel.text);
    const { id } = await waiting(cy);
    assert.equal(wheel.headers['gatehouse-staged'], id);
    const { fingerprint } = (await api(cy, `GET /staged/${id}`)).body;
    assert.equal((await upload(scene, token, { kind: 'sdist' })).status, 200);
    const again = await upload(scene, token, {});
    assert.match(again.text, /File already exists/);
    const { body } = await api(cy, `GET /staged/${id}`);
    assert.equal((body['files'] as object[]).length, 3);
    assert.deepEqual(body['because'], ['credential-only-stages']);
    const stale = await api(cy, `POST /staged/${id}/approve`, { fingerprint });
    assert.match(stale.detail, /it has other files now/);
    assert.equal((await gate.ask('/pypi/simple/acme-tide/')).status, 404);
    assert.equal((await approve(cy, id)).status, 200);
    const page = await gate.ask('/pypi/simple/acme-tide/');
    assert.match(page.text, /acme_tide-1\.0\.0-py3-none-any\.whl[^]*acme_tide-1\.0\.0\.tar\.gz/);
    // One that comes later joins the version, once it is approved as well.
    assert.equal((await upload(scene, token, { wheel: { tags: 'cp313-abi3-linux_x86_64' } })).status, 200);
    assert.equal((await approve(cy, (await waiting(cy)).id)).status, 200);
    assert.match((await gate.ask('/pypi/simple/acme-tide/')).text, /cp313-abi3-linux_x86_64/);
  });

  it('takes no file of another person into what one staged', async (test) => {
    const scene = await stagedScene(test);
    const { acme } = scene;
    await acme.own('pypi', 'acme-tide');
    const di = await acme.seat('di');
    await acme.join(di, 'maintainer');
    assert.equal((await upload(scene, await scene.onlyStages('pypi', 'acme-*'), {})).status, 200);
    const theirs = await acme.mint(di, 'pypi', ['acme-*'], ['stage']);
    const refused = await upload(scene, theirs, { kind: 'sdist' });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /staged already, and waits for approval/);
  });

  it('waits where its owner chose so, and where its publisher asks for it by a header', async (test) => {
    const scene = await stagedScene(test);
    const { gate, acme, bo, cy, api, approve, waiting } = scene;
    await acme.own('pypi', 'acme-tide');
    const token = await acme.mint(bo, 'pypi', ['acme-*'], ['publish', 'stage']);
    assert.equal((await upload(scene, token, {}, { 'gatehouse-stage': 'true' })).status, 200);
    assert.deepEqual((await waiting(cy))['because'], []);
    assert.equal((await approve(cy, (await waiting(cy)).id)).status, 200);
    const path = '/hosted/pypi/acme-tide/approval';
    assert.equal((await api(acme.ada, `PUT ${path}`, { isRequired: true })).status, 200);
    assert.equal((await upload(scene, token, { version: '1.1.0' })).status, 200);
    assert.deepEqual((await waiting(cy))['because'], ['approval-required']);
    assert.doesNotMatch((await gate.ask('/pypi/simple/acme-tide/')).text, /1\.1\.0/);
  });
});

it('a crate is staged, cargo is told so, and it is in the index once it is approved', async (test) => {
  const scene = await stagedScene(test);
  const { gate, acme, cy, approve, waiting } = scene;
  await acme.own('cargo', 'acme-tide');
  const token = await scene.onlyStages('cargo', 'acme-*');
  const answer = await ask(`${gate.urls.cargo}/api/v1/crates/new`, {
    method: 'PUT',
    headers: { authorization: token },
    body: await crateBody({ name: 'acme-tide' }),
  });
  const { warnings } = JSON.parse(answer.text) as { warnings: { other: string[] } };
  assert.match(
    warnings.other[0] ?? '',
    /1\.0\.0 is staged, not published: it waits until .* for somebody else/,
  );
  const index = () => gate.ask('/cargo/ac/me/acme-tide');
  assert.equal((await index()).status, 404);
  assert.equal((await approve(cy, (await waiting(cy)).id)).status, 200);
  assert.match((await index()).text, /"vers":"1\.0\.0"/);
});

it('a Composer package is staged, and the answer says so', async (test) => {
  const scene = await stagedScene(test);
  const { gate, acme, cy, approve, waiting } = scene;
  await acme.own('composer', 'acme/tide');
  const token = await scene.onlyStages('composer', 'acme/*');
  const archive = packZip([{ name: 'composer.json', content: '{"name":"acme/tide","description":"x"}' }]);
  const answer = await ask(`${gate.urls.composer}/packages/acme/tide/1.0.0`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/zip' },
    body: archive,
  });
  const { id } = await waiting(cy);
  const { status, stagedId } = JSON.parse(answer.text) as { status: string; stagedId: string };
  assert.deepEqual([answer.status, status, stagedId], [201, 'staged', id]);
  assert.equal((await gate.ask('/composer/p2/acme/tide.json')).status, 404);
  assert.equal((await approve(cy, id)).status, 200);
  assert.match((await gate.ask('/composer/p2/acme/tide.json')).text, /"version":"1\.0\.0"/);
});

it('a bundle of the Maven portal whose version takes approval fails, and says why', async (test) => {
  const { gate, acme, bo, api } = await stagedScene(test);
  await acme.own('maven', 'org.acme:tide');
  const on = await api(acme.ada, 'PUT /hosted/maven/org.acme:tide/approval', { isRequired: true });
  assert.equal(on.status, 200, on.detail);
  const token = await acme.mint(bo, 'maven', ['org.acme:*'], ['publish', 'stage']);
  const { type, body } = bundleForm(bundleEntries({}));
  const credential = Buffer.from(`token:${token}`).toString('base64');
  const headers = { authorization: `Bearer ${credential}` };
  const portal = `${gate.urls.maven}/portal/api/v1/publisher`;
  const sent = await ask(`${portal}/upload?name=x&publishingType=AUTOMATIC`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type },
    body,
  });
  assert.equal(sent.status, 201, sent.text);
  const status = await ask(`${portal}/status?id=${sent.text}`, { method: 'POST', headers });
  assert.match(status.text, /"FAILED".*expected a second person's/);
});

describe('a Maven version', () => {
  const FILES = {
    jar: packZip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }]),
    pom: Buffer.from(
      '<project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>tide</artifactId><version>1.0.0</version></project>',
    ),
  };
  const METADATA =
    '<metadata><groupId>org.acme</groupId><artifactId>tide</artifactId><versioning><release>1.0.0</release><versions><version>1.0.0</version></versions></versioning></metadata>';

  it('is staged whole once its client says that all has come, and published with all of its files', async (test) => {
    const scene = await stagedScene(test);
    const { gate, acme, cy, api, approve, waiting } = scene;
    await acme.own('maven', 'org.acme:tide');
    const token = await scene.onlyStages('maven', 'org.acme:*');
    const put = async (path: string, body: Buffer | string) => {
      const sent = await ask(`${gate.urls.maven}/org/acme/tide${path}`, {
        method: 'PUT',
        headers: { authorization: basic(token) },
        body,
      });
      assert.equal(sent.status, 201, `${path}: ${sent.text}`);
    };
    for (const [ending, bytes] of Object.entries(FILES)) {
      await put(`/1.0.0/tide-1.0.0.${ending}`, bytes);
      await put(`/1.0.0/tide-1.0.0.${ending}.sha1`, createHash('sha1').update(bytes).digest('hex'));
    }
    assert.deepEqual((await api(cy, 'GET /staged')).body.items, []);
    await put('/maven-metadata.xml', METADATA);
    const { id } = await waiting(cy);
    assert.equal((await gate.ask('/maven/org/acme/tide/1.0.0/tide-1.0.0.jar')).status, 404);
    assert.equal(((await api(cy, `GET /staged/${id}`)).body['files'] as object[]).length, 2);
    assert.equal((await approve(cy, id)).status, 200);
    const served = await gate.ask('/maven/org/acme/tide/1.0.0/tide-1.0.0.jar');
    assert.ok(served.body.equals(FILES.jar));
  });
});
