// gatehouse import verdaccio: a storage folder is moved in, whatever lies in it, and npm installs from here afterwards.

import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { PackageName } from '../../src/kernel/package-ref.ts';
import { npm } from '../support/client-node.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { makeImportScene, makeSourceFolder, reasonsIn } from '../support/import-scene.ts';
import { storageList, storedPackage } from '../support/verdaccio-storage.ts';
import { makeWorkspace } from '../support/workspace.ts';

async function makeStorage(t: TestContext) {
  const tide = await storedPackage(
    '@acme/tide',
    [
      { version: '1.0.0', publishedAt: '2020-02-01T10:00:00.123Z', deprecated: 'use 1.1.0' },
      { version: '1.1.0', publishedAt: '2021-03-01T10:00:00.000Z' },
      { version: '2.0.0-beta.1', publishedAt: '2021-04-01T10:00:00.000Z' },
    ],
    { latest: '1.1.0', next: '2.0.0-beta.1', '1.x': '1.1.0' },
    { maintainers: [{ name: 'alice', email: 'alice@old.example' }, { name: 'bob' }] },
  );
  const shore = await storedPackage(
    'acme-shore',
    [
      {
        version: '0.1.0',
        publishedAt: '2022-01-01T00:00:00.000Z',
        manifest: { dependencies: { '@acme/tide': '^1.0.0' }, _npmUser: { name: 'alice' } },
        root: 'acme-shore',
      },
    ],
    { latest: '0.1.0' },
  );
  // What an uplink has is fetched from there by this gate itself.
  const left = await storedPackage(
    'left-pad',
    [{ version: '1.3.0', publishedAt: '2018-04-09T00:00:00.000Z', isFetched: true }],
    { latest: '1.3.0' },
  );
  return makeSourceFolder(t, { ...tide, ...shore, ...left, ...storageList(['@acme/tide', 'acme-shore']) });
}

test('a storage is moved in with dates, tags and deprecations; run again, nothing is moved twice', async (t) => {
  const { gate, run, report, cli, acme, token } = await makeImportScene(t, 'npm');
  await acme.join(await acme.seat('bo'), 'member');
  const storage = await makeStorage(t);
  writeFileSync(join(cli.cwd, 'people.json'), JSON.stringify({ alice: 'bo', bob: 'nobody-here' }));

  const dry = await run('verdaccio', storage, '--dry-run');
  assert.equal(dry.exitCode, 0, dry.stderr);
  assert.match(dry.stdout, /2 packages: 4 versions would be moved in/);
  assert.equal((await gate.ask('/npm/@acme%2ftide')).status, 404);

  const done = await run('verdaccio', storage, '--people', 'people.json');
  assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /2 packages: 4 versions moved in, 0 here already, 0 in conflict, 0 refused/);
  const { counts, people, versions } = report();
  assert.deepEqual([counts.imported, counts.passedOver, counts.refused], [4, 0, 0]);
  assert.deepEqual(people, [
    { name: 'alice', account: 'bo', packages: 2 },
    { name: 'bob', account: 'nobody-here', packages: 1 },
  ]);
  assert.ok(
    versions.some(({ notes = [] }) => notes.some((note) => /nobody-here is no member/.test(note))),
    'who could not be made a maintainer is told',
  );

  const packument = JSON.parse((await gate.ask('/npm/@acme%2ftide')).text) as {
    'dist-tags': Record<string, string>;
    time: Record<string, string>;
    versions: Record<string, { deprecated?: string; dist: { integrity: string } }>;
  };
  assert.deepEqual(packument['dist-tags'], { latest: '1.1.0', next: '2.0.0-beta.1' });
  assert.equal(packument.time['1.0.0'], '2020-02-01T10:00:00.123Z');
  assert.equal(packument.versions['1.0.0']?.deprecated, 'use 1.1.0');

  const entries = await gate.journal('version-imported', 'package-created', 'grant-given');
  const imported = entries.filter(({ kind }) => kind === 'version-imported');
  assert.equal(imported.length, 4);
  assert.match(JSON.stringify(imported), /"origin":"verdaccio gatehouse-source-/);
  assert.match(JSON.stringify(imported), /"publishedBy":"alice"/);
  const granted = entries.filter(({ kind }) => kind === 'grant-given');
  assert.equal(granted.length, 2, 'bo is a maintainer of both');
  const evidence = await gate.ask('/api/v1/packages/npm/@acme%2ftide');
  assert.match(evidence.text, /by the word of the registry that it was moved in from/);
  assert.match(evidence.text, /"publishedHow":"imported"/);

  const again = await run('verdaccio', storage);
  assert.equal(again.exitCode, 0, again.stderr);
  assert.match(again.stdout, /0 versions moved in, 4 here already/);
  assert.equal((await gate.journal('version-imported')).length, 4);
  const shown = await cli.run(['hosted', 'show', 'npm', 'acme-shore', '--server', gate.url], {
    GATEHOUSE_TOKEN: token,
  });
  assert.match(shown.stdout, /moved in from verdaccio gatehouse-source-\S+, by alice there/);
});

