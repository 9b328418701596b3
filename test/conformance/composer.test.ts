// Composer over HTTP: what users of Composer proxies ran into, each by its number; and the real client, driven.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { composer } from '../../src/ecosystems/composer/composer.ts';
import { composerLock } from '../../src/ecosystems/composer/lockfile.ts';
import { expandVersions } from '../../src/ecosystems/composer/minified.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '../../src/kernel/clock.ts';
import type { Evidence } from '../../src/kernel/evidence.ts';
import { composer as client } from '../support/client-composer.ts';
import { skipUnlessInstalled, type InstallJob } from '../support/client.ts';
import type { ComposerRelease } from '../support/fixture-composer.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { startRegistryGate, type RegistryGate, type RegistryGateOptions } from '../support/registry-gate.ts';
import { copyProjectFiles, makeWorkspace, type Workspace } from '../support/workspace.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream();
});

after(async () => upstream.close());

const hoursAgo = (hours: number): string => formatInstant(Date.now() - hours * HOUR_MS);

async function publish(
  name: string,
  ...releases: (Partial<ComposerRelease> & { version: string })[]
): Promise<void> {
  for (const release of releases) await upstream.composer.publish({ name: `acme/${name}`, ...release });
}

function startGate(t: TestContext, options: Partial<RegistryGateOptions> = {}): Promise<RegistryGate> {
  t.after(() => upstream.clearFaults());
  return startRegistryGate(t, { adapter: composer, upstreams: [upstream.urls.composer], ...options });
}

interface Document {
  readonly packages: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
  readonly infos?: readonly { readonly message: string }[];
  readonly warnings?: readonly { readonly message: string }[];
  readonly 'security-advisories'?: readonly unknown[];
  readonly filter?: unknown;
}

async function readDocument(gate: RegistryGate, path: string): Promise<Document> {
  const response = await fetch(`${gate.url}/p2/acme/${path}`);
  assert.equal(response.status, 200, path);
  return (await response.json()) as Document;
}

function versionsOf(document: Document, name: string): readonly unknown[] {
  return expandVersions(document.packages[`acme/${name}`] ?? []).map(({ version }) => version);
}

function distOf(document: Document, name: string, version: string): { readonly url: string } {
  const found = expandVersions(document.packages[`acme/${name}`] ?? []).find(
    (one) => one['version'] === version,
  );
  return found?.['dist'] as { readonly url: string };
}

/** Malware records that name one version of one package. */
function malware(name: string, version: string): NonNullable<RegistryGateOptions['advisories']> {
  return (ref, versions): readonly Evidence[] =>
    ref.name === `acme/${name}` && versions.includes(version)
      ? [
          {
            id: 'MAL-1',
            kind: 'malware',
            subject: ref,
            source: 'feed',
            observedAt: Date.now(),
            confidence: 1,
            details: {
              recordId: 'MAL-1',
              summary: 'steals tokens',
              scope: 'listed',
              versions: [version],
              recordedAt: Date.now() - DAY_MS,
            },
          },
        ]
      : [];
}

