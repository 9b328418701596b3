// What a test can ask of a real package manager, and the closed room in which it runs.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { runCommand, type CommandResult } from './run-command.ts';

export type ClientId =
  | 'npm'
  | 'pnpm'
  | 'yarn1'
  | 'yarn-berry'
  | 'bun'
  | 'pip'
  | 'uv'
  | 'poetry'
  | 'cargo'
  | 'mvn'
  | 'composer';

/** An installation from the lock file that lies in the project. */
export interface LockInstallJob {
  /** The project folder; the driver writes the manifest here. */
  readonly project: string;
  /** The home folder, with the client's configuration and caches; empty on a new machine. */
  readonly home: string;
  /** The registry's root as Gatehouse lays it out: `…/npm`, `…/pypi`, `…/cargo`, `…/maven`, `…/composer`. */
  readonly registryUrl: string;
  /**
   * The home (and, where the registry stands there, the manifest) was configured before, by `gatehouse setup`
   * for instance: the driver leaves both as they are.
   */
  readonly configured?: boolean;
  /** More arguments for the client. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Told what the client prints while it runs; `type` types into its terminal. */
  readonly onOutput?: (text: string, type: (text: string) => void) => void;
  /** Whether it runs in a terminal, where it asks its person: what it prints is all on its standard output then. */
  readonly hasTerminal?: boolean;
}

/** An installation from ranges, which leaves a lock file. */
export interface InstallJob extends LockInstallJob {
  /** Range by package name, in the ecosystem's own words; Maven's names are `groupId:artifactId`. */
  readonly packages: Readonly<Record<string, string>>;
}

/** How it went, and what is on disk now: version by name. */
export interface InstallResult extends CommandResult {
  readonly installed: Readonly<Record<string, string>>;
}

/** A real package manager. */
export interface Client {
  readonly id: ClientId;
  readonly ecosystem: Ecosystem;
  /** Manifest and lock file: what a project keeps in version control. */
  readonly projectFiles: readonly string[];
  isInstalled(): boolean;
  /** Resolves ranges, installs, and leaves a lock file in the project. */
  install(job: InstallJob): Promise<InstallResult>;
  /** Installs exactly what the project's lock file says. */
  lockInstall(job: LockInstallJob): Promise<InstallResult>;
  /** Runs the client with its usual configuration and any other arguments. */
  run(job: LockInstallJob, args: readonly string[]): Promise<CommandResult>;
}

/** Whether to skip a test that needs `client`. Throws in CI, where every client must be there. */
export function skipUnlessInstalled(...clients: readonly Client[]): false | string {
  const missing = clients.filter((client) => !client.isInstalled()).map((client) => client.id);
  if (missing.length === 0) return false;
  const reason = `${missing.join(', ')} not installed (npx node scripts/install-clients.ts)`;
  if (process.env['CI'] === 'true') throw new Error(`Cannot test with real clients: ${reason}`);
  return reason;
}

/** PATH without this project's own tools, so that clients find the machine's. */
export function machinePath(): readonly string[] {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(
      (folder) => folder !== '' && !folder.includes('node_modules') && !folder.includes('node-gyp-bin'),
    );
}

/** The program of this name on the machine; undefined when there is none. */
export function findProgram(name: string): string | undefined {
  return machinePath()
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * An environment in which nothing of the user's or the caller's configuration is visible. Whatever is not on
 * loopback is sent to a proxy that does not exist, so that a client that asks a public registry fails.
 */
export function isolatedEnv(home: string): Readonly<Record<string, string>> {
  const temporary = join(home, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const nowhere = 'http://127.0.0.1:9';
  const loopback = '127.0.0.1,localhost,::1';
  return {
    PATH: machinePath().join(delimiter),
    HOME: home,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    TERM: 'dumb',
    http_proxy: nowhere,
    https_proxy: nowhere,
    HTTP_PROXY: nowhere,
    HTTPS_PROXY: nowhere,
    no_proxy: loopback,
    NO_PROXY: loopback,
  };
}

/** Runs a client's command for a job in its closed room. */
export async function runIsolated(
  job: LockInstallJob,
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  return runCommand({
    command: job.hasTerminal === true ? inTerminal(command) : command,
    isAsked: job.hasTerminal === true,
    cwd: job.project,
    env: { ...isolatedEnv(job.home), ...env, ...job.env },
    ...(job.timeoutMs === undefined ? {} : { timeoutMs: job.timeoutMs }),
    ...(job.onOutput === undefined ? {} : { onOutput: job.onOutput }),
  });
}

/** util-linux's `script` gives what it runs a terminal. */
const SCRIPT = '/usr/bin/script';

/** Whether a client cannot be given a terminal here. Throws in CI. */
export function skipUnlessTerminal(): false | string {
  if (existsSync(SCRIPT)) return false;
  if (process.env['CI'] === 'true') throw new Error(`Cannot test what clients ask: there is no ${SCRIPT}`);
  return `there is no ${SCRIPT}`;
}

function inTerminal(command: readonly string[]): readonly string[] {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return [SCRIPT, '-qefc', quoted, '/dev/null'];
}

/** Writes a file and the folders above it. */
export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Writes the client's own configuration, unless the job comes configured. */
export function writeConfig(job: LockInstallJob, path: string, text: string): void {
  if (job.configured !== true) writeText(path, text);
}

/** Writes the project's manifest, unless the job comes configured with one. */
export function writeManifest(job: LockInstallJob, path: string, text: string): void {
  if (job.configured !== true || !existsSync(path)) writeText(path, text);
}

/** A command that must be there: tests ask `isInstalled` first. */
export function requireCommand(id: ClientId, command: readonly string[] | undefined): readonly string[] {
  if (command === undefined) throw new Error(`Cannot run ${id}: it is not installed`);
  return command;
}