test('npm installs what was moved in', { skip: skipUnlessInstalled(npm) }, async (t) => {
  const { gate, run } = await makeImportScene(t, 'npm');
  const done = await run('verdaccio', await makeStorage(t));
  assert.equal(done.exitCode, 0, done.stdout + done.stderr);
  const workspace = makeWorkspace(t);
  const installed = await npm.install({
    ...workspace,
    registryUrl: gate.urls.npm,
    packages: { 'acme-shore': '^0.1.0' },
  });
  assert.equal(installed.exitCode, 0, installed.stderr);
  assert.deepEqual(installed.installed, { '@acme/tide': '1.1.0', 'acme-shore': '0.1.0' });
});

test('names and counts choose what is moved in', async (t) => {
  const { run, report } = await makeImportScene(t, 'npm');
  const storage = await makeStorage(t);
  const one = await run('verdaccio', storage, '--only', '@acme/*', '--newest', '1', '--json');
  assert.equal(one.exitCode, 0, one.stderr);
  assert.deepEqual(JSON.parse(one.stdout), report());
  const { counts } = report();
  assert.deepEqual([counts.packages, counts.imported], [1, 1]);
  const rest = await run('verdaccio', storage);
  assert.match(rest.stdout, /3 versions moved in, 1 here already/);
});

