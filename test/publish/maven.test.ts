// Publishing to Maven over HTTP, request by request as its clients send them: nothing is there until all of it is, and then it is
// there whole and unchanged.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';

import { HOUR_MS } from '../../src/kernel/clock.ts';
import { sha256Of } from '../../src/kernel/digest.ts';
import { sweepDeployments, UNFINISHED_MS } from '../../src/registry/deployments/sweep-deployments.ts';
import { ask, type Answer } from '../support/ask.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { MAX_UNDER_WAY } from '../../src/registry/deployments/add-deployment.ts';
import { startGate, type Gate, type GateOptions } from '../support/gate.ts';
import { packZip } from '../support/zip.ts';

const FOLDER = '/org/acme/tide';

function pomOf(version: string, more = ''): string {
  return `<?xml version="1.0"?><project><modelVersion>4.0.0</modelVersion><groupId>org.acme</groupId><artifactId>tide</artifactId><version>${version}</version>${more}</project>`;
}

function jarOf(text = 'of the sea', files: Readonly<Record<string, string>> = {}): Buffer {
  const entries = Object.entries({
    'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\n',
    'tide.txt': text,
    ...files,
  });
  return packZip(entries.map(([name, content]) => ({ name, content })));
}

function metadataOf(...versions: readonly string[]): string {
  const list = versions.map((version) => `<version>${version}</version>`).join('');
  return `<metadata><groupId>org.acme</groupId><artifactId>tide</artifactId><versioning><release>${versions.at(-1) ?? ''}</release><versions>${list}</versions></versioning></metadata>`;
}

/** How many files came with each release, as the journal has it. */
async function filesPublished(gate: Gate): Promise<readonly number[]> {
  const entries = await gate.journal('version-published');
  return entries.map(({ data }) => (data as { readonly files: readonly unknown[] }).files.length);
}

async function scene(test: TestContext, options: GateOptions = {}) {
  const gate = await startGate(test, options);
  const person = await makeGatePerson(gate, { email: 'ada@example.com' });
  const mint = (name: string, pattern: string, actions = ['publish']) =>
    person.mint({ name, scope: 'write', actions, packages: [{ ecosystem: 'maven', pattern }] });
  const token = await mint('ci', 'org.acme.*');
  const put = (path: string, body: string | Buffer, credential: string | undefined = token) =>
    ask(`${gate.urls.maven}${FOLDER}${path}`, {
      method: 'PUT',
      headers:
        credential === undefined
          ? {}
          : { authorization: `Basic ${Buffer.from(`token:${credential}`).toString('base64')}` },
      body,
    });
  const get = (path: string) => gate.ask(`/maven${FOLDER}${path}`);
  /** A file with its digest, as clients send it. */
  const send = async (path: string, bytes: string | Buffer, digest?: string): Promise<Answer> => {
    const sent = await put(path, bytes);
    if (sent.status >= 400) return sent;
    return put(`${path}.sha1`, digest ?? createHash('sha1').update(bytes).digest('hex'));
  };
  /** All of a version; answers what the last request was answered. */
  const deploy = async (version = '1.0.0', jar = jarOf(), pom = pomOf(version)): Promise<Answer> => {
    for (const [ending, bytes] of [
      ['jar', jar],
      ['pom', pom],
    ] as const) {
      const sent = await send(`/${version}/tide-${version}.${ending}`, bytes);
      if (sent.status >= 400) return sent;
    }
    return put('/maven-metadata.xml', metadataOf(version));
  };
  return { gate, person, mint, put, get, send, deploy };
}

