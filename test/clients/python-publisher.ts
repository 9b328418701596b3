// Tools that build and publish a Python project, on a machine that has the token where each of them looks for one.

import { join } from 'node:path';
import type { TestContext } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { pip, poetry, uv } from '../support/client-python.ts';
import { isolatedEnv, skipUnlessInstalled, writeText } from '../support/client.ts';
import type { Gate } from '../support/gate.ts';
import { runCommand, type CommandResult } from '../support/run-command.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

export type Tool = 'twine' | 'uv' | 'poetry' | 'flit';

export interface PythonPublisher extends Workspace {
  /** Runs a tool in the project, with the token where the tool looks for one. */
  run(tool: Tool, ...args: readonly string[]): Promise<CommandResult>;
}

export function skipWithoutTools(...tools: readonly Tool[]): false | string {
  const missing = tools.filter((tool) => pinnedCommand(tool) === undefined);
  return missing.length === 0 ? skipUnlessInstalled(pip, uv, poetry) : `${missing.join(', ')} not installed`;
}

export function makePythonPublisher(
  test: Pick<TestContext, 'after'>,
  gate: Gate,
  token: string,
): PythonPublisher {
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
  return {
    ...machine,
    run: (tool, ...args) =>
      runCommand({
        command: [...(pinnedCommand(tool) ?? []), ...args],
        cwd: machine.project,
        env,
        timeoutMs: 120_000,
      }),
  };
}

export interface Build {
  readonly tool: Exclude<Tool, 'twine'>;
  /** Of the pyproject.toml. */
  readonly backend: string;
  readonly build: readonly string[];
  readonly publish: readonly string[];
}

export const BUILDS: Readonly<Record<Exclude<Tool, 'twine'>, Build>> = {
  uv: {
    tool: 'uv',
    backend: '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"',
    build: ['build', '--preview-features', 'native-auth', '--no-build-isolation'],
    publish: ['publish'],
  },
  poetry: {
    tool: 'poetry',
    backend: '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"',
    build: ['build', '--no-ansi'],
    publish: ['publish', '--repository', 'gate', '--no-interaction', '--no-ansi'],
  },
  flit: {
    tool: 'flit',
    backend: '[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"',
    build: ['build', '--no-use-vcs'],
    publish: ['publish', '--no-use-vcs'],
  },
};

/** A project that flit, poetry and uv build each with what they bring themselves; it needs `wave`. */
export function writePythonProject({ project }: Workspace, name: string, backend: string): void {
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
