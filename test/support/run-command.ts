// Runs a program to its end and keeps what it printed; a program that takes too long is ended with its children.

import { spawn } from 'node:child_process';

/** What a program did. */
export interface CommandResult {
  /** -1 when the program was ended by a signal. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What to run, and where. */
export interface Command {
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Default two minutes. */
  readonly timeoutMs?: number;
  /** Told what is printed while it runs; `type` types into it, where `isAsked`. */
  readonly onOutput?: (text: string, type: (text: string) => void) => void;
  /** Whether it has a standard input, which `onOutput` types into. Default: none. */
  readonly isAsked?: boolean;
}

const DEFAULT_TIMEOUT_MS = 120_000;

/** Runs `command`. Rejects when it cannot be started or runs out of time. */
export async function runCommand(options: Command): Promise<CommandResult> {
  const [program = '', ...args] = options.command;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: [options.isAsked === true ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  const keep = (stream: keyof typeof output) => (text: string) => {
    output[stream] += text;
    options.onOutput?.(text, (typed) => void child.stdin?.write(typed));
  };
  child.stdout?.setEncoding('utf8').on('data', keep('stdout'));
  child.stderr?.setEncoding('utf8').on('data', keep('stderr'));
  // Whoever ends does not read on.
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      // A negative id ends the whole group: build tools leave children behind.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      const printed = `${output.stdout}${output.stderr}`.slice(-2000);
      reject(new Error(`${options.command.join(' ')} took longer than ${timeoutMs} ms:\n${printed}`));
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? -1, ...output });
    });
  });
}