describe('publishing to Maven', () => {
  it('shows nothing of a version before all of it has come, and then all of it', async (test) => {
    const { gate, put, get, send } = await scene(test);
    // As archives of many parts have it.
    const jar = jarOf('of the sea', { 'META-INF/LICENSE': 'MIT', 'META-INF/license/MIT': 'MIT' });
    assert.equal((await send('/1.0.0/tide-1.0.0.jar', jar)).status, 201);
    assert.equal((await send('/1.0.0/tide-1.0.0.pom', pomOf('1.0.0'))).status, 201);
    assert.equal((await send('/1.0.0/tide-1.0.0-sources.jar', jarOf('sources'))).status, 201);
    for (const path of ['/maven-metadata.xml', '/1.0.0/tide-1.0.0.jar', '/1.0.0/tide-1.0.0.pom']) {
      assert.equal((await get(path)).status, 404, path);
    }
    const whole = await put('/maven-metadata.xml', metadataOf('1.0.0'));
    assert.equal(whole.status, 201, whole.text);
    const metadata = await get('/maven-metadata.xml');
    assert.match(metadata.text, /<release>1\.0\.0<\/release>\s*<versions>\s*<version>1\.0\.0<\/version>/);
    const served = await get('/1.0.0/tide-1.0.0.jar');
    assert.deepEqual(served.body, jar);
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = await get(`/1.0.0/tide-1.0.0.jar.${algorithm}`);
      assert.equal(digest.text, createHash(algorithm).update(jar).digest('hex'));
    }
    assert.equal((await get('/1.0.0/tide-1.0.0-sources.jar')).status, 200);
    assert.equal((await get('/1.0.0/tide-1.0.0-javadoc.jar')).status, 404);
    assert.deepEqual(await filesPublished(gate), [3]);
  });

  it('takes no more than so many at once, until some are published or dropped', async (test) => {
    const { put, send } = await scene(test);
    for (let at = 0; at < MAX_UNDER_WAY; at += 1)
      assert.equal((await put(`/1.0.${at}/tide-1.0.${at}.pom`, pomOf(`1.0.${at}`))).status, 201);
    const more = await put('/2.0.0/tide-2.0.0.pom', pomOf('2.0.0'));
    assert.equal(more.status, 429, more.text);
    assert.match(more.text, /100 deployments of yours wait .*gatehouse deployment list/);
    assert.equal((await send('/1.0.7/tide-1.0.7.jar', jarOf())).status, 201, 'those under way go on');
    assert.equal((await send('/1.0.7/tide-1.0.7.pom', pomOf('1.0.7'))).status, 201);
    assert.equal((await put('/maven-metadata.xml', metadataOf('1.0.7'))).status, 201);
    assert.equal((await put('/2.0.0/tide-2.0.0.pom', pomOf('2.0.0'))).status, 201);
  });

  it('writes the list of versions itself, whatever list was sent', async (test) => {
    const { get, deploy, put } = await scene(test);
    await deploy('1.0.0');
    await deploy('1.1.0');
    const sent = await put('/maven-metadata.xml', metadataOf('6.6.6', '1.1.0'));
    assert.equal(sent.status, 201, sent.text);
    const { text } = await get('/maven-metadata.xml');
    assert.match(text, /<version>1\.0\.0<\/version>\s*<version>1\.1\.0<\/version>\s*<\/versions>/);
    assert.doesNotMatch(text, /6\.6\.6/);
  });

  it('says so when a list names a version of which nothing has come', async (test) => {
    const { put } = await scene(test);
    const answer = await put('/maven-metadata.xml', metadataOf('1.0.0'));
    assert.equal(answer.status, 409);
    assert.match(answer.text, /nothing of it has come/);
  });

  it('never replaces a version, nor adds to one, nor takes another spelling of it', async (test) => {
    const { gate, get, send, deploy } = await scene(test);
    assert.equal((await deploy()).status, 201);
    await gate.house.storage.work.transact(async ({ deployments }) => {
      await deployments.sweep({ published: Number.MAX_SAFE_INTEGER, others: Number.MAX_SAFE_INTEGER });
    });
    for (const path of ['/1.0.0/tide-1.0.0.jar', '/1.0.0/tide-1.0.0-extra.jar', '/1.0/tide-1.0.jar']) {
      const again = await send(path, jarOf('another'));
      assert.equal(again.status, 409, path);
      assert.match(again.text, /published already/);
    }
    assert.deepEqual((await get('/1.0.0/tide-1.0.0.jar')).body, jarOf());
  });

  it('adds what its publisher sends right after the list, with its digest, and replaces nothing by it', async (test) => {
    const { gate, put, get, send, deploy } = await scene(test);
    await deploy();
    const path = '/1.0.0/tide-1.0.0-sources.jar';
    assert.equal((await put(path, jarOf('sources'))).status, 201);
    assert.equal((await get(path)).status, 404);
    assert.equal(
      (await put(`${path}.sha1`, createHash('sha1').update(jarOf('sources')).digest('hex'))).status,
      201,
    );
    assert.equal(
      (await put(`${path}.md5`, createHash('md5').update(jarOf('sources')).digest('hex'))).status,
      201,
    );
    assert.deepEqual((await get(path)).body, jarOf('sources'));
    assert.equal((await put('/1.0.0/tide-1.0.0.jar.asc', '-----BEGIN PGP SIGNATURE-----\n')).status, 201);
    assert.equal((await get('/1.0.0/tide-1.0.0.jar.asc')).status, 200);
    const replaced = await send('/1.0.0/tide-1.0.0.jar', jarOf('another'));
    assert.equal(replaced.status, 409);
    assert.match(replaced.text, /File already exists/);
    const forged = await send('/1.0.0/tide-1.0.0-javadoc.jar', jarOf('docs'), 'a'.repeat(40));
    assert.equal(forged.status, 400);
    assert.equal((await get('/1.0.0/tide-1.0.0-javadoc.jar')).status, 404);
    const joined = await gate.journal('version-published');
    assert.deepEqual(
      joined.map(({ data }) => (data as { isJoined?: true }).isJoined),
      [undefined, true, true],
    );
  });

  it('takes no other spelling of a version for part of it, be it ever so soon', async (test) => {
    const { get, send, deploy } = await scene(test);
    await deploy();
    const path = '/1.0/tide-1.0-sources.jar';
    const refused = await send(path, jarOf('sources'));
    assert.equal(refused.status, 409, refused.text);
    assert.match(refused.text, /published already, as 1\.0\.0/);
    assert.equal((await get(path)).status, 404);
  });

  it('serves nobody what was removed', async (test) => {
    const { gate, mint, get, deploy } = await scene(test);
    await deploy('1.0.0');
    await deploy('1.1.0');
    const token = await mint('removes', 'org.acme.*', ['unpublish']);
    const removed = await ask(`${gate.url}/api/v1/hosted/maven/org.acme%3Atide/changes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ changes: [{ change: 'remove', version: '1.1.0' }] }),
    });
    assert.equal(removed.status, 200, removed.text);
    for (const file of ['tide-1.1.0.jar', 'tide-1.1.0.pom', 'tide-1.1.0.jar.sha1']) {
      assert.equal((await get(`/1.1.0/${file}`)).status, 404, file);
    }
    assert.equal((await get('/1.0.0/tide-1.0.0.jar')).status, 200);
  });

  it('takes a withdrawn version off the list, and serves it to who names it', async (test) => {
    const { gate, mint, get, deploy } = await scene(test);
    await deploy('1.0.0');
    await deploy('1.1.0');
    const token = await mint('yanks', 'org.acme.*', ['yank']);
    const yanked = await ask(`${gate.url}/api/v1/hosted/maven/org.acme%3Atide/changes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ changes: [{ change: 'yank', version: '1.1.0', reason: 'broken' }] }),
    });
    assert.equal(yanked.status, 200, yanked.text);
    const { text } = await get('/maven-metadata.xml');
    assert.match(
      text,
      /<release>1\.0\.0<\/release>\s*<versions>\s*<version>1\.0\.0<\/version>\s*<\/versions>/,
    );
    assert.doesNotMatch(text, /1\.1\.0/);
    assert.equal((await get('/1.1.0/tide-1.1.0.jar')).status, 200);
  });

  it('leaves nothing of a broken attempt in the next one', async (test) => {
    const { get, send, deploy } = await scene(test);
    await send('/1.0.0/tide-1.0.0.jar', jarOf('broken'));
    await send('/1.0.0/tide-1.0.0-sources.jar', jarOf('broken'));
    const answer = await deploy();
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual((await get('/1.0.0/tide-1.0.0.jar')).body, jarOf());
    assert.equal((await get('/1.0.0/tide-1.0.0-sources.jar')).status, 404);
  });

  it('forgets what nobody finished, and lets its bytes go', async (test) => {
    const { gate, put, send } = await scene(test);
    const { storage, registry } = gate.house;
    const sha256 = sha256Of(jarOf());
    await send('/1.0.0/tide-1.0.0.jar', jarOf());
    assert.deepEqual(await storage.blobNames.named([sha256]), new Set([sha256]));
    await sweepDeployments(registry.work, registry.clock.now() + UNFINISHED_MS - HOUR_MS);
    assert.deepEqual(await storage.blobNames.named([sha256]), new Set([sha256]));
    await sweepDeployments(registry.work, registry.clock.now() + UNFINISHED_MS + HOUR_MS);
    assert.deepEqual(await storage.blobNames.named([sha256]), new Set());
    const late = await put('/maven-metadata.xml', metadataOf('1.0.0'));
    assert.match(late.text, /nothing of it has come, or it came too long ago/);
  });

  it('refuses snapshots with the reason where the operator wants none', async (test) => {
    const { put } = await scene(test, { config: { publish: { maven_snapshots: false } } });
    for (const version of ['1.0-SNAPSHOT', '1.0-20260101.120000-1']) {
      const answer = await put(`/${version}/tide-${version}.jar`, jarOf());
      assert.equal(answer.status, 400, answer.text);
      assert.match(answer.text, /snapshots are not kept here, since what is published never changes/);
    }
  });

  it('takes nothing from who may not: no credential, another package, another action, a name that an upstream has', async (test) => {
    const { gate, put, mint, person } = await scene(test);
    const path = '/1.0.0/tide-1.0.0.jar';
    const nobody = await ask(`${gate.urls.maven}${FOLDER}${path}`, { method: 'PUT', body: jarOf() });
    assert.equal(nobody.status, 401);
    const credentials = [
      await mint('elsewhere', 'org.other.*'),
      await mint('yanks', 'org.acme.*', ['yank']),
      await person.mint({ name: 'reads', scope: 'read' }),
    ];
    for (const credential of credentials) {
      assert.equal((await put(path, jarOf(), credential)).status, 403);
      assert.equal((await put('/maven-metadata.xml', metadataOf('1.0.0'), credential)).status, 403);
    }
    await gate.upstream.maven.publish({ groupId: 'org.acme', artifactId: 'tide', version: '0.9' });
    const taken = await put(path, jarOf());
    assert.equal(taken.status, 409, taken.text);
    assert.match(taken.text, /upstream main has a package of this name/);
  });

  const faults: readonly (readonly [string, { pom?: string; jar?: Buffer; digest?: string }, RegExp])[] = [
    [
      'another artifact in the POM',
      { pom: pomOf('1.0.0').replace('>tide<', '>other<') },
      /says artifactId other, expected tide/,
    ],
    ['another version in the POM', { pom: pomOf('6.6.6') }, /says version 6\.6\.6, expected 1\.0\.0/],
    ['a version that nothing settles', { pom: pomOf('${revision}') }, /publish a flattened POM/],
    ['no POM', { pom: 'no xml' }, /tide-1\.0\.0\.pom/],
    ['entities in the POM', { pom: `<!DOCTYPE x [<!ENTITY a "b">]>${pomOf('1.0.0')}` }, /document type/],
    ['what is no archive', { jar: Buffer.from('no archive') }, /tide-1\.0\.0\.jar/],
    ['a path that leads out of the archive', { jar: jarOf('', { '../../evil': 'x' }) }, /evil/],
    [
      'another version in the archive',
      { jar: jarOf('', { 'META-INF/maven/org.acme/tide/pom.properties': 'version=6.6.6\n' }) },
      /says in its META-INF\/maven\/org\.acme\/tide\/pom\.properties that it is version 6\.6\.6/,
    ],
    ['a digest of other bytes', { digest: 'f'.repeat(40) }, /sha1 is [0-9a-f]{40}, and f{40} was declared/],
    ['a digest that is none', { digest: 'none' }, /found no sha1 digest/],
  ];
  it('refuses, with the reason, what contradicts itself, and keeps nothing of it', async (test) => {
    const { get, put, send } = await scene(test);
    for (const [what, { pom = pomOf('1.0.0'), jar = jarOf(), digest }, message] of faults) {
      let answer = await send('/1.0.0/tide-1.0.0.jar', jar, digest);
      if (answer.status < 400) answer = await send('/1.0.0/tide-1.0.0.pom', pom);
      if (answer.status < 400) answer = await put('/maven-metadata.xml', metadataOf('1.0.0'));
      assert.ok(answer.status >= 400 && answer.status < 500, `${what}: ${answer.status} ${answer.text}`);
      assert.match(answer.text, message, what);
    }
    assert.equal((await get('/maven-metadata.xml')).status, 404);
  });

  it('refuses files of other names, files without digests, and digests without files', async (test) => {
    const { put, send } = await scene(test);
    assert.match((await put('/1.0.0/tide-2.0.0.jar', jarOf())).text, /a name that begins with tide-1\.0\.0/);
    await send('/1.0.0/tide-1.0.0.pom', pomOf('1.0.0'));
    await put('/1.0.0/tide-1.0.0.jar', jarOf());
    const without = await put('/maven-metadata.xml', metadataOf('1.0.0'));
    assert.match(without.text, /tide-1\.0\.0\.jar came without a digest/);
    await send('/1.0.0/tide-1.0.0.pom', pomOf('1.0.0', '<packaging>pom</packaging>'));
    await put('/1.0.0/tide-1.0.0.jar.sha1', 'a'.repeat(40));
    const lost = await put('/maven-metadata.xml', metadataOf('1.0.0'));
    assert.match(lost.text, /tide-1\.0\.0\.jar did not come, though its digest did/);
  });

  it('asks for signatures where it is configured to', async (test) => {
    const { deploy } = await scene(test, { config: { publish: { maven_signatures: true } } });
    const refused = await deploy();
    assert.equal(refused.status, 400);
    assert.match(refused.text, /tide-1\.0\.0\.jar has no signature/);
  });

  it('sends parts side by side to one deployment, and two who finish it at once are one who did', async (test) => {
    const { gate, put, send } = await scene(test);
    const files = ['.jar', '.pom', '-a.jar', '-b.jar', '-c.jar'].map(
      (ending) => `/1.0.0/tide-1.0.0${ending}`,
    );
    const sent = await Promise.all(
      files.map((path) => send(path, path.endsWith('.pom') ? pomOf('1.0.0') : jarOf(path))),
    );
    assert.deepEqual(new Set(sent.map(({ status }) => status)), new Set([201]));
    const ends = await Promise.all([1, 2, 3].map(() => put('/maven-metadata.xml', metadataOf('1.0.0'))));
    assert.ok(ends.some(({ status }) => status === 201));
    assert.deepEqual(await filesPublished(gate), [5]);
  });
});