test('K1 a version is as old as its published-time, whatever its commit says', async (t) => {
  const backdated = { time: '2015-01-01T00:00:00+00:00' };
  await publish('dated', { version: '1.0.0' }, { version: '1.1.0', publishedAt: hoursAgo(30), ...backdated });
  const gate = await startGate(t);
  const document = await readDocument(gate, 'dated.json');
  assert.deepEqual(versionsOf(document, 'dated'), ['1.0.0']);
  assert.match(document.infos?.[0]?.message ?? '', /^Gatehouse keeps back acme\/dated@1\.1\.0 \(/);
  gate.passTime(2 * DAY_MS);
  assert.deepEqual(versionsOf(await readDocument(gate, 'dated.json'), 'dated'), ['1.1.0', '1.0.0']);
});

test('K1 a version without a date that was there at first sight serves; one that appears later waits', async (t) => {
  await publish('undated', { version: '1.0.0', undated: true });
  const gate = await startGate(t);
  assert.deepEqual(versionsOf(await readDocument(gate, 'undated.json'), 'undated'), ['1.0.0']);
  await publish('undated', { version: '1.1.0', undated: true, time: '2015-01-01T00:00:00+00:00' });
  gate.passTime(10 * MINUTE_MS);
  assert.deepEqual(versionsOf(await readDocument(gate, 'undated.json'), 'undated'), ['1.0.0']);
  gate.passTime(4 * DAY_MS);
  assert.deepEqual(versionsOf(await readDocument(gate, 'undated.json'), 'undated'), ['1.1.0', '1.0.0']);
});

test('K3 branches have their own document, and their archives come from here', async (t) => {
  await publish('branched', { version: '1.0.0' }, { version: 'dev-feature/x+y', undated: true });
  const gate = await startGate(t);
  assert.deepEqual(versionsOf(await readDocument(gate, 'branched.json'), 'branched'), ['1.0.0']);
  const branches = await readDocument(gate, 'branched~dev.json');
  assert.deepEqual(versionsOf(branches, 'branched'), ['dev-feature/x+y']);
  const { url } = distOf(branches, 'branched', 'dev-feature/x+y');
  assert.ok(url.startsWith(`${gate.url}/dist/acme/branched/dev-feature/x%2By/`));
  assert.equal((await fetch(url)).status, 200);
});

test('K4 the audit answers for each package asked about, by form and by address', async (t) => {
  const gate = await startGate(t);
  const body = new URLSearchParams({ 'packages[0]': 'acme/one', 'packages[1]': 'acme/two' });
  const asked = await fetch(`${gate.url}/api/security-advisories`, { method: 'POST', body });
  assert.deepEqual(await asked.json(), { advisories: { 'acme/one': [], 'acme/two': [] } });
  const got = await fetch(`${gate.url}/api/security-advisories?packages[]=acme/one`);
  assert.deepEqual(await got.json(), { advisories: { 'acme/one': [] } });
  const filter = await fetch(`${gate.url}/api/filter`, {
    method: 'POST',
    body: JSON.stringify({ packages: ['pkg://composer/acme/one'], lists: ['malware'] }),
  });
  assert.deepEqual(await filter.json(), { filter: { malware: [] } });
});

test('K5 a package that is nowhere is 404 in both documents', async (t) => {
  const gate = await startGate(t);
  for (const path of ['absent.json', 'absent~dev.json']) {
    const response = await fetch(`${gate.url}/p2/acme/${path}`);
    assert.equal(response.status, 404);
    assert.equal(Object.hasOwn((await response.json()) as object, 'warning'), false);
  }
});

test('K7 an archive without reference or checksum is served; other bytes behind one checksum never are', async (t) => {
  const dist = (name: string, shasum: string) => ({
    type: 'zip',
    url: `${upstream.filesUrl}/composer-files/acme/${name}.zip`,
    reference: null,
    shasum,
  });
  await publish('plain', { version: '1.0.0', manifest: { dist: dist('plain', '') } });
  await publish('forged', { version: '1.0.0', manifest: { dist: dist('forged', '0'.repeat(40)) } });
  for (const name of ['plain', 'forged']) {
    upstream.fault(`/composer-files/acme/${name}.zip`, { status: 200, body: 'archive' });
  }
  const gate = await startGate(t);
  const plain = await fetch(`${gate.url}/dist/acme/plain/1.0.0/none.zip`);
  assert.equal(await plain.text(), 'archive');
  const forged = await fetch(`${gate.url}/dist/acme/forged/1.0.0/none.zip`);
  assert.equal(forged.status, 502);
  assert.match(await forged.text(), /found sha1/);
});

test('a stable tag that is pointed at another commit is refused, old archive and new', async (t) => {
  await publish('moved', { version: '1.0.0' }, { version: '1.1.0' });
  const gate = await startGate(t);
  const before = distOf(await readDocument(gate, 'moved.json'), 'moved', '1.0.0').url;
  assert.equal((await fetch(before)).status, 200);
  await publish('moved', { version: '1.0.0', manifest: { description: 'made from another commit' } });
  gate.passTime(10 * MINUTE_MS);
  assert.deepEqual(versionsOf(await readDocument(gate, 'moved.json'), 'moved'), ['1.1.0']);
  assert.equal((await fetch(before)).status, 410);
});

test('K11 a document has a date and a tag; it is not answered 304 by date, since verdicts change sooner', async (t) => {
  await publish('tagged', { version: '1.0.0' });
  const gate = await startGate(t);
  const url = `${gate.url}/p2/acme/tagged.json`;
  const first = await fetch(url);
  const lastModified = first.headers.get('last-modified') ?? '';
  assert.ok(Date.parse(lastModified) > 0);
  assert.equal((await fetch(url, { headers: { 'if-modified-since': lastModified } })).status, 200);
  const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
  assert.equal(again.status, 304);
});

test('K12 a blocked version is gone from the index, and its archive is 410 by every spelling', async (t) => {
  await publish('evil', { version: '1.0.0' }, { version: '1.1.0' });
  const gate = await startGate(t, { advisories: malware('evil', '1.1.0') });
  const document = await readDocument(gate, 'evil.json');
  assert.deepEqual(versionsOf(document, 'evil'), ['1.0.0']);
  assert.match(document.warnings?.[0]?.message ?? '', /keeps back acme\/evil@1\.1\.0 .*MAL-1/);
  assert.match(JSON.stringify(document.filter), /"constraint":"=1\.1\.0"/);
  const reference = /([0-9a-f]{40})\.zip$/.exec(distOf(document, 'evil', '1.0.0').url)?.[1];
  assert.ok(reference !== undefined);
  const own = await (await fetch(`${upstream.urls.composer}/p2/acme/evil.json`)).text();
  const [blocked = ''] = [...own.matchAll(/"reference":"([0-9a-f]{40})"/g)]
    .map(([, one]) => one)
    .filter((one) => one !== reference);
  const target = { name: composer.names.parse('acme/evil'), version: '1.1.0', file: `1.1.0/${blocked}.zip` };
  const doors = composer.routes
    .filter(({ id }) => id === 'composer.archive')
    .flatMap((route) => route.doors(target));
  assert.ok(doors.length > 0);
  for (const door of doors) {
    for (const init of [{}, { method: 'HEAD' }, { headers: { range: 'bytes=0-10' } }]) {
      const response = await fetch(gate.url + door, init);
      assert.equal(response.status, 410, door);
      assert.doesNotMatch(await response.text(), /^PK/);
    }
  }
});

const needsClient = { skip: skipUnlessInstalled(client), timeout: 120_000 };

function jobOf(workspace: Workspace, registryUrl: string, packages: InstallJob['packages'] = {}): InstallJob {
  return { ...workspace, registryUrl, packages };
}

test(
  'composer takes the newest allowed version, and says once what is kept back and why',
  needsClient,
  async (t) => {
    await publish('young', { version: '1.0.0' }, { version: '1.1.0', publishedAt: hoursAgo(30) });
    const gate = await startGate(t);
    const result = await client.install(jobOf(makeWorkspace(t), gate.url, { 'acme/young': '^1' }));
    assert.equal(result.exitCode, 0, result.stderr);
    assert.deepEqual(result.installed, { 'acme/young': '1.0.0' });
    const beforeInstall = result.stderr.split('Updating dependencies')[0] ?? '';
    assert.equal(beforeInstall.match(/Info from .*keeps back acme\/young@1\.1\.0 .*published/g)?.length, 1);
  },
);

test(
  'composer resolves around a blocked name that a choice leaves open, and says why it cannot otherwise',
  needsClient,
  async (t) => {
    await publish('choice', { version: '1.0.0' }, { version: '1.1.0', require: { 'acme/worm': '*' } });
    await publish('worm', { version: '1.0.0' });
    const gate = await startGate(t, { advisories: malware('worm', '1.0.0') });
    const open = await client.install(jobOf(makeWorkspace(t), gate.url, { 'acme/choice': '^1' }));
    assert.deepEqual(open.installed, { 'acme/choice': '1.0.0' }, open.stderr);
    const direct = await client.install(jobOf(makeWorkspace(t), gate.url, { 'acme/worm': '*' }));
    assert.notEqual(direct.exitCode, 0);
    assert.match(direct.stderr, /Warning from .*keeps back acme\/worm@1\.0\.0 .*MAL-1/);
  },
);

test(
  'a lock file made elsewhere installs through the gate, young versions included; nothing of it goes around',
  needsClient,
  async (t) => {
    await publish('locked', { version: '1.0.0' }, { version: '1.1.0', publishedAt: hoursAgo(30) });
    const elsewhere = makeWorkspace(t);
    const made = await client.install(jobOf(elsewhere, upstream.urls.composer, { 'acme/locked': '^1' }));
    assert.deepEqual(made.installed, { 'acme/locked': '1.1.0' }, made.stderr);
    const gate = await startGate(t);
    const here = makeWorkspace(t);
    copyProjectFiles(elsewhere, here, client.projectFiles);
    adoptLock(here, gate);
    assert.ok(upstream.requests.some(isComposer));
    const seen = upstream.requests.length;
    const result = await client.lockInstall(jobOf(here, gate.url));
    assert.equal(result.exitCode, 0, result.stderr);
    assert.deepEqual(result.installed, { 'acme/locked': '1.1.0' });
    assert.deepEqual(upstream.requests.slice(seen).filter(isComposer), []);
  },
);

test(
  'K8 a refused archive of an adopted lock file is not fetched from its source',
  needsClient,
  async (t) => {
    await publish('turned', { version: '1.0.0' });
    const elsewhere = makeWorkspace(t);
    await client.install(jobOf(elsewhere, upstream.urls.composer, { 'acme/turned': '^1' }));
    const gate = await startGate(t, { advisories: malware('turned', '1.0.0') });
    const here = makeWorkspace(t);
    copyProjectFiles(elsewhere, here, client.projectFiles);
    adoptLock(here, gate);
    const result = await client.lockInstall(jobOf(here, gate.url));
    assert.notEqual(result.exitCode, 0);
    assert.match(result.stderr, /Warning from .*acme\/turned@1\.0\.0 .*MAL-1/);
    // Composer breaks lines where the terminal's width says.
    assert.match(result.stderr.replaceAll(/\s/g, ''), /HTTP\/1\.1410Gone/);
    assert.doesNotMatch(result.stderr, /download from source|git clone/);
  },
);

function isComposer({ headers }: FixtureUpstream['requests'][number]): boolean {
  return /^composer/i.test(headers['user-agent'] ?? '');
}

function adoptLock({ project }: Workspace, gate: RegistryGate): void {
  const path = join(project, 'composer.lock');
  const adopted = composerLock.rewrite(readFileSync(path, 'utf8'), ({ name, version, file }) =>
    file === undefined ? undefined : `${gate.url}${composer.artifacts.pathOf(name, version, file)}`,
  );
  writeFileSync(path, composerLock.closeDetours?.(adopted) ?? adopted);
}

test('a lock file made here, released, installs for an outsider without the gate', needsClient, async (t) => {
  await publish('shared', { version: '1.0.0', shasum: true });
  const gate = await startGate(t);
  const here = makeWorkspace(t);
  await client.install(jobOf(here, gate.url, { 'acme/shared': '^1' }));
  const lock = readFileSync(join(here.project, 'composer.lock'), 'utf8');
  assert.deepEqual(composerLock.detours?.(lock), []);
  const own = (await (await fetch(`${upstream.urls.composer}/p2/acme/shared.json`)).json()) as Document;
  const released = composerLock.rewrite(lock, ({ version }) => distOf(own, 'shared', version).url);
  assert.equal(released.includes(gate.url), false);
  const outside = makeWorkspace(t);
  const manifest = readFileSync(join(here.project, 'composer.json'), 'utf8');
  writeFileSync(join(outside.project, 'composer.lock'), released);
  writeFileSync(join(outside.project, 'composer.json'), manifest.replace(gate.url, upstream.urls.composer));
  const result = await client.lockInstall(jobOf(outside, upstream.urls.composer));
  assert.deepEqual(result.installed, { 'acme/shared': '1.0.0' }, result.stderr);
});

test(
  'composer set up by the recipe asks the named registry alone, with its token',
  needsClient,
  async (t) => {
    const guarded = await startFixtureUpstream();
    t.after(() => guarded.close());
    guarded.requireAuthorization('/composer', 'Bearer t0ken');
    await guarded.composer.publish({ name: 'acme/configured', version: '1.0.0' });
    const workspace = makeWorkspace(t);
    const [recipe] = composer.clients;
    const manifest = `${JSON.stringify({ require: { 'acme/configured': '^1' } }, null, 2)}\n`;
    const target = { gateUrl: guarded.registryUrl, token: 't0ken' };
    writeFileSync(join(workspace.project, 'composer.json'), recipe?.edit(manifest, target) ?? '');
    const result = await client.install({ ...jobOf(workspace, guarded.urls.composer), configured: true });
    assert.equal(result.exitCode, 0, result.stderr);
    assert.deepEqual(result.installed, { 'acme/configured': '1.0.0' });
    const lock = readFileSync(join(workspace.project, 'composer.lock'), 'utf8');
    assert.doesNotMatch(lock, /t0ken|transport-options/);
  },
);
