// pip, uv and poetry, each pointed at one index by its configuration file.

import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { clientFolder, pinnedCommand } from '../../scripts/pinned-clients.ts';
import {
  requireCommand,
  runIsolated,
  writeConfig,
  writeManifest,
  writeText,
  type Client,
  type InstallJob,
  type InstallResult,
  type LockInstallJob,
} from './client.ts';
import { runCommand, type CommandResult } from './run-command.ts';

/** The distributions in the project's `.venv`, by normalised name. */
function listDistributions(project: string): Readonly<Record<string, string>> {
  const folders = globSync(join(project, '.venv/lib/python*/site-packages/*.dist-info'));
  const named = folders.map((folder) => {
    const [name = '', version = ''] = basename(folder, '.dist-info').split('-');
    return [name.replace(/[-_.]+/g, '-').toLowerCase(), version] as const;
  });
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withDistributions(job: LockInstallJob, result: CommandResult): InstallResult {
  return { ...result, installed: listDistributions(job.project) };
}

function requirementsOf(job: InstallJob): readonly string[] {
  return Object.entries(job.packages).map(([name, range]) => `${name}${range === '*' ? '' : range}`);
}

function simpleUrl(job: LockInstallJob): string {
  return `${job.registryUrl}/simple/`;
}

/** The interpreter that all three use: the one that the pinned pip lives in. */
function pythonProgram(): string {
  return join(clientFolder('pip'), 'bin', 'python');
}

interface PipReport {
  readonly install: readonly {
    readonly metadata: { readonly name: string; readonly version: string };
    readonly download_info: { readonly archive_info?: { readonly hashes?: { readonly sha256?: string } } };
  }[];
}

async function runPip(job: LockInstallJob, args: readonly string[]): Promise<CommandResult> {
  writeConfig(job, join(job.home, '.config/pip/pip.conf'), `[global]\nindex-url = ${simpleUrl(job)}\n`);
  const python = join(job.project, '.venv/bin/python');
  if (!existsSync(python)) {
    const command = [pythonProgram(), '-m', 'venv', '--without-pip', '.venv'];
    await runCommand({ command, cwd: job.project, env: { PATH: process.env['PATH'] ?? '', HOME: job.home } });
  }
  const pip = requireCommand('pip', pinnedCommand('pip'));
  const env = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_RETRIES: '0', PIP_NO_INPUT: '1' };
  return runIsolated(job, [...pip, '--python', python, ...args], env);
}

/** pip has no lock file: after an installation the driver writes requirements.txt with exact versions and hashes. */
function writeHashedRequirements(project: string): void {
  const reportPath = join(project, 'pip-report.json');
  if (!existsSync(reportPath)) return;
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as PipReport;
  const lines = report.install.map(({ metadata, download_info }) => {
    return `${metadata.name}==${metadata.version} --hash=sha256:${download_info.archive_info?.hashes?.sha256 ?? ''}`;
  });
  writeText(join(project, 'requirements.txt'), `${lines.join('\n')}\n`);
}

/** pip, in a virtual environment of the project's. */
export const pip: Client = {
  id: 'pip',
  ecosystem: 'pypi',
  projectFiles: ['requirements.txt'],
  isInstalled: () => pinnedCommand('pip') !== undefined,
  run: runPip,
  async install(job) {
    const args = ['install', '--report', 'pip-report.json', ...(job.args ?? []), ...requirementsOf(job)];
    const result = await runPip(job, args);
    writeHashedRequirements(job.project);
    return withDistributions(job, result);
  },
  async lockInstall(job) {
    const args = ['install', '--require-hashes', '-r', 'requirements.txt', ...(job.args ?? [])];
    return withDistributions(job, await runPip(job, args));
  },
};

function projectTable(job: InstallJob): string {
  return [
    '[project]',
    'name = "consumer"',
    'version = "1.0.0"',
    'requires-python = ">=3.9"',
    `dependencies = ${JSON.stringify(requirementsOf(job))}`,
    '',
  ].join('\n');
}

async function runUv(job: LockInstallJob, args: readonly string[]): Promise<CommandResult> {
  const config = `[[index]]\nurl = "${simpleUrl(job)}"\ndefault = true\n`;
  writeConfig(job, join(job.home, '.config/uv/uv.toml'), config);
  const env = { UV_PYTHON: pythonProgram(), UV_PYTHON_DOWNLOADS: 'never', UV_HTTP_RETRIES: '0' };
  return runIsolated(job, [...requireCommand('uv', pinnedCommand('uv')), ...args], env);
}

/** uv, by its project commands. */
export const uv: Client = {
  id: 'uv',
  ecosystem: 'pypi',
  projectFiles: ['pyproject.toml', 'uv.lock'],
  isInstalled: () => pinnedCommand('uv') !== undefined && pinnedCommand('pip') !== undefined,
  run: runUv,
  async install(job) {
    writeManifest(
      job,
      join(job.project, 'pyproject.toml'),
      `${projectTable(job)}\n[tool.uv]\npackage = false\n`,
    );
    return withDistributions(job, await runUv(job, ['sync', ...(job.args ?? [])]));
  },
  async lockInstall(job) {
    return withDistributions(job, await runUv(job, ['sync', '--frozen', ...(job.args ?? [])]));
  },
};

async function runPoetry(job: LockInstallJob, args: readonly string[]): Promise<CommandResult> {
  const env = {
    POETRY_VIRTUALENVS_IN_PROJECT: 'true',
    POETRY_VIRTUALENVS_OPTIONS_NO_PIP: 'true',
    POETRY_REQUESTS_MAX_RETRIES: '0',
    POETRY_KEYRING_ENABLED: 'false',
  };
  const poetry = requireCommand('poetry', pinnedCommand('poetry'));
  return runIsolated(job, [...poetry, '--no-interaction', '--no-ansi', ...args], env);
}

/** poetry, whose sources stand in the project file. */
export const poetry: Client = {
  id: 'poetry',
  ecosystem: 'pypi',
  projectFiles: ['pyproject.toml', 'poetry.lock'],
  isInstalled: () => pinnedCommand('poetry') !== undefined,
  run: runPoetry,
  async install(job) {
    const source = `[[tool.poetry.source]]\nname = "gate"\nurl = "${simpleUrl(job)}"\npriority = "primary"\n`;
    const table = `${projectTable(job)}\n[tool.poetry]\npackage-mode = false\n\n${source}`;
    writeManifest(job, join(job.project, 'pyproject.toml'), table);
    rmSync(join(job.project, 'poetry.lock'), { force: true });
    return withDistributions(job, await runPoetry(job, ['install', ...(job.args ?? [])]));
  },
  async lockInstall(job) {
    return withDistributions(job, await runPoetry(job, ['install', ...(job.args ?? [])]));
  },
};
