// Clients that know nothing of staging, with a token that may do no more: what each of them prints and how it ends, that nobody
// installs what waits, and that it is installed once a second person has approved it.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { makeUpload } from '../publish/pypi-upload.ts';
import { stagedScene, type StagedScene } from '../publish/staged-scene.ts';
import { cargo } from '../support/client-cargo.ts';
import { composer } from '../support/client-composer.ts';
import { pip, poetry, uv } from '../support/client-python.ts';
import { skipUnlessInstalled, writeText, type Client, type InstallResult } from '../support/client.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { jobOn, makeMachine, printed, runGatehouse } from './gate-clients.ts';
import {
  BUILDS,
  makePythonPublisher,
  skipWithoutTools,
  writePythonProject,
  type PythonPublisher,
} from './python-publisher.ts';

async function installBy(
  t: TestContext,
  { gate }: StagedScene,
  client: Client,
  name: string,
  range: string,
): Promise<InstallResult> {
  const consumer = makeWorkspace(t);
  return client.install({
    ...consumer,
    registryUrl: gate.urls[client.ecosystem],
    packages: { [name]: range },
  });
}

/** What is to be approved is nobody's before, and everybody's afterwards. */
async function assertApproved(
  t: TestContext,
  scene: StagedScene,
  clients: readonly Client[],
  name: string,
  range: string,
): Promise<void> {
  for (const client of clients) {
    const early = await installBy(t, scene, client, name, range);
    assert.notEqual(early.exitCode, 0, `${client.id}: ${printed(early)}`);
    assert.equal(early.installed[name], undefined, client.id);
  }
  const { id } = await scene.waiting(scene.cy);
  const approved = await scene.approve(scene.cy, id);
  assert.equal(approved.status, 200, approved.detail);
  for (const client of clients) {
    const installed = await installBy(t, scene, client, name, range);
    assert.equal(installed.exitCode, 0, `${client.id}: ${printed(installed)}`);
    assert.equal(installed.installed[name], '1.0.0', client.id);
  }
}

async function pythonScene(t: TestContext, name: string) {
  const scene = await stagedScene(t);
  const publishedAt = '2024-01-01T00:00:00Z';
  await scene.gate.upstream.pypi.publish({ name: 'wave', version: '1.2.0', publishedAt });
  await scene.acme.own('pypi', name);
  return { scene, publisher: makePythonPublisher(t, scene.gate, await scene.onlyStages('pypi', 'acme-*')) };
}

async function packFiles({ project }: PythonPublisher): Promise<readonly string[]> {
  const dist = join(project, 'dist');
  mkdirSync(dist);
  const files: string[] = [];
  for (const kind of ['wheel', 'sdist'] as const) {
    const { file, bytes } = await makeUpload({ kind });
    writeFileSync(join(dist, file), bytes);
    files.push(`dist/${file}`);
  }
  return files;
}

test(
  'twine ends well and says that it uploaded; with --verbose it shows that the version is staged',
  { skip: skipWithoutTools('twine') },
  async (t) => {
    const { scene, publisher } = await pythonScene(t, 'acme-tide');
    const files = await packFiles(publisher);
    const sent = await publisher.run('twine', 'upload', '--verbose', '--disable-progress-bar', ...files);
    assert.equal(sent.exitCode, 0, printed(sent));
    const { id } = await scene.waiting(scene.cy);
    // It breaks lines where its terminal ends.
    const shown = printed(sent).replaceAll(/\s+/g, ' ');
    assert.match(
      shown,
      new RegExp(`200 OK INFO Warning: 1\\.0\\.0 is staged, not published: it waits until .*\\(${id}\\)`),
    );
    const again = await publisher.run('twine', 'upload', '--disable-progress-bar', ...files);
    assert.equal(again.exitCode, 1);
    assert.match(printed(again).replaceAll(/\s+/g, ' '), /400[^]*File already exists: \S+ is staged/);
    await assertApproved(t, scene, [pip, uv, poetry], 'acme-tide', '>=1');
  },
);

