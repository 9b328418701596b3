// The command line as a process of its own, its output piped, as scripts run it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

import { runCommand, type CommandResult } from './run-command.ts';

const ENTRY = resolve(import.meta.dirname, '../../src/cli/gatehouse.ts');

export interface CommandLine {
  /** The folder that commands run in; a home of their own lies beside it. */
  readonly cwd: string;
  readonly home: string;
  /** Runs `gatehouse ARGS`. No standard input: nothing can be asked. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>;
}

/**
 * A command line in folders of its own, gone when the test is over. `path`: what PATH holds beside nothing. `timeoutMs`: for
 * commands that run others; default that of `runCommand`.
 */
export function makeCommandLine(
  test: Pick<TestContext, 'after'>,
  path = '',
  timeoutMs?: number,
): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-'));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return {
    cwd: folder,
    home: join(folder, 'home'),
    run: (args, env = {}) =>
      runCommand({
        command: [process.execPath, ENTRY, ...args],
        cwd: folder,
        env: { PATH: path, HOME: join(folder, 'home'), ...env },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
  };
}
