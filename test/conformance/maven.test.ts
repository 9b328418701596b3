// Maven over HTTP: what repository managers' users ran into, each by its number.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { maven } from '../../src/ecosystems/maven/maven.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Evidence } from '../../src/kernel/evidence.ts';
import { mvn, publishResolvePlugin } from '../support/client-maven.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import type { MavenRelease } from '../support/fixture-maven.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startRegistryGate, type RegistryGate, type RegistryGateOptions } from '../support/registry-gate.ts';
import { makeWorkspace } from '../support/workspace.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream();
});

after(async () => upstream.close());

const hoursAgo = (hours: number): string => formatInstant(Date.now() - hours * HOUR_MS);

/** Publishes versions of `org.fixture:<artifactId>`; one that is not dated otherwise is old. */
async function publish(artifactId: string, ...releases: (Partial<MavenRelease> & { version: string })[]) {
  for (const release of releases)
    await upstream.maven.publish({ groupId: 'org.fixture', artifactId, ...release });
}

function startGate(t: TestContext, options: Partial<RegistryGateOptions> = {}): Promise<RegistryGate> {
  t.after(() => upstream.clearFaults());
  return startRegistryGate(t, { adapter: maven, upstreams: [upstream.urls.maven], ...options });
}

interface Got {
  readonly status: number;
  readonly reason: string;
  readonly text: string;
  readonly headers: Headers;
}

async function get(gate: RegistryGate, path: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(`${gate.url}/org/fixture/${path}`, init);
  return {
    status: response.status,
    reason: response.statusText,
    text: await response.text(),
    headers: response.headers,
  };
}

function listed({ text }: Got): readonly (string | undefined)[] {
  return [...text.matchAll(/<version>([^<]*)<\/version>/g)].map(([, version]) => version);
}

/** An upstream that has the files of an artifact and does not list them. */
function unlist(artifactId: string): void {
  upstream.fault(`/maven/org/fixture/${artifactId}/maven-metadata.xml`, { status: 404 });
}

test('M2 the digests beside a filtered metadata document are those of that document', async (t) => {
  await publish('filtered', { version: '1.0' }, { version: '1.1', publishedAt: hoursAgo(3) });
  const gate = await startGate(t);
  const document = await get(gate, 'filtered/maven-metadata.xml');
  assert.deepEqual(listed(document), ['1.0']);
  assert.match(document.text, /<release>1\.0<\/release>/);
  for (const algorithm of ['sha1', 'md5', 'sha256', 'sha512']) {
    const { text } = await get(gate, `filtered/maven-metadata.xml.${algorithm}`);
    assert.equal(text, createHash(algorithm).update(document.text).digest('hex'));
  }
});

test('M3 every digest is answered though the upstream has only SHA-256, and that one is held to', async (t) => {
  t.after(() => upstream.maven.setChecksums(['sha1', 'md5']));
  upstream.maven.setChecksums(['sha256']);
  await publish('summed', { version: '1.0' });
  const gate = await startGate(t);
  const file = await fetch(`${gate.url}/org/fixture/summed/1.0/summed-1.0.jar`);
  const bytes = Buffer.from(await file.arrayBuffer());
  for (const algorithm of ['sha1', 'md5', 'sha256', 'sha512']) {
    const digest = await get(gate, `summed/1.0/summed-1.0.jar.${algorithm}`);
    assert.equal(digest.text, createHash(algorithm).update(bytes).digest('hex'));
  }
  upstream.maven.replaceFile('/maven/org/fixture/summed/1.0/summed-1.0.pom', Buffer.from('<project/>'));
  const forged = await get(gate, 'summed/1.0/summed-1.0.pom');
  assert.equal(forged.status, 502);
  assert.match(forged.reason, /found sha256 .*, expected/);
});

