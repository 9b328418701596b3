// Snapshots over HTTP: each build is a version that never changes, and the name of the snapshot stands for the newest that is
// offered.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { asPackageName } from '../../src/kernel/package-ref.ts';
import { ask } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type GateOptions } from '../support/gate.ts';
import { bundleEntries, bundleForm } from '../support/maven-bundle.ts';
import {
  buildOf,
  jarOf,
  listOf,
  mavenRequests,
  pomOf,
  SNAPSHOT,
  snapshotMetadataOf,
  toldOf,
} from '../support/maven-snapshot.ts';
import { assertExchanged, GITHUB, openTrustedScene } from '../support/trusted-scene.ts';
import { stagedScene } from './staged-scene.ts';
import { toldContents } from './told-contents.ts';

const REF = { ecosystem: 'maven', name: asPackageName('org.acme:tide') } as const;
const METADATA = `/${SNAPSHOT}/maven-metadata.xml`;

async function scene(test: TestContext, options: GateOptions = {}) {
  const gate = await startGate(test, options);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const mint = (pattern: string, actions = ['publish', 'yank', 'unpublish']) =>
    person.mint({ name: 'ci', scope: 'write', actions, packages: [{ ecosystem: 'maven', pattern }] });
  const token = await mint('org.acme.*');
  const get = (path: string) => gate.ask(`/maven/org/acme/tide${path}`);
  /** Changes what is published, as `gatehouse hosted` does. */
  const change = async (...changes: readonly object[]) => {
    const answer = await ask(`${gate.url}/api/v1/hosted/maven/org.acme%3Atide/changes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ changes }),
    });
    assert.equal(answer.status, 200, answer.text);
  };
  /** The build that the name of the snapshot stands for. */
  const newest = async () => toldOf(await get(METADATA)).newest;
  return { gate, person, mint, token, change, newest, ...mavenRequests(gate.urls.maven, token), get };
}

describe('builds of a snapshot', () => {
  it('are kept one by one, and its name leads to the newest', async (test) => {
    const { gate, get, deploy, newest } = await scene(test);
    const [first, second] = [buildOf(28, 1), buildOf(29, 2)];
    for (const build of [first, second]) {
      const deployed = await deploy(build);
      assert.equal(deployed.status, 201, deployed.text);
      assert.equal(`1.0-${await newest()}`, build);
    }
    const metadata = await get(METADATA);
    assert.equal(metadata.headers['content-type'], 'application/xml');
    assert.deepEqual(toldOf(metadata).files, [`jar ${second}`, `pom ${second}`]);
    assert.match(metadata.text, /<updated>20261129150825<\/updated>/);
    assert.match(metadata.text, /<version>1\.0-SNAPSHOT<\/version>/);
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = await get(`${METADATA}.${algorithm}`);
      assert.equal(digest.text, createHash(algorithm).update(metadata.text).digest('hex'));
    }
    for (const build of [first, second]) {
      assert.deepEqual((await get(`/${SNAPSHOT}/tide-${build}.jar`)).body, jarOf(build));
      assert.equal((await get(`/${SNAPSHOT}/tide-${build}.jar.sha256`)).status, 200);
    }
    assert.equal((await get(`/${SNAPSHOT}/tide-${SNAPSHOT}.jar`)).status, 404, 'no file is called so');
    assert.equal((await get(`/2.0-SNAPSHOT/maven-metadata.xml`)).status, 404, 'no build of it is there');
    const published = await gate.journal('version-published');
    assert.deepEqual(
      published.map(({ data }) => (data as { version: string }).version),
      [first, second],
    );
  });

  it('show nothing before all of one has come', async (test) => {
    const { get, put, send } = await scene(test);
    const build = buildOf(29, 1);
    const jar = `/${SNAPSHOT}/tide-${build}.jar`;
    assert.equal((await send(jar, jarOf(build))).status, 201);
    assert.equal((await send(`/${SNAPSHOT}/tide-${build}.pom`, pomOf(SNAPSHOT))).status, 201);
    // The list of versions has snapshots by name, and says nothing of their builds.
    assert.equal((await put('/maven-metadata.xml', listOf(SNAPSHOT))).status, 201);
    for (const path of [jar, METADATA, '/maven-metadata.xml']) {
      assert.equal((await get(path)).status, 404, path);
    }
    assert.equal((await put(METADATA, snapshotMetadataOf(build))).status, 201);
    assert.equal((await get(jar)).status, 200);
  });

  it('take what the older plugin attaches after it said that all had come', async (test) => {
    const { get, put, send, deploy } = await scene(test);
    const build = buildOf(29, 1);
    await deploy(build);
    const sources = jarOf('sources', SNAPSHOT);
    assert.equal((await send(`/${SNAPSHOT}/tide-${build}-sources.jar`, sources)).status, 201);
    assert.equal((await put(METADATA, snapshotMetadataOf(build))).status, 201);
    assert.match(
      (await get(METADATA)).text,
      /<classifier>sources<\/classifier>\s*<extension>jar<\/extension>\s*<value>1\.0-20261129\.150825-1<\/value>/,
    );
    const replaced = await send(`/${SNAPSHOT}/tide-${build}.jar`, jarOf('another', SNAPSHOT));
    assert.equal(replaced.status, 409, replaced.text);
  });

  it('stand in the list of versions once, below releases', async (test) => {
    const { get, put, send, deploy, change } = await scene(test);
    await deploy(buildOf(28, 1));
    await deploy(buildOf(29, 2));
    const listed = async () => (await get('/maven-metadata.xml')).text.replaceAll(/\s/g, '');
    const alone = await listed();
    assert.match(
      alone,
      /<latest>1\.0-SNAPSHOT<\/latest><versions><version>1\.0-SNAPSHOT<\/version><\/versions>/,
    );
    assert.doesNotMatch(alone, /<release>|\.150825/);
    await send('/1.0/tide-1.0.jar', jarOf('1.0', '1.0'));
    await send('/1.0/tide-1.0.pom', pomOf('1.0'));
    // As clients write it who merge the list that they got.
    assert.equal((await put('/maven-metadata.xml', listOf(SNAPSHOT, '1.0'))).status, 201);
    await deploy(buildOf(29, 1, '1.1'));
    assert.match(
      await listed(),
      /<latest>1\.1-SNAPSHOT<\/latest><release>1\.0<\/release><versions><version>1\.0-SNAPSHOT<\/version><version>1\.0<\/version><version>1\.1-SNAPSHOT<\/version><\/versions>/,
    );
    await change({ change: 'yank', version: buildOf(29, 1, '1.1'), reason: 'broken' });
    const after = await listed();
    assert.match(after, /<latest>1\.0<\/latest><release>1\.0<\/release>/);
    assert.doesNotMatch(after, /<version>1\.1-SNAPSHOT/);
  });

  it('are never replaced, nor is their moment used again, removed or not', async (test) => {
    const { get, deploy, change, newest } = await scene(test);
    const build = buildOf(28, 1);
    await deploy(build);
    await deploy(buildOf(29, 2));
    await change({ change: 'remove', version: buildOf(29, 2) });
    assert.equal(await newest(), '20261128.150825-1');
    assert.equal((await get(`/${SNAPSHOT}/tide-${buildOf(29, 2)}.jar`)).status, 404);
    for (const again of [build, buildOf(28, 7), buildOf(29, 2), buildOf(29, 3)]) {
      const refused = await deploy(again, { jar: jarOf('another', SNAPSHOT) });
      assert.equal(refused.status, 409, again);
      assert.match(refused.text, /published already|was published before/);
    }
    assert.deepEqual((await get(`/${SNAPSHOT}/tide-${build}.jar`)).body, jarOf(build));
    // mvn counts on from what it is told is the newest: the number of a removed build comes again, with another moment.
    assert.equal((await deploy(buildOf(30, 2))).status, 201);
    assert.equal(await newest(), '20261130.150825-2');
  });

  it('that policy holds back are left out of what the name stands for, and say why', async (test) => {
    const { gate, get, deploy, change, newest } = await scene(test);
    for (const [at, day] of [27, 28, 29].entries()) await deploy(buildOf(day, at + 1));
    await change({ change: 'yank', version: buildOf(29, 3), reason: 'wrong tide' });
    assert.equal(await newest(), '20261128.150825-2');
    assert.equal((await get(`/${SNAPSHOT}/tide-${buildOf(29, 3)}.jar`)).status, 200, 'for who pinned it');
    await gate.quarantine(REF, [buildOf(28, 2)]);
    const metadata = await get(METADATA);
    assert.equal(toldOf(metadata).newest, '20261127.150825-1', metadata.text);
    assert.match(metadata.text, /<!-- Gatehouse keeps back org\.acme:tide@1\.0-2026112/);
    const refused = await get(`/${SNAPSHOT}/tide-${buildOf(28, 2)}.jar`);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /looks odd/);
    const next = await deploy(buildOf(30, 2));
    assert.equal(next.status, 201, 'the build that mends it');
    assert.equal(await newest(), '20261130.150825-2');
  });

  it('that are all refused leave a name that says why, also where releases are offered', async (test) => {
    const { gate, get, put, send, deploy } = await scene(test);
    await deploy(buildOf(29, 1));
    await send('/0.9/tide-0.9.jar', jarOf('0.9', '0.9'));
    await send('/0.9/tide-0.9.pom', pomOf('0.9'));
    await put('/maven-metadata.xml', listOf('0.9'));
    await gate.quarantine(REF, [buildOf(29, 1)]);
    assert.equal((await get(METADATA)).status, 404);
    const refused = await get(`/${SNAPSHOT}/tide-${SNAPSHOT}.jar`);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /looks odd/);
    const list = await get('/maven-metadata.xml');
    assert.doesNotMatch(list.text, /<version>1\.0-SNAPSHOT|<latest>1\.0-SNAPSHOT/);
  });

  it('are deployed again when all that is there is refused: nothing that mvn asks for first ends it', async (test) => {
    const { gate, get, deploy, newest } = await scene(test);
    await deploy(buildOf(28, 1));
    await gate.quarantine(REF, [buildOf(28, 1)]);
    for (const path of [METADATA, `${METADATA}.sha1`, '/maven-metadata.xml', '/maven-metadata.xml.sha1']) {
      const absent = await get(path);
      assert.equal(absent.status, 404, path);
      assert.match(absent.text, /1\.0-20261128\.150825-1 is refused by rule quarantine.*looks odd/, path);
    }
    assert.equal((await get(`/${SNAPSHOT}/tide-${SNAPSHOT}.pom`)).status, 403);
    assert.equal((await deploy(buildOf(29, 1))).status, 201);
    assert.equal(await newest(), '20261129.150825-1');
  });

  const faults: readonly (readonly [string, { path?: string; pom?: string; jar?: Buffer }, RegExp])[] = [
    ['no moment', { path: `/${SNAPSHOT}/tide-${SNAPSHOT}.jar` }, /expected one of a build/],
    [
      'a moment that is none',
      { path: `/${SNAPSHOT}/tide-1.0-20261399.150825-1.jar` },
      /expected one of a build/,
    ],
    ['no number', { path: `/${SNAPSHOT}/tide-1.0-20261129.150825-0.jar` }, /expected one of a build/],
    ['another snapshot', { path: `/${SNAPSHOT}/tide-2.0-20261129.150825-1.jar` }, /expected one of a build/],
    [
      'a folder of its own',
      { path: `/${buildOf(29, 1)}/tide-${buildOf(29, 1)}.jar` },
      /expected one of a build/,
    ],
    ['small letters', { path: '/1.0-snapshot/tide-1.0-20261129.150825-1.jar' }, /expected one of a build/],
    ['another POM', { pom: pomOf('1.0') }, /says version 1\.0, expected 1\.0-SNAPSHOT/],
    ['another archive', { jar: jarOf('x', '2.0-SNAPSHOT') }, /is version 2\.0-SNAPSHOT/],
  ];
  it('are held to what a release is held to', async (test) => {
    const { get, send, deploy } = await scene(test);
    for (const [what, { path, ...bytes }, message] of faults) {
      const build = buildOf(29, 1);
      const answer = await (path === undefined ? deploy(build, bytes) : send(path, jarOf(build)));
      assert.equal(answer.status, 400, `${what}: ${answer.text}`);
      assert.match(answer.text, message, what);
    }
    assert.equal((await get('/maven-metadata.xml')).status, 404);
  });

  it('are not taken from who may not, nor where the operator wants none, nor in a bundle', async (test) => {
    const { gate, mint, put } = await scene(test);
    for (const token of [await mint('org.other.*'), await mint('org.acme.*', ['yank'])]) {
      const other = mavenRequests(gate.urls.maven, token);
      assert.equal((await other.deploy(buildOf(29, 1))).status, 403);
      assert.equal((await other.put(METADATA, snapshotMetadataOf(buildOf(29, 1)))).status, 403);
    }
    const unsent = await put(METADATA, snapshotMetadataOf(buildOf(29, 1)));
    assert.equal(unsent.status, 409);
    assert.match(unsent.text, /nothing of it has come/);
    const foreign = await put(METADATA, snapshotMetadataOf(buildOf(29, 1, '2.0')));
    assert.equal(foreign.status, 400);

    const { type, body } = bundleForm(bundleEntries({ version: SNAPSHOT }));
    const by = Buffer.from(`token:${await mint('org.acme.*')}`).toString('base64');
    const portal = `${gate.urls.maven}/portal/api/v1/publisher`;
    const headers = { authorization: `Bearer ${by}`, 'content-type': type };
    const uploaded = await ask(`${portal}/upload?publishingType=AUTOMATIC`, {
      method: 'POST',
      headers,
      body,
    });
    const status = await ask(`${portal}/status?id=${uploaded.text}`, { method: 'POST', headers });
    assert.match(status.text, /a bundle has releases alone; deploy snapshots file by file/);

    const strict = await scene(test, { config: { publish: { maven_snapshots: false } } });
    for (const refused of [
      await strict.deploy(buildOf(29, 1)),
      await strict.put(METADATA, snapshotMetadataOf(buildOf(29, 1))),
    ]) {
      assert.equal(refused.status, 400);
      assert.match(refused.text, /snapshots are not kept here, since what is published never changes/);
    }
  });
});

describe('a build of a snapshot', () => {
  it('of a private package is there for its people alone, at every door', async (test) => {
    const { get, deploy } = await scene(test, { config: { publish: { visibility: 'private' } } });
    const build = buildOf(29, 1);
    assert.equal((await deploy(build)).status, 201);
    for (const path of [
      METADATA,
      `${METADATA}.sha1`,
      '/maven-metadata.xml',
      `/${SNAPSHOT}/tide-${build}.jar`,
    ]) {
      const hidden = await get(path);
      assert.equal(hidden.status, 404, path);
      assert.doesNotMatch(hidden.text, /150825|other/);
    }
  });

  it('of a private package is given to a token that may read it', async (test) => {
    const { gate, person, deploy } = await scene(test, { config: { publish: { visibility: 'private' } } });
    await deploy(buildOf(29, 1));
    const reader = mavenRequests(gate.urls.maven, await person.mint({ name: 'reads', scope: 'read' }));
    assert.equal(toldOf(await reader.get(METADATA)).newest, '20261129.150825-1');
    assert.equal((await reader.get(`/${SNAPSHOT}/tide-${buildOf(29, 1)}.jar`)).status, 200);
    const other = await person.mint({
      name: 'others',
      scope: 'read',
      packages: [{ ecosystem: 'maven', pattern: 'org.other.*' }],
    });
    assert.equal((await mavenRequests(gate.urls.maven, other).get(METADATA)).status, 404);
  });

  it('waits for approval where a credential may do no more, and is the newest once it is approved', async (test) => {
    const { gate, acme, cy, approve, waiting, onlyStages } = await stagedScene(test);
    await acme.own('maven', REF.name);
    const { deploy } = mavenRequests(gate.urls.maven, await onlyStages('maven', 'org.acme:*'));
    const build = buildOf(29, 1);
    const sent = await deploy(build);
    assert.equal(sent.status, 201, sent.text);
    const metadata = `/maven/org/acme/tide${METADATA}`;
    assert.equal((await gate.ask(metadata)).status, 404);
    assert.equal((await gate.ask(`/maven/org/acme/tide/${SNAPSHOT}/tide-${build}.jar`)).status, 404);
    const staged = await waiting(cy);
    assert.equal(staged['version'], build);
    const again = await deploy(build);
    assert.match(again.text, /staged already, and waits for approval/);
    assert.equal((await approve(cy, staged.id)).status, 200);
    assert.equal(`1.0-${toldOf(await gate.ask(metadata)).newest}`, build);
  });

  it('is published by the identity of a build, and by no other', async (test) => {
    const { gate, own, publish, identity, exchange } = await openTrustedScene(test, {
      email: 'ada@example.com',
    });
    await own('maven', REF.name);
    const id = await publish({ ecosystem: 'maven', name: REF.name });
    const asked = { ecosystem: 'maven', name: REF.name };
    const { token } = assertExchanged(await exchange(identity(GITHUB), asked));
    const { deploy, get } = mavenRequests(gate.urls.maven, token);
    const deployed = await deploy(buildOf(29, 1));
    assert.equal(deployed.status, 201, deployed.text);
    const [entry] = await gate.journal('version-published');
    assert.deepEqual([entry?.actor, entry?.name], [`publisher:${id}`, REF.name]);
    const elsewhere = await ask(`${gate.urls.maven}/org/acme/wave/${SNAPSHOT}/wave-${buildOf(29, 1)}.jar`, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(`token:${token}`).toString('base64')}` },
      body: 'x',
    });
    assert.equal(elsewhere.status, 403, elsewhere.text);
    assert.ok([200, 403, 404].includes((await get(METADATA)).status));
  });

  it('is the first of a name in a namespace of its publisher’s, and of nobody else’s', async (test) => {
    const { gate, person, get, deploy, mint } = await scene(test);
    const grant = async (namespace: string, owner: object) => {
      const asked = { ecosystem: 'maven', namespace, owner, reason: 'theirs' };
      const granted = await person.call('POST', '/namespaces/grants', asked);
      assert.equal(granted.status, 201, granted.text);
    };
    await grant('org.acme', { kind: 'account', name: 'ada' });
    // mvn asks what is there, without its token, before it deploys, and ends when it is refused rather than told that nothing is.
    for (const path of ['/maven-metadata.xml', METADATA, `${METADATA}.sha1`]) {
      const absent = await get(path);
      assert.equal(absent.status, 404, path);
      assert.match(absent.text, /reserved/, path);
    }
    assert.equal((await deploy(buildOf(29, 1))).status, 201);
    const invited = await person.call('POST', '/people', { name: 'bo', role: 'reader' });
    assert.equal(invited.status, 201, invited.text);
    await grant('org.theirs', { kind: 'account', name: 'bo' });
    const token = await mint('org.theirs.*');
    const jar = await ask(`${gate.urls.maven}/org/theirs/tide/${SNAPSHOT}/tide-${buildOf(29, 1)}.jar`, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(`token:${token}`).toString('base64')}` },
      body: 'x',
    });
    assert.equal(jar.status, 403, jar.text);
    assert.match(jar.text, /namespace/);
  });

  it('is told of as a version is, and the snapshot as its newest build that is offered', async (test) => {
    const { gate, deploy } = await scene(test);
    for (const [at, day] of [28, 29].entries()) await deploy(buildOf(day, at + 1));
    const told = async (version: string) => {
      const answer = await gate.ask(`/api/v1/explain?purl=pkg:maven/org.acme/tide@${version}`);
      return JSON.parse(answer.text) as Record<string, unknown>;
    };
    for (const version of [SNAPSHOT, buildOf(29, 2)]) {
      assert.partialDeepStrictEqual(await told(version), { version: buildOf(29, 2), isKnown: true });
    }
    await gate.quarantine(REF, [buildOf(29, 2)]);
    assert.partialDeepStrictEqual(await told(SNAPSHOT), {
      version: buildOf(28, 1),
      verdict: { action: 'allow' },
    });
    await gate.quarantine(REF, [buildOf(28, 1)]);
    assert.partialDeepStrictEqual(await told(SNAPSHOT), {
      version: buildOf(29, 2),
      verdict: { action: 'block' },
    });
    assert.partialDeepStrictEqual(await told('2.0-SNAPSHOT'), { version: '2.0-SNAPSHOT', isKnown: false });
  });

  it('is looked into like a release, with the newest build of a parent that is a snapshot too', async (test) => {
    const { gate, token, deploy } = await scene(test);
    const sea = mavenRequests(gate.urls.maven, token, 'sea');
    const managed = (version: string) =>
      pomOf(
        SNAPSHOT,
        'sea',
        `<packaging>pom</packaging><licenses><license><name>MIT</name></license></licenses><dependencyManagement><dependencies><dependency><groupId>org.acme</groupId><artifactId>base</artifactId><version>${version}</version></dependency></dependencies></dependencyManagement>`,
      );
    for (const [at, version] of ['2.4', '2.5'].entries()) {
      const sent = await sea.deploy(buildOf(27 + at, at + 1), { pom: managed(version) });
      assert.equal(sent.status, 201, sent.text);
    }
    const parent = `<parent><groupId>org.acme</groupId><artifactId>sea</artifactId><version>${SNAPSHOT}</version></parent>`;
    const needs =
      '<dependencies><dependency><groupId>org.acme</groupId><artifactId>base</artifactId></dependency></dependencies>';
    const build = buildOf(29, 1);
    assert.equal((await deploy(build, { pom: pomOf(SNAPSHOT, 'tide', `${parent}${needs}`) })).status, 201);
    const told = await toldContents(gate, 'maven', REF.name, build);
    assert.deepEqual(told.needs, ['org.acme:base 2.5 runtime']);
    const bill = await gate.ask(`/api/v1/hosted/maven/org.acme%3Atide/versions/${build}/sbom`);
    assert.equal(bill.status, 200, bill.text);
    assert.match(bill.text, /pkg:maven\/org\.acme\/tide@1\.0-20261129\.150825-1/);
    assert.match(bill.text, /"MIT"/);
  });

  it('sends its owners a letter when it is the first, or by another than the one before', async (test) => {
    const { gate, person, deploy } = await scene(test);
    for (const [at, day] of [27, 28, 29].entries()) await deploy(buildOf(day, at + 1));
    await deploy(buildOf(29, 1, '1.1'));
    const letters = async () =>
      (await gate.journal('letter-posted')).filter(
        ({ data }) => (data as { about: string }).about === 'version-published',
      ).length;
    assert.equal(await letters(), 2, 'of each snapshot its first build');
    const token = await person.mint({
      name: 'another',
      scope: 'write',
      actions: ['publish'],
      packages: [{ ecosystem: 'maven', pattern: 'org.acme.*' }],
    });
    await mavenRequests(gate.urls.maven, token).deploy(buildOf(30, 4));
    assert.equal(await letters(), 3, 'another token published the one before');
  });
});
