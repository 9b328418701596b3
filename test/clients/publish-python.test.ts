// twine, uv, poetry and flit publish to a gate; pip, uv and poetry install from it what stands beside what its upstream has.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { pip, poetry, uv } from '../support/client-python.ts';
import { isolatedEnv, skipUnlessInstalled, writeText } from '../support/client.ts';
import { makeGatePerson } from '../support/gate-person.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { runCommand, type CommandResult } from '../support/run-command.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';
import { makeUpload } from '../publish/pypi-upload.ts';
import { toldContents } from '../publish/told-contents.ts';
import { printed } from './gate-clients.ts';

type Tool = 'twine' | 'uv' | 'poetry' | 'flit';

interface Publisher extends Workspace {
  readonly gate: Gate;
  readonly token: string;
  /** Runs a tool in the project, with the token where the tool looks for one. */
  run(tool: Tool, ...args: readonly string[]): Promise<CommandResult>;
}

function skipWithout(...tools: readonly Tool[]): false | string {
  const missing = tools.filter((tool) => pinnedCommand(tool) === undefined);
  return missing.length === 0 ? skipUnlessInstalled(pip, uv, poetry) : `${missing.join(', ')} not installed`;
}

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
  const machine = makeWorkspace(test);
  const url = `${gate.urls.pypi}/legacy/`;
  const env = {
    ...isolatedEnv(machine.home),
    TWINE_REPOSITORY_URL: url,
    TWINE_USERNAME: '__token__',
    TWINE_PASSWORD: token,
    TWINE_NON_INTERACTIVE: '1',
    FLIT_INDEX_URL: url,
    FLIT_USERNAME: '__token__',
    FLIT_PASSWORD: token,
    UV_PUBLISH_URL: url,
    UV_PUBLISH_TOKEN: token,
    UV_HTTP_RETRIES: '0',
    UV_PYTHON_DOWNLOADS: 'never',
    UV_DEFAULT_INDEX: `${gate.urls.pypi}/simple/`,
    POETRY_REPOSITORIES_GATE_URL: url,
    POETRY_HTTP_BASIC_GATE_USERNAME: '__token__',
    POETRY_HTTP_BASIC_GATE_PASSWORD: token,
    POETRY_KEYRING_ENABLED: 'false',
    POETRY_REQUESTS_MAX_RETRIES: '0',
  };
  const run: Publisher['run'] = (tool, ...args) =>
    runCommand({
      command: [...(pinnedCommand(tool) ?? []), ...args],
      cwd: machine.project,
      env,
      timeoutMs: 120_000,
    });
  return { ...machine, gate, token, run };
}

/** A project that flit, poetry and uv build each with what they bring themselves. */
function writeProject({ project }: Workspace, name: string, backend: string): void {
  const table = [
    '[project]',
    `name = "${name}"`,
    'version = "1.0.0"',
    'description = "Of the sea"',
    'readme = "README.md"',
    'requires-python = ">=3.9"',
    'license = "MIT"',
    'license-files = ["LICENSE"]',
    'authors = [{ name = "Ada", email = "ada@example.com" }]',
    'keywords = ["sea", "tide"]',
    'classifiers = ["Programming Language :: Python :: 3"]',
    'dependencies = [\'wave>=1; python_version > "3"\']',
    '[project.optional-dependencies]',
    'deep = ["wave>=1.1"]',
    '[project.urls]',
    'Homepage = "https://tide.example"',
    backend,
  ];
  writeText(join(project, 'pyproject.toml'), `${table.join('\n')}\n`);
  writeText(join(project, 'README.md'), '# Tide\n');
  writeText(join(project, 'LICENSE'), 'MIT\n');
  const module = name.replaceAll('-', '_');
  writeText(join(project, `src/${module}/__init__.py`), '"""Of the sea"""\n__version__ = "1.0.0"\n');
}

const BUILDS: readonly (readonly [Tool, string, readonly string[], readonly string[], RegExp])[] = [
  [
    'uv',
    '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"',
    ['build', '--preview-features', 'native-auth', '--no-build-isolation'],
    ['publish'],
    /File already exists/,
  ],
  [
    'poetry',
    '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"',
    ['build', '--no-ansi'],
    ['publish', '--repository', 'gate', '--no-interaction', '--no-ansi'],
    /HTTP Error 400[\s\S]*File already exists/,
  ],
  [
    'flit',
    '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"',
    ['build', '--no-use-vcs'],
    ['publish', '--no-use-vcs'],
    /File already exists|400/,
  ],
];

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

for (const [tool, backend, build, publish, refused] of BUILDS) {
  test(
    `${tool} builds and publishes, is told what is there already, and others install it`,
    {
      skip: skipWithout(tool),
    },
    async (test) => {
      const publisher = await makePublisher(test);
      const name = `acme-${tool}`;
      writeProject(publisher, name, backend);
      const built = await publisher.run(tool, ...build);
      assert.equal(built.exitCode, 0, printed(built));
      const published = await publisher.run(tool, ...publish);
      assert.equal(published.exitCode, 0, printed(published));
      const again = await publisher.run(tool, ...publish);
      assert.notEqual(again.exitCode, 0, printed(again));
      assert.match(printed(again), refused);
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
  { skip: skipWithout('twine') },
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
  { skip: skipWithout() },
  async (test) => {
    const publisher = await makePublisher(test);
    const [, , build, publish] = BUILDS[1] ?? [];
    writeProject(publisher, 'acme-poetry', BUILDS[1]?.[1] ?? '');
    for (const args of [build ?? [], publish ?? []]) {
      const done = await publisher.run('poetry', ...args);
      assert.equal(done.exitCode, 0, printed(done));
    }
    const skipped = await publisher.run('poetry', ...(publish ?? []), '--skip-existing');
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