test('M3 what is not there is 404 in every form', async (t) => {
  await publish('present', { version: '1.0' });
  const gate = await startGate(t);
  const paths = [
    'present/2.0/present-2.0.pom',
    'present/1.0/present-1.0.module',
    'present/1.0/present-1.0.jar.asc.sha1',
    'absent/maven-metadata.xml',
    'absent/maven-metadata.xml.sha1',
    'absent/1.0/absent-1.0.pom',
    'absent/1.0-SNAPSHOT/maven-metadata.xml',
    'absent',
  ];
  for (const path of paths) {
    const answer = await get(gate, path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json', path);
  }
});

test('M4 a snapshot has its own metadata, digests of it, and timestamped builds', async (t) => {
  await publish('snap', { version: '1.0-SNAPSHOT', attachments: { '-sources.jar': 'sources' } });
  const gate = await startGate(t);
  const metadata = await get(gate, 'snap/1.0-SNAPSHOT/maven-metadata.xml');
  assert.match(metadata.text, /<value>1\.0-20240101\.000000-1<\/value>/);
  const digest = await get(gate, 'snap/1.0-SNAPSHOT/maven-metadata.xml.sha1');
  assert.equal(digest.text, createHash('sha1').update(metadata.text).digest('hex'));
  const sources = await get(gate, 'snap/1.0-SNAPSHOT/snap-1.0-20240101.000000-1-sources.jar');
  assert.equal(sources.text, 'sources');
});

test('M5 signatures, Gradle modules, sources and plugin groups pass', async (t) => {
  const attachments = { '-sources.jar': 's', '.module': '{}', '.jar.asc': 'signed' };
  await publish('whole', { version: '1.0', attachments });
  const plugins = '<metadata><plugins><plugin><prefix>x</prefix></plugin></plugins></metadata>';
  upstream.fault('/maven/org/fixture/plugins/maven-metadata.xml', { status: 200, body: plugins });
  upstream.fault('/maven/archetype-catalog.xml', { status: 200, body: '<archetype-catalog/>' });
  const gate = await startGate(t);
  for (const [suffix, content] of Object.entries(attachments)) {
    assert.equal((await get(gate, `whole/1.0/whole-1.0${suffix}`)).text, content);
  }
  const digest = await get(gate, 'whole/1.0/whole-1.0.jar.asc.sha1');
  assert.equal(digest.text, createHash('sha1').update('signed').digest('hex'));
  assert.equal((await get(gate, 'plugins/maven-metadata.xml')).text, plugins);
  assert.equal((await get(gate, '../../archetype-catalog.xml')).text, '<archetype-catalog/>');
});

test('M7 an absence is remembered for a while, for its own address alone', async (t) => {
  const gate = await startGate(t);
  const path = '/maven/org/fixture/later/maven-metadata.xml';
  for (let round = 0; round < 3; round++) {
    assert.equal((await get(gate, 'later/maven-metadata.xml')).status, 404);
  }
  assert.equal(upstream.count(path), 1);
  await publish('later', { version: '1.0' });
  assert.equal((await get(gate, 'later/1.0/later-1.0.pom')).status, 200);
  gate.passTime(2 * MINUTE_MS);
  assert.deepEqual(listed(await get(gate, 'later/maven-metadata.xml')), ['1.0']);
});

test('M8 all who ask for a cold file at once get it, by one fetch', async (t) => {
  await publish('crowd', { version: '1.0' });
  upstream.fault(/crowd-1\.0\.jar$/, { delayMs: 200 });
  const gate = await startGate(t);
  const answers = await Promise.all(
    Array.from({ length: 20 }, async () => get(gate, 'crowd/1.0/crowd-1.0.jar')),
  );
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  assert.equal(upstream.count('/maven/org/fixture/crowd/1.0/crowd-1.0.jar'), 1);
});

test('M9 a version that was young at first sight is left out of the list and refused, until its time has come', async (t) => {
  await publish('young', { version: '1.0' }, { version: '1.1', publishedAt: hoursAgo(3) });
  const gate = await startGate(t);
  assert.deepEqual(listed(await get(gate, 'young/maven-metadata.xml')), ['1.0']);
  const refused = await get(gate, 'young/1.1/young-1.1.jar');
  assert.equal(refused.status, 403);
  assert.match(refused.reason, /^org\.fixture:young@1\.1 is held back by rule young-version: published /);
  gate.passTime(25 * HOUR_MS);
  assert.deepEqual(listed(await get(gate, 'young/maven-metadata.xml')), ['1.0'], 'still out of ranges');
  assert.equal(upstream.count(/young-1\.1\.pom$/), 1, 'dated once, not at every check of the list');
  assert.equal((await get(gate, 'young/1.1/young-1.1.jar')).status, 200);
  gate.passTime(3 * DAY_MS);
  assert.deepEqual(listed(await get(gate, 'young/maven-metadata.xml')), ['1.0', '1.1']);
});

test('M9 a version that appears later is dated by its own file, and by first sight where that has no date', async (t) => {
  await publish('grows', { version: '1.0' });
  const gate = await startGate(t);
  assert.deepEqual(listed(await get(gate, 'grows/maven-metadata.xml')), ['1.0']);
  await publish(
    'grows',
    { version: '1.1', publishedAt: hoursAgo(24 * 5) },
    { version: '1.2', undated: true },
  );
  gate.passTime(10 * MINUTE_MS);
  assert.deepEqual(listed(await get(gate, 'grows/maven-metadata.xml')), ['1.0', '1.1']);
  const undated = await get(gate, 'grows/1.2/grows-1.2.pom');
  assert.equal(undated.status, 403);
  assert.match(undated.reason, /first seen /);
});

test('M9 an undated version that was there at first sight is served', async (t) => {
  await publish('undated', { version: '1.0', undated: true });
  const gate = await startGate(t);
  assert.equal((await get(gate, 'undated/maven-metadata.xml')).status, 200);
  assert.equal((await get(gate, 'undated/1.0/undated-1.0.jar')).status, 200);
});

test('a package without metadata is served by exact version', async (t) => {
  await publish('bare', { version: '1.0' });
  unlist('bare');
  const gate = await startGate(t);
  assert.equal((await get(gate, 'bare/maven-metadata.xml')).status, 404);
  assert.equal((await get(gate, 'bare/1.0/bare-1.0.jar')).status, 200);
  assert.equal((await get(gate, 'bare/1.0/bare-1.0.jar.sha1')).status, 200);
});

test('a version that no index lists is held to the rule of age all the same', async (t) => {
  await publish('shadow', { version: '1.0' }, { version: '1.1', publishedAt: hoursAgo(3) });
  const metadata =
    '<metadata><versioning><versions><version>1.0</version></versions></versioning></metadata>';
  upstream.fault('/maven/org/fixture/shadow/maven-metadata.xml', { body: metadata });
  const gate = await startGate(t);
  for (const file of ['shadow-1.1.pom', 'shadow-1.1.jar', 'shadow-1.1.jar.sha1']) {
    const refused = await get(gate, `shadow/1.1/${file}`);
    assert.equal(refused.status, 403, file);
    assert.match(refused.reason, /shadow@1\.1 is held back by rule young-version/);
  }
  assert.equal((await get(gate, 'shadow/1.0/shadow-1.0.jar')).status, 200);
  gate.passTime(25 * HOUR_MS);
  assert.equal((await get(gate, 'shadow/1.1/shadow-1.1.jar')).status, 200);
});

test('an unlisted version without any date waits from its first sight', async (t) => {
  await publish('ghost', { version: '1.0', undated: true });
  unlist('ghost');
  const gate = await startGate(t);
  const refused = await get(gate, 'ghost/1.0/ghost-1.0.jar');
  assert.equal(refused.status, 403);
  assert.match(refused.reason, /first seen /);
  gate.passTime(25 * HOUR_MS);
  assert.equal((await get(gate, 'ghost/1.0/ghost-1.0.jar')).status, 200);
});

test('a malware record about an unlisted version, snapshots included, refuses it', async (t) => {
  await publish('evil', { version: '1.0' }, { version: '1.1' }, { version: '2-SNAPSHOT' });
  unlist('evil');
  const condemned = ['1.1', '2-SNAPSHOT'];
  const gate = await startGate(t, {
    advisories: (subject, versions): readonly Evidence[] => [
      {
        id: 'MAL-1',
        kind: 'malware',
        subject,
        source: 'feed',
        observedAt: Date.now(),
        confidence: 1,
        details: {
          recordId: 'MAL-1',
          summary: 'steals secrets',
          scope: 'listed',
          versions: versions.filter((version) => condemned.includes(version)),
          recordedAt: Date.now(),
        },
      },
    ],
  });
  assert.equal((await get(gate, 'evil/1.0/evil-1.0.jar')).status, 200);
  const paths = [
    'evil/1.1/evil-1.1.jar',
    'evil/2-SNAPSHOT/maven-metadata.xml',
    'evil/2-SNAPSHOT/maven-metadata.xml.sha1',
    'evil/2-SNAPSHOT/evil-2-20240101.000000-1.jar',
  ];
  for (const path of paths) {
    const refused = await get(gate, path);
    assert.equal(refused.status, 403, path);
    assert.match(refused.reason, /steals secrets|MAL-1/, path);
  }
  assert.equal(upstream.count(/evil-1\.1\.jar$/), 0, 'nothing was fetched');
});

test('M10 HEAD, ranges and validators; deploying is refused; a stale list is asked for again', async (t) => {
  await publish('plain', { version: '1.0' });
  const gate = await startGate(t);
  const file = 'plain/1.0/plain-1.0.pom';
  const head = await get(gate, file, { method: 'HEAD' });
  const whole = await get(gate, file);
  assert.equal(Number(head.headers.get('content-length')), Buffer.byteLength(whole.text));
  assert.equal(head.text, '');
  const part = await get(gate, file, { headers: { range: 'bytes=0-4' } });
  assert.deepEqual([part.status, part.text], [206, whole.text.slice(0, 5)]);
  const list = await get(gate, 'plain/maven-metadata.xml');
  const unchanged = { headers: { 'if-none-match': list.headers.get('etag') ?? '' } };
  assert.equal((await get(gate, 'plain/maven-metadata.xml', unchanged)).status, 304);
  assert.equal((await get(gate, file, { method: 'PUT', body: 'x' })).status, 405);
  const before = upstream.count('/maven/org/fixture/plain/maven-metadata.xml');
  gate.passTime(10 * MINUTE_MS);
  await get(gate, 'plain/maven-metadata.xml');
  assert.equal(upstream.count('/maven/org/fixture/plain/maven-metadata.xml'), before + 1);
});

test('M11 what the first upstream has not comes from the second', async (t) => {
  const second = await startFixtureUpstream();
  t.after(async () => second.close());
  await second.maven.publish({ groupId: 'org.fixture', artifactId: 'second', version: '1.0' });
  const gate = await startGate(t, { upstreams: [upstream.urls.maven, second.urls.maven] });
  assert.deepEqual(listed(await get(gate, 'second/maven-metadata.xml')), ['1.0']);
  assert.equal((await get(gate, 'second/1.0/second-1.0.jar')).status, 200);
});

test('M12 the digest beside a file is fetched side by side with it, and one is enough', async (t) => {
  await publish('aside', { version: '1.0' });
  const gate = await startGate(t);
  await get(gate, 'aside/maven-metadata.xml');
  upstream.fault(/aside-1\.0\.jar$/, { delayMs: 500 });
  let isAnswered = false;
  const answer = get(gate, 'aside/1.0/aside-1.0.jar').finally(() => (isAnswered = true));
  for (let tries = 0; tries < 80 && upstream.count(/aside-1\.0\.jar\.sha1$/) === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(isAnswered, false, 'the digest is asked for before the file has come');
  assert.equal((await answer).status, 200);
  assert.equal(upstream.count(/aside-1\.0\.jar\.(?:md5|sha256|sha512)$/), 0);
});

test(
  'mvn resolves a range to an allowed version, and prints why another is refused',
  { skip: skipUnlessInstalled(mvn) },
  async (t) => {
    await publishResolvePlugin(upstream.maven);
    await publish(
      'ranged',
      { version: '1.0' },
      { version: '1.1' },
      { version: '1.2', publishedAt: hoursAgo(3) },
    );
    const gate = await startGate(t);
    const ask = { registryUrl: gate.url, packages: { 'org.fixture:ranged': '[1.0,2.0)' } };
    const resolved = await mvn.install({ ...makeWorkspace(t), ...ask });
    assert.deepEqual(resolved.installed, { 'org.fixture:ranged': '1.1' }, resolved.stdout);
    const exact = { registryUrl: gate.url, packages: { 'org.fixture:ranged': '1.2' } };
    const refused = await mvn.install({ ...makeWorkspace(t), ...exact });
    assert.notEqual(refused.exitCode, 0);
    assert.match(
      refused.stdout,
      /status: 403 org\.fixture:ranged@1\.2 is held back by rule young-version: published .*; ends .*; see http/,
    );
  },
);

test(
  'mvn goes where the settings lead that set-up writes, with the token, also beside a mirror of others',
  { skip: skipUnlessInstalled(mvn) },
  async (t) => {
    const closed = await startFixtureUpstream();
    t.after(async () => closed.close());
    await publishResolvePlugin(closed.maven);
    await closed.maven.publish({ groupId: 'org.fixture', artifactId: 'closed', version: '1.0' });
    const token = 'gh_<&>\u00e9';
    closed.requireAuthorization('/maven', `Basic ${Buffer.from(`token:${token}`).toString('base64')}`);
    const theirs =
      '<settings><mirrors><mirror><id>m</id><mirrorOf>central</mirrorOf><url>http://127.0.0.1:9/</url></mirror></mirrors></settings>';
    const recipe = maven.clients.find(({ id }) => id === 'mvn');
    assert.ok(recipe !== undefined);
    for (const given of [undefined, theirs]) {
      const workspace = makeWorkspace(t);
      const settings = join(workspace.home, 'settings.xml');
      writeFileSync(settings, recipe.edit(given, { gateUrl: closed.registryUrl, token }));
      const result = await mvn.install({
        ...workspace,
        registryUrl: 'http://127.0.0.1:9/nowhere',
        packages: { 'org.fixture:closed': '[1.0,)' },
        args: ['--settings', settings],
      });
      assert.deepEqual(result.installed, { 'org.fixture:closed': '1.0' }, result.stdout);
    }
  },
);