test('what is wrong with a storage is told version by version, and the run goes on', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'npm');
  const at = '2022-01-01T00:00:00.000Z';
  const good = await storedPackage('@acme/good', [{ version: '1.0.0', publishedAt: at }], {
    latest: '1.0.0',
  });
  const odd = await storedPackage(
    '@acme/odd',
    [
      { version: '1.0.0', publishedAt: at },
      { version: '1.1.0', publishedAt: at, packaged: { version: '9.9.9' } },
      { version: '1.2.0', publishedAt: at },
      {
        version: '1.3.0',
        publishedAt: at,
        manifest: { dependencies: {} },
        packaged: { dependencies: { '@acme/good': '1.0.0' }, scripts: { postinstall: 'node evil.js' } },
      },
      { version: '1.4.0', publishedAt: at },
      { version: '1.5.0', publishedAt: '2099-01-01T00:00:00.000Z' },
    ],
    { latest: '1.0.0', '2.x': '1.0.0' },
  );
  const { [`@acme/odd/odd-1.2.0.tgz`]: _gone, ...kept } = odd;
  const storage = makeSourceFolder(t, {
    ...good,
    ...kept,
    '@acme/odd/odd-1.4.0.tgz': 'no tarball',
    '@acme/torn/package.json': '{"versions": {',
    ...storageList([
      '../outside',
      '@acme/..',
      '@acme/odd',
      '@acme/torn',
      '@acme/gone',
      '@acme/good',
      '@acme/linked',
    ]),
  });
  // Another's folder, reached by a link.
  const elsewhere = makeSourceFolder(
    t,
    await storedPackage('@acme/linked', [{ version: '1.0.0', publishedAt: at }], { latest: '1.0.0' }),
  );
  symlinkSync(join(elsewhere, '@acme/linked'), join(storage, '@acme/linked'));
  const done = await run('verdaccio', storage);
  assert.equal(done.exitCode, 1, done.stderr);
  const reasons = reasonsIn(report()).join('\n');
  for (const reason of [
    /\.\.\/outside {2}refused: Cannot move in \.\.\/outside: it is no name of npm's/,
    /@acme\/\.\. {2}refused: Cannot move in @acme\/\.\.: it is no name/,
    /@acme\/gone {2}refused: Cannot read @acme\/gone\/package\.json/,
    /@acme\/linked {2}refused: Cannot read @acme\/linked\/package\.json: it leads out of the folder/,
    /@acme\/torn {2}refused: Cannot read the package\.json of @acme\/torn/,
    /@acme\/odd 1\.1\.0 refused: Cannot move in @acme\/odd@1\.1\.0: the package\.json in its tarball says "@acme\/odd" "9\.9\.9"/,
    /@acme\/odd 1\.2\.0 refused: Cannot read @acme\/odd\/odd-1\.2\.0\.tgz/,
    /@acme\/odd 1\.4\.0 refused: Cannot/,
  ])
    assert.match(reasons, reason);
  const { counts, versions } = report();
  assert.deepEqual([counts.imported, counts.refused], [4, 8]);
  const notes = versions.flatMap(({ notes: all = [] }) => all).join('\n');
  assert.match(notes, /other dependencies than its tarball[^]*other scripts than its tarball/);
  assert.match(notes, /its tag "2\.x" is none here/);
  assert.match(notes, /its date lies in the future; today is taken/);
  // What runs is what clients are told.
  const packument = JSON.parse((await gate.ask('/npm/@acme%2fodd')).text) as {
    versions: Record<string, { dependencies?: object; scripts?: object; hasInstallScript?: boolean }>;
  };
  const confused = packument.versions['1.3.0'];
  assert.deepEqual(confused?.dependencies, { '@acme/good': '1.0.0' });
  assert.deepEqual(confused?.scripts, { postinstall: 'node evil.js' });
  assert.equal(confused?.hasInstallScript, true);
});

test('a digest that is not that of the bytes, and other bytes under a version that is here, are never moved in', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'npm');
  const at = '2022-01-01T00:00:00.000Z';
  const one = await storedPackage('@acme/tide', [{ version: '1.0.0', publishedAt: at }], { latest: '1.0.0' });
  const forged = String(one['@acme/tide/package.json']).replace(
    /"shasum": "[^"]+",\n\t\t\t\t"tarball"/,
    (found) => found.replace(/"shasum": "[^"]+"/, `"shasum": "${'0'.repeat(40)}"`),
  );
  const wrong = await run('verdaccio', makeSourceFolder(t, { ...one, '@acme/tide/package.json': forged }));
  assert.equal(wrong.exitCode, 1);
  assert.match(reasonsIn(report()).join(), /its sha1 is [0-9a-f]{40}, and 0{40} was said there/);
  assert.equal((await run('verdaccio', makeSourceFolder(t, one))).exitCode, 0);
  const other = await storedPackage(
    '@acme/tide',
    [{ version: '1.0.0', publishedAt: at, manifest: { description: 'another' } }],
    { latest: '1.0.0' },
  );
  const before = await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz');
  const conflict = await run('verdaccio', makeSourceFolder(t, other));
  assert.equal(conflict.exitCode, 1);
  assert.match(
    reasonsIn(report()).join(),
    /@acme\/tide 1\.0\.0 conflict: tide-1\.0\.0\.tgz is here with other bytes/,
  );
  assert.deepEqual((await gate.ask('/npm/@acme/tide/-/tide-1.0.0.tgz')).body, before.body);
});

