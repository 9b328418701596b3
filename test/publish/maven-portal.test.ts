// Maven's portal over HTTP: an archive of versions is examined, told of line by line, and published or dropped whole.

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import { ask, type Answer } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type GateOptions } from '../support/gate.ts';
import {
  bundleEntries as entriesOf,
  bundleForm,
  TOLD,
  type BundleWish as Wish,
} from '../support/maven-bundle.ts';
import type { ZipEntry } from '../support/zip.ts';

const API = '/maven/portal/api/v1/publisher';
interface Status {
  readonly deploymentId: string;
  readonly deploymentName: string;
  readonly deploymentState: string;
  readonly purls: readonly string[];
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

async function scene(test: TestContext, options: GateOptions = {}) {
  const gate = await startGate(test, options);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const mint = (name: string, pattern: string) =>
    person.mint({ name, scope: 'write', actions: ['publish'], packages: [{ ecosystem: 'maven', pattern }] });
  const token = await mint('ci', 'org.acme.*');
  const bearer = (text: string) => `Bearer ${Buffer.from(`token:${text}`).toString('base64')}`;
  const call = (
    method: string,
    path: string,
    how: { body?: Buffer; type?: string; authorization?: string } = {},
  ) =>
    ask(`${gate.url}${API}${path}`, {
      method,
      headers: {
        authorization: how.authorization ?? bearer(token),
        ...(how.type === undefined ? {} : { 'content-type': how.type }),
      },
      ...(how.body === undefined ? {} : { body: how.body }),
    });
  const upload = (entries: readonly ZipEntry[], query = '', authorization?: string): Promise<Answer> => {
    return call('POST', `/upload${query}`, {
      ...bundleForm(entries),
      ...(authorization === undefined ? {} : { authorization }),
    });
  };
  const status = async (id: string): Promise<Status> => {
    const answer = await call('POST', `/status?id=${id}`);
    assert.equal(answer.status, 200, answer.text);
    return JSON.parse(answer.text) as Status;
  };
  const isThere = async (path: string) => (await gate.ask(`/maven/org/acme/${path}`)).status === 200;
  return { gate, person, mint, bearer, call, upload, status, isThere };
}

describe("Maven's portal", () => {
  it('keeps a bundle back until its publisher publishes it, and publishes all of it at once', async (test) => {
    const { gate, call, upload, status, isThere } = await scene(test);
    const uploaded = await upload(
      [...entriesOf({}), ...entriesOf({ artifactId: 'wave' })],
      '?name=the%20sea',
    );
    assert.equal(uploaded.status, 201, uploaded.text);
    const id = uploaded.text;
    assert.deepEqual(await status(id), {
      deploymentId: id,
      deploymentName: 'the sea',
      deploymentState: 'VALIDATED',
      purls: ['pkg:maven/org.acme/tide@1.0.0', 'pkg:maven/org.acme/wave@1.0.0'],
      errors: {},
    });
    assert.equal(await isThere('tide/1.0.0/tide-1.0.0.jar'), false);
    const path = 'org/acme/tide/1.0.0/tide-1.0.0.pom';
    for (const place of [`/deployment/${id}/download/${path}`, `/deployments/download/${path}`]) {
      assert.match((await call('GET', place)).text, /<artifactId>tide</);
    }
    const asked = '/published?namespace=org.acme&name=tide&version=1.0.0';
    assert.deepEqual(JSON.parse((await call('GET', asked)).text), { published: false });
    assert.equal((await call('POST', `/deployment/${id}`)).status, 204);
    assert.equal((await status(id)).deploymentState, 'PUBLISHED');
    assert.deepEqual(JSON.parse((await call('GET', asked)).text), { published: true });
    assert.equal(await isThere('tide/1.0.0/tide-1.0.0-sources.jar'), true);
    assert.equal(await isThere('wave/1.0.0/wave-1.0.0.jar'), true);
    assert.equal((await gate.journal('version-published')).length, 2);
    assert.equal((await call('GET', `/deployment/${id}/download/${path}`)).status, 404);
    for (const method of ['POST', 'DELETE']) {
      assert.equal((await call(method, `/deployment/${id}`)).status, 409, method);
    }
  });

  it('publishes at once where it is told to, and says what kept it from that', async (test) => {
    const { upload, status, isThere } = await scene(test);
    const first = await upload(entriesOf({}), '?publishingType=AUTOMATIC');
    assert.equal((await status(first.text)).deploymentState, 'PUBLISHED');
    assert.equal(await isThere('tide/1.0.0/tide-1.0.0.jar'), true);
    const again = await status((await upload(entriesOf({}), '?publishingType=AUTOMATIC')).text);
    assert.equal(again.deploymentState, 'FAILED');
    assert.match(again.errors['pkg:maven/org.acme/tide@1.0.0']?.[0] ?? '', /published already/);
  });

  it('drops what its publisher does not want, without a trace', async (test) => {
    const { call, upload, isThere } = await scene(test);
    const { text: id } = await upload(entriesOf({}));
    assert.equal((await call('DELETE', `/deployment/${id}`)).status, 204);
    assert.equal((await call('POST', `/status?id=${id}`)).status, 404);
    assert.equal((await call('POST', `/deployment/${id}`)).status, 404);
    assert.equal(await isThere('tide/1.0.0/tide-1.0.0.jar'), false);
  });

  const requirements: readonly (readonly [string, Wish, RegExp])[] = [
    [
      'sources',
      { without: ['-sources.jar', '-sources.jar.md5', '-sources.jar.sha1'] },
      /tide-1\.0\.0-sources\.jar is missing/,
    ],
    [
      'documentation',
      { without: ['-javadoc.jar', '-javadoc.jar.md5', '-javadoc.jar.sha1'] },
      /tide-1\.0\.0-javadoc\.jar is missing/,
    ],
    [
      'an artifact',
      { without: ['0.0.jar', '0.0.jar.md5', '0.0.jar.sha1'] },
      /has no artifact, and its POM says packaging jar/,
    ],
    ['md5', { without: ['0.0.jar.md5'] }, /tide-1\.0\.0\.jar came without its md5/],
    ['sha1', { without: ['.pom.sha1'] }, /tide-1\.0\.0\.pom came without its sha1/],
    ['a POM', { without: ['.pom', '.pom.md5', '.pom.sha1'] }, /tide-1\.0\.0\.pom is missing/],
    ...['name', 'description', 'url', 'licenses', 'developers', 'scm'].map(
      (told) =>
        [
          told,
          { told: TOLD.replace(new RegExp(`<${told}>.*?</${told}>`).exec(TOLD)?.[0] ?? told, '') },
          new RegExp(`tide-1\\.0\\.0\\.pom says no ${told}$`),
        ] as const,
    ),
    [
      'a stable version',
      { version: '1.0-SNAPSHOT' },
      /a bundle has releases alone; deploy snapshots file by file/,
    ],
    [
      'a place in the layout',
      { more: { 'evil.txt': 'x' } },
      /"evil\.txt": expected a path such as org\/acme/,
    ],
    [
      'files of the version',
      { more: { 'org/acme/tide/1.0.0/tide-2.0.0.jar': 'x' } },
      /begins with tide-1\.0\.0/,
    ],
    ['sound archives', { more: { 'org/acme/tide/1.0.0/tide-1.0.0-x.jar': 'x' } }, /tide-1\.0\.0-x\.jar/],
  ];
  it('says in one line each which requirement a bundle fails, and keeps nothing of it', async (test) => {
    const { gate, call, upload, status } = await scene(test);
    for (const [what, wish, line] of requirements) {
      const uploaded = await upload(entriesOf(wish));
      assert.equal(uploaded.status, 201, `${what}: ${uploaded.text}`);
      const { deploymentState, errors } = await status(uploaded.text);
      assert.equal(deploymentState, 'FAILED', what);
      const lines = Object.values(errors).flat();
      assert.equal(lines.filter((one) => line.test(one)).length, 1, `${what}: ${JSON.stringify(errors)}`);
      assert.equal((await call('POST', `/deployment/${uploaded.text}`)).status, 409, what);
      assert.deepEqual((await gate.house.storage.stores.deploymentParts.of(uploaded.text)).files, []);
    }
  });

  it('finds what a parent says, in the bundle or here', async (test) => {
    const { upload, status } = await scene(test);
    const parent = entriesOf({
      artifactId: 'sea',
      told: `${TOLD}<packaging>pom</packaging>`,
      without: ['.jar', '.jar.md5', '.jar.sha1'],
    });
    const of =
      '<parent><groupId>org.acme</groupId><artifactId>sea</artifactId><version>1.0.0</version></parent><name>Tide</name>';
    const alone = await status((await upload(entriesOf({ told: of }))).text);
    assert.match(
      Object.values(alone.errors).flat().join('\n'),
      /says no scm; its parent org\.acme:sea 1\.0\.0 is not to be had/,
    );
    const together = await upload([...parent, ...entriesOf({ told: of })], '?publishingType=AUTOMATIC');
    assert.deepEqual((await status(together.text)).errors, {});
    const later = await upload(entriesOf({ told: of, version: '1.1.0' }));
    assert.deepEqual((await status(later.text)).errors, {});
  });

  it('asks for signatures where it is configured to', async (test) => {
    const { upload, status } = await scene(test, { config: { publish: { maven_signatures: true } } });
    const { errors } = await status((await upload(entriesOf({}))).text);
    const lines = Object.values(errors).flat();
    assert.equal(lines.filter((line) => line.endsWith('has no signature')).length, 4, JSON.stringify(errors));
  });

  it('knows nobody else’s deployments, and takes nothing from who may not publish', async (test) => {
    const { gate, person, mint, bearer, call, upload, status } = await scene(test);
    const { text: id } = await upload(entriesOf({}));
    const elsewhere = bearer(await mint('elsewhere', 'org.other.*'));
    for (const [method, path] of [
      ['POST', `/deployment/${id}`],
      ['DELETE', `/deployment/${id}`],
      ['GET', `/deployment/${id}/download/org/acme/tide/1.0.0/tide-1.0.0.jar`],
    ] as const) {
      assert.equal((await call(method, path, { authorization: elsewhere })).status, 403, `${method} ${path}`);
    }
    const refused = await upload(entriesOf({ artifactId: 'wave' }), '', elsewhere);
    assert.match(
      Object.values((await status(refused.text)).errors)
        .flat()
        .join('\n'),
      /Cannot publish/,
    );
    const reads = bearer(await person.mint({ name: 'reads', scope: 'read' }));
    assert.equal((await upload(entriesOf({}), '', reads)).status, 403);
    assert.equal((await upload(entriesOf({}), '', 'Bearer bm9ib2R5Om5vdGhpbmc=')).status, 401);
    await gate.house.storage.work.transact(async ({ deployments }) => {
      const own = await deployments.find(id);
      assert.ok(own !== undefined);
      await deployments.save({ ...own, accountId: 'another' });
    });
    for (const [method, path] of [
      ['POST', `/status?id=${id}`],
      ['POST', `/deployment/${id}`],
      ['DELETE', `/deployment/${id}`],
      ['GET', `/deployment/${id}/download/org/acme/tide/1.0.0/tide-1.0.0.jar`],
    ] as const) {
      assert.equal((await call(method, path)).status, 404, `${method} ${path}`);
    }
  });

  it('takes its token as UserToken too', async (test) => {
    const { mint, call } = await scene(test);
    const pair = Buffer.from(`token:${await mint('other', 'org.acme.*')}`).toString('base64');
    const answer = await call('GET', '/published?namespace=org.acme&name=tide&version=1', {
      authorization: `UserToken ${pair}`,
    });
    assert.equal(answer.status, 200, answer.text);
  });

  it('refuses what is no form, no archive, or one that leads out of its folder', async (test) => {
    const { call, upload } = await scene(test);
    assert.equal((await call('POST', '/upload', { body: Buffer.from('x'), type: 'text/plain' })).status, 400);
    const evil = await upload([{ name: '../../evil', content: 'x' }]);
    assert.equal(evil.status, 422);
    assert.match(evil.text, /evil/);
  });
});
