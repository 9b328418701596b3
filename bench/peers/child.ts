// A program that runs beside the measurement: on a core of its own, watched, ended by its process id.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running program. */
export interface Child {
  readonly pid: number;
  /** What it printed so far. */
  output(): string;
  /** Resident memory now, and the most there ever was, in bytes. */
  memory(): { readonly rssBytes: number; readonly peakBytes: number };
  /** Processor time of all its threads so far, and the most memory; undefined once it has ended. */
  used(): { readonly cpuMs: number; readonly peakBytes: number } | undefined;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** Asks it to end, and makes it after ten seconds. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The core to run on, where `taskset` is there and the machine has it. */
  readonly core?: number;
}

/** The core of what is measured, and that of whatever puts it under load. */
export const SERVER_CORE = 0;
export const CLIENT_CORE = 1;

const STOP_MS = 10_000;
const CAN_PIN = availableParallelism() > CLIENT_CORE && isInstalled('taskset');

/** Whether `program` can be run. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v "$0"`, program]).status === 0;
}

/** The command, held to one core where that is possible. */
export function pinned(command: readonly string[], core: number | undefined): readonly string[] {
  return core === undefined || !CAN_PIN ? command : ['taskset', '-c', String(core), ...command];
}

/** Starts `command`; it does not outlive this process unless it is killed outright. */
export function startChild(command: readonly string[], options: ChildOptions = {}): Child {
  const [program = '', ...args] = pinned(command, options.core);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  const ended = endOf(child).finally(() => process.off('exit', kill));
  return {
    pid: child.pid ?? -1,
    output: () => printed,
    memory: () => readMemory(child.pid ?? -1),
    used: () => readUsed(child.pid ?? -1),
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Runs `command` to its end; throws with what it printed when it fails. Answers its output. */
export async function runToEnd(command: readonly string[], options: ChildOptions = {}): Promise<string> {
  const child = startChild(command, options);
  const exitCode = await child.ended;
  if (exitCode === 0) return child.output();
  throw new Error(`${command.join(' ')} ended with ${exitCode}:\n${child.output().slice(-2_000)}`);
}

/** Waits until `isReady` answers true; throws when the program ends or 30 seconds pass before. */
export async function waitFor(child: Child, isReady: () => Promise<boolean>, everyMs = 50): Promise<void> {
  let exitCode: number | undefined;
  void child.ended.then((code) => (exitCode = code));
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(everyMs)) {
    if (exitCode !== undefined) break;
    if (await isReady().catch(() => false)) return;
  }
  throw new Error(`A program is not ready:\n${child.output().slice(-2_000)}`);
}

function endOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('close', (code) => resolve(code ?? -1));
  return promise;
}

function readMemory(pid: number): { readonly rssBytes: number; readonly peakBytes: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytesOf = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) * 1024;
  return { rssBytes: bytesOf('VmRSS'), peakBytes: bytesOf('VmHWM') };
}

/** Of `proc_pid_stat(5)`: fields 14 and 15, in hundredths of a second. */
function readUsed(pid: number): { readonly cpuMs: number; readonly peakBytes: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * 10;
    const { peakBytes } = readMemory(pid);
    return Number.isNaN(peakBytes) ? undefined : { cpuMs, peakBytes };
  } catch {
    return undefined;
  }
}
