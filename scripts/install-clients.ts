// Brings the package managers and tools that the tests drive. Safe to run again: what is there stays.
// `--check` only lists what is there, and exits 1 when something is missing.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

import {
  clientFolder,
  completionMark,
  pinnedCommand,
  PINNED_CLIENTS,
  type PinnedClientId,
} from './pinned-clients.ts';

/** A program that comes with the system: how to see it, and the Debian packages that bring it. */
interface SystemTool {
  readonly id: string;
  readonly probe: readonly string[];
  readonly debian: readonly string[];
}

const SYSTEM_TOOLS: readonly SystemTool[] = [
  { id: 'npm', probe: ['npm', '--version'], debian: ['npm'] },
  {
    id: 'python3 venv',
    probe: ['python3', '-c', 'import ensurepip, venv, sys; print(sys.version.split()[0])'],
    debian: ['python3', 'python3-venv'],
  },
  { id: 'cargo', probe: ['cargo', '--version'], debian: ['cargo'] },
  { id: 'cc', probe: ['cc', '--version'], debian: ['gcc', 'libc6-dev'] },
  { id: 'javac', probe: ['javac', '-version'], debian: ['default-jdk-headless'] },
  { id: 'mvn', probe: ['mvn', '--batch-mode', '--version'], debian: ['maven'] },
  { id: 'php', probe: ['php', '--version'], debian: ['php-cli'] },
  { id: 'php zip', probe: ['php', '-r', "echo phpversion('zip') ?: exit(1);"], debian: ['php-zip'] },
  {
    id: 'php mbstring',
    probe: ['php', '-r', "echo phpversion('mbstring') ?: exit(1);"],
    debian: ['php-mbstring'],
  },
  { id: 'php curl', probe: ['php', '-r', "echo phpversion('curl') ?: exit(1);"], debian: ['php-curl'] },
  { id: 'composer', probe: ['composer', '--no-ansi', '--version'], debian: ['composer'] },
  { id: 'unzip', probe: ['unzip', '-v'], debian: ['unzip'] },
  { id: 'git', probe: ['git', '--version'], debian: ['git'] },
  { id: 'chromium', probe: ['chromium', '--version'], debian: ['chromium'] },
  { id: 'nginx', probe: ['nginx', '-v'], debian: ['nginx-light'] },
  { id: 'wrk', probe: ['wrk', '-v'], debian: ['wrk'] },
  { id: 'hyperfine', probe: ['hyperfine', '--version'], debian: ['hyperfine'] },
  {
    id: 'postgres',
    probe: [
      'sh',
      '-c',
      'exec "$(ls -d /usr/lib/postgresql/*/bin/postgres postgres 2>&- | head -1)" --version',
    ],
    debian: ['postgresql'],
  },
];

const PINNED_IDS = Object.keys(PINNED_CLIENTS) as PinnedClientId[];

/** The first line with a digit that the probe prints; undefined when the program is missing or fails. */
function probeVersion(command: readonly string[]): string | undefined {
  const [program, ...args] = command;
  if (program === undefined) return undefined;
  const env = { ...process.env, COMPOSER_ALLOW_SUPERUSER: '1' };
  const run = spawnSync(program, args, { encoding: 'utf8', env, timeout: 60_000 });
  // `wrk -v` prints its version and exits 1.
  if (run.error !== undefined || (run.status !== 0 && program !== 'wrk')) return undefined;
  const line = `${run.stdout}\n${run.stderr}`.split('\n').find((text) => /\d/.test(text));
  return stripVTControlCharacters(line ?? 'present').trim();
}

function pinnedVersion(id: PinnedClientId): string | undefined {
  const command = pinnedCommand(id);
  return command === undefined ? undefined : probeVersion([...command, '--version']);
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  console.log(`> ${program} ${args.join(' ')}`);
  const { error, status } = spawnSync(program, args, { stdio: 'inherit', env });
  if (error !== undefined || status !== 0) {
    throw new Error(`Cannot run ${program}: ${error?.message ?? `exit code ${status}`}`);
  }
}

function installSystemTools(): void {
  const missing = SYSTEM_TOOLS.filter((tool) => probeVersion(tool.probe) === undefined);
  if (missing.length === 0) return;
  const packages = missing.flatMap((tool) => tool.debian);
  if (probeVersion(['apt-get', '--version']) === undefined) {
    throw new Error(`Cannot install ${missing.map((tool) => tool.id).join(', ')}: found no apt-get`);
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const apt = (...args: string[]): void => {
    const [program = 'apt-get', ...rest] = [...sudo, 'apt-get', ...args];
    run(program, rest, { ...process.env, DEBIAN_FRONTEND: 'noninteractive' });
  };
  apt('update', '-q');
  apt('install', '-q', '-y', '--no-install-recommends', ...packages);
}

function installPinned(id: PinnedClientId): void {
  if (existsSync(completionMark(id))) return;
  const { from, packageName, version } = PINNED_CLIENTS[id];
  const folder = clientFolder(id);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (from === 'npm') {
    writeFileSync(`${folder}/package.json`, '{"private":true}\n');
    run('npm', [
      'install',
      '--prefix',
      folder,
      '--ignore-scripts',
      '--no-fund',
      '--no-audit',
      `${packageName}@${version}`,
    ]);
  } else {
    run('python3', ['-m', 'venv', folder]);
    run(`${folder}/bin/python`, ['-m', 'pip', 'install', '--quiet', `${packageName}==${version}`]);
  }
  writeFileSync(completionMark(id), `${version}\n`);
}

function listVersions(): boolean {
  const rows = [
    ...SYSTEM_TOOLS.map((tool) => [tool.id, probeVersion(tool.probe)] as const),
    ...PINNED_IDS.map((id) => [id, pinnedVersion(id)] as const),
  ];
  for (const [id, version] of rows) console.log(`${id.padEnd(14)} ${version ?? 'MISSING'}`);
  return rows.every(([, version]) => version !== undefined);
}

if (!process.argv.includes('--check')) {
  installSystemTools();
  for (const id of PINNED_IDS) installPinned(id);
}
process.exitCode = listVersions() ? 0 : 1;
