// Proves the fixture upstream with every real package manager, nothing in between.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { publishResolvePlugin } from '../support/client-maven.ts';
import { skipUnlessInstalled, type Client, type ClientId, type InstallResult } from '../support/client.ts';
import { CLIENTS } from '../support/clients.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { copyProjectFiles, makeWorkspace } from '../support/workspace.ts';

/** What is asked for in each ecosystem, and what must be there afterwards: the highest versions that fit. */
const EXPECTED = {
  npm: { ask: { '@fixture/app': '^1.0.0' }, get: { '@fixture/app': '1.2.0', 'fixture-dep': '2.1.0' } },
  pypi: { ask: { 'Fixture.App': '>=1.0,<2' }, get: { 'fixture-app': '1.2.0', 'fixture-dep': '2.1.0' } },
  cargo: { ask: { 'fixture-app': '1' }, get: { 'fixture-app': '1.2.0', 'fixture-dep': '2.1.0' } },
  maven: {
    ask: { 'org.fixture:app': '[1.0,2.0)' },
    get: { 'org.fixture:app': '1.2.0', 'org.fixture:dep': '2.1.0' },
  },
  composer: { ask: { 'fixture/app': '^1.0' }, get: { 'fixture/app': '1.2.0', 'fixture/dep': '2.1.0' } },
} as const;

/** The artifact of the dependency that every installation needs. */
const ARTIFACTS = {
  npm: /fixture-dep-2\.1\.0\.tgz$/,
  pypi: /fixture_dep-2\.1\.0\.tar\.gz$/,
  cargo: /fixture-dep\/2\.1\.0\/download$/,
  maven: /dep-2\.1\.0\.jar$/,
  composer: /^\/composer-files\/fixture\/dep\//,
} as const;

const VERSIONS = ['1.0.0', '1.2.0', '2.0.0'];

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream();
  const { npm, pypi, cargo, maven, composer } = upstream;
  for (const version of VERSIONS) {
    await npm.publish({ name: '@fixture/app', version, dependencies: { 'fixture-dep': '^2.0.0' } });
    await pypi.publish({ name: 'Fixture.App', version, requires: ['fixture-dep>=2,<3'] });
    await cargo.publish({ name: 'fixture-app', version, dependencies: { 'fixture-dep': '2' } });
    const dependency = { groupId: 'org.fixture', artifactId: 'dep', version: '[2.0,3.0)' };
    await maven.publish({ groupId: 'org.fixture', artifactId: 'app', version, dependencies: [dependency] });
    await composer.publish({ name: 'fixture/app', version, require: { 'fixture/dep': '^2.0' } });
  }
  for (const version of ['2.0.0', '2.1.0', '3.0.0']) {
    await npm.publish({ name: 'fixture-dep', version });
    // The dependency comes as source only, so that its build is tried as well.
    await pypi.publish({ name: 'fixture-dep', version, kinds: ['sdist'] });
    await cargo.publish({ name: 'fixture-dep', version });
    await maven.publish({ groupId: 'org.fixture', artifactId: 'dep', version });
    await composer.publish({ name: 'fixture/dep', version, shasum: true });
  }
  if (CLIENTS.mvn.isInstalled()) await publishResolvePlugin(maven);
});

after(async () => upstream.close());

function assertInstalled(client: Client, result: InstallResult): void {
  assert.equal(result.exitCode, 0, `${client.id}: ${result.stdout}\n${result.stderr}`);
  assert.deepEqual(result.installed, EXPECTED[client.ecosystem].get);
}

for (const client of Object.values(CLIENTS)) {
  const options = { skip: skipUnlessInstalled(client) };

  test(`${client.id} resolves a range, then installs from its lock file elsewhere`, options, async (t) => {
    const registryUrl = upstream.urls[client.ecosystem];
    const here = makeWorkspace(t);
    const packages = EXPECTED[client.ecosystem].ask;
    assertInstalled(client, await client.install({ ...here, registryUrl, packages }));

    const there = makeWorkspace(t);
    copyProjectFiles(here, there, client.projectFiles);
    assertInstalled(client, await client.lockInstall({ ...there, registryUrl }));
  });

  test(`${client.id} refuses bytes that are not those of the index`, options, async (t) => {
    const artifact = ARTIFACTS[client.ecosystem];
    const heal = upstream.fault(artifact, { body: 'not the bytes you look for' });
    t.after(heal);
    const asked = upstream.count(artifact);
    const result = await client.install({
      ...makeWorkspace(t),
      registryUrl: upstream.urls[client.ecosystem],
      packages: EXPECTED[client.ecosystem].ask,
      // Maven 3 only warns about a wrong checksum unless it is told otherwise.
      args: client.id === 'mvn' ? ['--strict-checksums'] : [],
    });
    assert.notEqual(result.exitCode, 0, `${client.id} installed wrong bytes: ${result.stdout}`);
    assert.ok(upstream.count(artifact) > asked, `${client.id} never asked for the artifact`);
  });
}

test('pip installs from an index that knows HTML alone', skipping('pip'), async (t) => {
  const older = await startFixtureUpstream({ separateFilesOrigin: true });
  t.after(async () => older.close());
  older.pypi.serveHtmlOnly();
  await older.pypi.publish({ name: 'only-html', version: '1.0' });
  const packages = { 'only-html': '*' };
  const result = await CLIENTS.pip.install({ ...makeWorkspace(t), registryUrl: older.urls.pypi, packages });
  assert.deepEqual(result.installed, { 'only-html': '1.0' }, result.stderr);
});

function skipping(id: ClientId): { readonly skip: false | string } {
  return { skip: skipUnlessInstalled(CLIENTS[id]) };
}