for (const [tool, said] of [
  ['uv', /Publishing 2 files[^]*Uploading acme_uv-1\.0\.0\.tar\.gz/],
  ['poetry', /Publishing acme-poetry \(1\.0\.0\) to gate[^]*acme_poetry-1\.0\.0-py3-none-any\.whl 100%/],
] as const) {
  test(
    `${tool} ends well and says that it published; the version waits for approval`,
    { skip: skipWithoutTools() },
    async (t) => {
      const name = `acme-${tool}`;
      const { scene, publisher } = await pythonScene(t, name);
      const { backend, build, publish } = BUILDS[tool];
      writePythonProject(publisher, name, backend);
      const built = await publisher.run(tool, ...build);
      assert.equal(built.exitCode, 0, printed(built));
      const sent = await publisher.run(tool, ...publish);
      assert.equal(sent.exitCode, 0, printed(sent));
      assert.match(printed(sent), said);
      assert.doesNotMatch(printed(sent), /staged/, 'it shows nothing of an answer that went well');
      const again = await publisher.run(tool, ...publish);
      assert.notEqual(again.exitCode, 0, printed(again));
      assert.match(printed(again), /400[^]*File already exists: \S+ is staged/);
      await assertApproved(t, scene, [pip, uv, poetry], name, '>=1');
    },
  );
}

test(
  'cargo prints that the crate is staged, waits for the index in vain, and ends well all the same',
  { skip: skipUnlessInstalled(cargo) },
  async (t) => {
    const scene = await stagedScene(t);
    const { gate, acme, cy } = scene;
    await acme.own('cargo', 'acme-tide');
    const token = await scene.onlyStages('cargo', 'acme-*');
    const machine = jobOn(gate, cargo, await makeMachine(t, gate, cargo));
    const job = { ...machine, env: { CARGO_REGISTRIES_GATEHOUSE_TOKEN: token } };
    const manifest =
      '[package]\nname = "acme-tide"\nversion = "1.0.0"\nedition = "2021"\ndescription = "Of the sea"\nlicense = "MIT"\n';
    writeText(join(job.project, 'Cargo.toml'), manifest);
    writeText(join(job.project, 'src/lib.rs'), '');
    const sent = await cargo.run(job, ['publish', '--registry', 'gatehouse', '--allow-dirty']);
    assert.equal(sent.exitCode, 0, printed(sent));
    const { id } = await scene.waiting(cy);
    const shown = new RegExp(
      `warning: 1\\.0\\.0 is staged, not published: it waits.*\\(${id}\\).*timed out waiting`,
      's',
    );
    assert.match(printed(sent), shown);
    await assertApproved(t, scene, [cargo], 'acme-tide', '1.0');
  },
);

test(
  'gatehouse publish says that a Composer package is staged, with its id, and ends well',
  { skip: skipUnlessInstalled(composer) },
  async (t) => {
    const scene = await stagedScene(t);
    const { gate, acme, cy } = scene;
    await acme.own('composer', 'acme/tide');
    const token = await scene.onlyStages('composer', 'acme/*');
    const build = makeWorkspace(t);
    const manifest = { name: 'acme/tide', description: 'Of the sea', license: 'MIT' };
    writeText(join(build.project, 'composer.json'), JSON.stringify(manifest));
    writeText(join(build.project, 'src/Tide.php'), '<?php\n');
    const args = ['publish', '.', '--version', '1.0.0', '--server', gate.url];
    const sent = await runGatehouse(build, args, { GATEHOUSE_TOKEN: token });
    assert.equal(sent.exitCode, 0, printed(sent));
    const { id } = await scene.waiting(cy);
    const shown = new RegExp(
      `Staged acme/tide 1\\.0\\.0.*is staged, not published: it waits.*\\(${id}\\)`,
      's',
    );
    assert.match(printed(sent), shown);
    await assertApproved(t, scene, [composer], 'acme/tide', '^1.0');
  },
);