test('who may not import, moves nothing in: other tokens, another owner, a name that an upstream has', async (t) => {
  const { gate, run, report, acme, cli } = await makeImportScene(t, 'npm');
  const storage = await makeStorage(t);
  const bo = await acme.seat('bo');
  await acme.join(bo, 'owner');
  const as = (token: string) =>
    cli.run(['import', 'verdaccio', storage, '--owner', 'organisation:acme', '--server', gate.url], {
      GATEHOUSE_TOKEN: token,
    });
  const publisher = await as(await acme.mint(acme.ada, 'npm', ['@acme/*'], ['publish']));
  assert.equal(publisher.exitCode, 1);
  assert.match(publisher.stderr, /found a token that was not made for this/);
  const reader = await as(await acme.mint(bo, 'npm', ['*'], ['import']));
  assert.match(reader.stderr, /found role reader, expected reviewer/);
  assert.match(
    (await cli.run(['import', 'verdaccio', storage, '--owner', 'organisation:acme', '--server', gate.url]))
      .stderr,
    /expected a write token/,
  );
  assert.match(
    (await run('verdaccio', storage, '--owner', 'organisation:nobody')).stderr,
    /there is no organisation "nobody"/,
  );
  assert.match((await run('verdaccio', storage, '--owner', 'acme')).stderr, /expected organisation:NAME/);
  assert.deepEqual(await gate.journal('version-imported'), []);

  assert.equal((await run('verdaccio', storage)).exitCode, 0);
  const others = await run('verdaccio', storage, '--owner', 'account:bo');
  assert.equal(others.exitCode, 1);
  assert.match(
    reasonsIn(report()).join('\n'),
    /acme-shore 0\.1\.0 conflict: Cannot move in acme-shore: it is somebody else's here/,
  );
  await gate.upstream.npm.publish({ name: 'left-pad', version: '1.3.0' });
  const taken = await storedPackage(
    'left-pad',
    [{ version: '9.0.0', publishedAt: '2020-01-01T00:00:00.000Z' }],
    {},
  );
  assert.equal((await run('verdaccio', makeSourceFolder(t, taken))).exitCode, 1);
  assert.match(
    reasonsIn(report()).join(),
    /left-pad 9\.0\.0 conflict: Cannot publish left-pad: upstream main has a package of this name/,
  );
});

test('a run that was killed goes on where it ended', async (t) => {
  const { gate, run, cli, token } = await makeImportScene(t, 'npm');
  const versions = Array.from({ length: 12 }, (_, at) => ({
    version: `1.${at}.0`,
    publishedAt: `2022-01-${String(at + 1).padStart(2, '0')}T00:00:00.000Z`,
  }));
  const storage = makeSourceFolder(t, await storedPackage('@acme/tide', versions, { latest: '1.11.0' }));
  const { spawn } = await import('node:child_process');
  const entry = join(import.meta.dirname, '../../src/cli/gatehouse.ts');
  const killed = spawn(
    process.execPath,
    [entry, 'import', 'verdaccio', storage, '--owner', 'organisation:acme', '--server', gate.url],
    { cwd: cli.cwd, env: { HOME: cli.home, GATEHOUSE_TOKEN: token }, stdio: 'ignore' },
  );
  const gone = new Promise((resolve) => killed.once('exit', resolve));
  while ((await gate.journal('version-imported')).length < 3) {
    assert.equal(killed.exitCode, null, 'it ended before it could be killed');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  killed.kill('SIGKILL');
  await gone;
  const before = (await gate.journal('version-imported')).length;
  const rest = await run('verdaccio', storage);
  assert.equal(rest.exitCode, 0, rest.stderr);
  assert.match(rest.stdout, /versions moved in, \d+ here already/);
  const entries = await gate.journal('version-imported');
  assert.equal(entries.length, 12);
  assert.ok(before < 12);
  const packument = JSON.parse((await gate.ask('/npm/@acme%2ftide')).text) as { versions: object };
  assert.deepEqual(
    Object.keys(packument.versions),
    versions.map(({ version }) => version),
  );
});

test('what a rule keeps out is not moved in, whatever it was elsewhere', async (t) => {
  const { gate, run, report } = await makeImportScene(t, 'npm');
  await gate.quarantine({ ecosystem: 'npm', name: '@acme/tide' as PackageName }, ['1.1.0']);
  const done = await run('verdaccio', await makeStorage(t));
  assert.equal(done.exitCode, 1, done.stderr);
  assert.match(reasonsIn(report()).join('\n'), /@acme\/tide 1\.1\.0 refused: [^]*quarantine/);
  assert.equal(report().counts.refused, 1);
  assert.equal((await gate.journal('publish-refused')).length, 1);
});
