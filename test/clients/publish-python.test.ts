// twine, uv, poetry and flit publish to a gate; pip, uv and poetry install from it what stands beside what its upstream has.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { pip, poetry, uv } from '../support/client-python.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { makeUpload } from '../publish/pypi-upload.ts';
import { toldContents } from '../publish/told-contents.ts';
import { printed } from './gate-clients.ts';
import {
  BUILDS,
  makePythonPublisher,
  skipWithoutTools,
  writePythonProject,
  type PythonPublisher,
} from './python-publisher.ts';

interface Publisher extends PythonPublisher {
  readonly gate: Gate;
}

/** How each is told that a file is there already. */
const REFUSED = {
  uv: /File already exists/,
  poetry: /HTTP Error 400[\s\S]*File already exists/,
  flit: /File already exists|400/,
} as const;

async function makePublisher(test: TestContext): Promise<Publisher> {
  const gate = await startGate(test);
  const publishedAt = '2024-01-01T00:00:00Z';
  await gate.upstream.pypi.publish({ name: 'wave', version: '1.2.0', publishedAt });
  const person = await makeGatePerson(gate);
  const token = await person.mint({
    name: 'ci',
    scope: 'write',
    actions: ['publish'],
    packages: [{ ecosystem: 'pypi', pattern: 'acme-*' }],
  });
  return { ...makePythonPublisher(test, gate, token), gate };
}

async function install(test: TestContext, gate: Gate, name: string): Promise<void> {
  for (const client of [pip, uv, poetry]) {
    const consumer = makeWorkspace(test);
    const job = { ...consumer, registryUrl: gate.urls.pypi, packages: { [name]: '>=1' } };
    const installed = await client.install(job);
    assert.equal(installed.exitCode, 0, printed(installed));
    assert.deepEqual(
      { [name]: installed.installed[name], wave: installed.installed['wave'] },
      { [name]: '1.0.0', wave: '1.2.0' },
      client.id,
    );
  }
}

for (const { tool, backend, build, publish } of Object.values(BUILDS)) {
  test(
    `${tool} builds and publishes, is told what is there already, and others install it`,
    {
      skip: skipWithoutTools(tool),
    },
    async (test) => {
      const publisher = await makePublisher(test);
      const name = `acme-${tool}`;
      writePythonProject(publisher, name, backend);
      const built = await publisher.run(tool, ...build);
      assert.equal(built.exitCode, 0, printed(built));
      const published = await publisher.run(tool, ...publish);
      assert.equal(published.exitCode, 0, printed(published));
      const again = await publisher.run(tool, ...publish);
      assert.notEqual(again.exitCode, 0, printed(again));
      assert.match(printed(again), REFUSED[tool]);
      await install(test, publisher.gate, name);
      assert.deepEqual(await toldContents(publisher.gate, 'pypi', name), {
        needs: ['wave >=1 runtime', 'wave >=1.1 runtime?'],
        readme: '# Tide',
      });
    },
  );
}

test(
  'twine publishes what it checked, is refused with the reason, and says so',
  { skip: skipWithoutTools('twine') },
  async (test) => {
    const publisher = await makePublisher(test);
    const dist = join(publisher.project, 'dist');
    mkdirSync(dist);
    for (const kind of ['wheel', 'sdist'] as const) {
      const { file, bytes } = await makeUpload({
        kind,
        metadata: ['Requires-Dist: wave>=1', 'Description-Content-Type: text/markdown'],
      });
      writeFileSync(join(dist, file), bytes);
    }
    const files = ['dist/acme_tide-1.0.0-py3-none-any.whl', 'dist/acme_tide-1.0.0.tar.gz'];
    const checked = await publisher.run('twine', 'check', '--strict', ...files);
    assert.equal(checked.exitCode, 0, printed(checked));
    const published = await publisher.run('twine', 'upload', '--disable-progress-bar', ...files);
    assert.equal(published.exitCode, 0, printed(published));
    const again = await publisher.run('twine', 'upload', '--verbose', '--disable-progress-bar', ...files);
    assert.equal(again.exitCode, 1);
    assert.match(printed(again), /400[\s\S]*File already exists/);
  },
);

test(
  'uv and poetry pass over what is there already when they are told to',
  { skip: skipWithoutTools() },
  async (test) => {
    const publisher = await makePublisher(test);
    const { backend, build, publish } = BUILDS.poetry;
    writePythonProject(publisher, 'acme-poetry', backend);
    for (const args of [build, publish]) {
      const done = await publisher.run('poetry', ...args);
      assert.equal(done.exitCode, 0, printed(done));
    }
    const skipped = await publisher.run('poetry', ...publish, '--skip-existing');
    assert.equal(skipped.exitCode, 0, printed(skipped));
    const checked = await publisher.run(
      'uv',
      'publish',
      '--check-url',
      `${publisher.gate.urls.pypi}/simple/`,
    );
    assert.equal(checked.exitCode, 0, printed(checked));
    assert.match(printed(checked), /already exists, skipping/);
  },
);
