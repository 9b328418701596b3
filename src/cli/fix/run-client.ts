// Runs a package manager in a closed room: a home of its own, none of the caller's secrets, no standard input, an end in time.

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { messageOf } from '../../kernel/errors.ts';
import type { Machine } from '../machine.ts';

export interface ClientRun {
  readonly exitCode: number;
  /** What it printed, both streams, the last part of it. */
  readonly said: string;
}

export interface ClientCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10 * 60_000;
const MOST_SAID = 64 * 1024;
/** What a client may need of the machine: where programs, certificates and the way out of the network are. */
const PASSED_ON = [
  'PATH',
  'JAVA_HOME',
  'LANG',
  'NODE_EXTRA_CA_CERTS',
  'NO_PROXY',
  'REQUESTS_CA_BUNDLE',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'SYSTEMROOT',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

/** The environment of a client whose home is `home`. Tokens and settings of the caller are not in it. */
export function closedEnvironment(
  { environment, home: usersHome }: Pick<Machine, 'environment' | 'home'>,
  home: string,
): Readonly<Record<string, string>> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(passed),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    NO_COLOR: '1',
    TERM: 'dumb',
    CI: '1',
    // A client that a version manager starts finds its real self by these.
    RUSTUP_HOME: environment['RUSTUP_HOME'] ?? join(usersHome, '.rustup'),
    PYENV_ROOT: environment['PYENV_ROOT'] ?? join(usersHome, '.pyenv'),
  };
}

/** The program of this name on PATH; undefined when there is none. */
export function findProgram(
  { environment, platform }: Pick<Machine, 'environment' | 'platform'>,
  name: string,
): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      } catch {
        // Not there, or not to be run.
        return false;
      }
    });
}

/** One that cannot be started, or takes too long, ends with a code that is not 0. */
export async function runClient({ program, args, cwd, env }: ClientCall): Promise<ClientRun> {
  return new Promise((resolve) => {
    let said = '';
    let isLate = false;
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const hear = (text: string): void => void (said = `${said}${text}`.slice(-MOST_SAID));
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    const timer = setTimeout(() => {
      isLate = true;
      // A negative id ends the whole group: clients leave children behind.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, TIMEOUT_MS);
    const end = (exitCode: number, more: string): void => {
      clearTimeout(timer);
      resolve({ exitCode, said: `${said}${more}` });
    };
    child.once('error', (error) => end(-1, `\n${messageOf(error)}`));
    child.once('close', (code) => {
      if (isLate) end(-1, `\nit did not end within ${TIMEOUT_MS / 60_000} minutes`);
      else end(code ?? -1, '');
    });
  });
}
