// Proves the fixture upstream with every real package manager, nothing in between.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { skipUnlessInstalled, type Client, type ClientId, type InstallResult } from '../support/client.ts';
import { CLIENTS } from '../support/clients.ts';
import { CATALOGUE, publishCatalogue } from '../support/fixture-catalogue.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { copyProjectFiles, makeWorkspace } from '../support/workspace.ts';

let upstream: FixtureUpstream;

before(async () => {
  upstream = await startFixtureUpstream();
  await publishCatalogue(upstream);
});

after(async () => upstream.close());

function assertInstalled(client: Client, result: InstallResult): void {
  assert.equal(result.exitCode, 0, `${client.id}: ${result.stdout}\n${result.stderr}`);
  assert.deepEqual(result.installed, CATALOGUE[client.ecosystem].get);
}

for (const client of Object.values(CLIENTS)) {
  const options = { skip: skipUnlessInstalled(client) };

  test(`${client.id} resolves a range, then installs from its lock file elsewhere`, options, async (t) => {
    const registryUrl = upstream.urls[client.ecosystem];
    const here = makeWorkspace(t);
    const packages = CATALOGUE[client.ecosystem].ask;
    assertInstalled(client, await client.install({ ...here, registryUrl, packages }));

    const there = makeWorkspace(t);
    copyProjectFiles(here, there, client.projectFiles);
    assertInstalled(client, await client.lockInstall({ ...there, registryUrl }));
  });

  test(`${client.id} refuses bytes that are not those of the index`, options, async (t) => {
    const artifact = CATALOGUE[client.ecosystem].artifact;
    const heal = upstream.fault(artifact, { body: 'not the bytes you look for' });
    t.after(heal);
    const asked = upstream.count(artifact);
    const result = await client.install({
      ...makeWorkspace(t),
      registryUrl: upstream.urls[client.ecosystem],
      packages: CATALOGUE[client.ecosystem].ask,
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
