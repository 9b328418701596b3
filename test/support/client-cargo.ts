// cargo, with the default registry replaced by one sparse index.

import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'smol-toml';

import {
  findProgram,
  requireCommand,
  runIsolated,
  writeConfig,
  writeManifest,
  type Client,
  type InstallJob,
  type InstallResult,
  type LockInstallJob,
} from './client.ts';
import type { CommandResult } from './run-command.ts';

interface CargoLock {
  readonly package?: readonly {
    readonly name: string;
    readonly version: string;
    readonly source?: string;
  }[];
}

/** cargo; `install` builds the project, so that unpacked crates are compiled. */
export const cargo: Client = {
  id: 'cargo',
  ecosystem: 'cargo',
  projectFiles: ['Cargo.toml', 'Cargo.lock', 'src/lib.rs'],
  isInstalled: () => findProgram('cargo') !== undefined,
  run: runCargo,
  async install(job) {
    writeProject(job);
    return withCrates(job, await runCargo(job, ['build', ...(job.args ?? [])]));
  },
  async lockInstall(job) {
    return withCrates(job, await runCargo(job, ['build', '--locked', ...(job.args ?? [])]));
  },
};

function writeProject(job: InstallJob): void {
  const dependencies = Object.entries(job.packages).map(([name, range]) => `${name} = "${range}"`);
  const head = '[package]\nname = "consumer"\nversion = "1.0.0"\nedition = "2021"\n\n[dependencies]\n';
  writeManifest(job, join(job.project, 'Cargo.toml'), `${head}${dependencies.join('\n')}\n`);
  writeManifest(job, join(job.project, 'src/lib.rs'), '');
}

async function runCargo(job: LockInstallJob, args: readonly string[]): Promise<CommandResult> {
  const cargoHome = join(job.home, '.cargo');
  const config = [
    '[source.crates-io]',
    'replace-with = "gate"',
    '[source.gate]',
    `registry = "sparse+${job.registryUrl}/"`,
    '[net]',
    'retry = 0',
    '',
  ].join('\n');
  writeConfig(job, join(cargoHome, 'config.toml'), config);
  // A cargo that rustup manages must find its toolchain, which is not in the closed room.
  const env = { CARGO_HOME: cargoHome, ...rustupEnv() };
  const program = findProgram('cargo');
  const command = requireCommand('cargo', program === undefined ? undefined : [program]);
  return runIsolated(job, [...command, ...args], env);
}

/** What the lock file names and the home holds unpacked. */
function withCrates(job: LockInstallJob, result: CommandResult): InstallResult {
  const lockPath = join(job.project, 'Cargo.lock');
  if (!existsSync(lockPath)) return { ...result, installed: {} };
  const lock = parse(readFileSync(lockPath, 'utf8')) as unknown as CargoLock;
  const unpacked = new Set(
    globSync('*/*', { cwd: join(job.home, '.cargo/registry/src') }).map((path) => path.split('/')[1]),
  );
  const found = (lock.package ?? []).filter(
    ({ name, version, source }) => source !== undefined && unpacked.has(`${name}-${version}`),
  );
  return { ...result, installed: Object.fromEntries(found.map(({ name, version }) => [name, version])) };
}

/** Where the machine's toolchains are, for one that rustup chose. */
export function rustupEnv(): Readonly<Record<string, string>> {
  const rustupHome = process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup');
  return existsSync(rustupHome) ? { RUSTUP_HOME: rustupHome } : {};
}
