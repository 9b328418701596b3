// Runs one command line: finds the command, parses, runs, reports; answers the exit code.

import { dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Command } from './command.ts';
import type { CommandContext, SharedFlags } from './context.ts';
import type { Desk } from './desk/desk.ts';
import { openDesk } from './desk/open-desk.ts';
import { describeCommand } from './help-text.ts';
import type { Machine } from './machine.ts';
import { findCommand, parseInvocation } from './parse-command-line.ts';
import { reportError } from './report-error.ts';
import { createPrinter } from './terminal/printer.ts';
import { withoutLastSlashes } from '../kernel/without-last.ts';

/** Never rejects: what goes wrong is reported, and told by the exit code. */
export async function runCommandLine(
  machine: Machine,
  commands: readonly Command[],
  args: readonly string[],
): Promise<number> {
  const err = createPrinter(machine.errors);
  let meant: Command | undefined;
  try {
    const { command, rest } = findCommand(commands, withoutShorthand(args));
    meant = command;
    const invocation = parseInvocation(command, rest);
    const out = createPrinter(machine.output);
    const values: Readonly<Record<string, unknown>> = invocation.flags;
    if (values['help'] === true && command.takesAll !== true) {
      for (const line of describeCommand(out.palette, command)) out.line(line);
      return 0;
    }
    return await runWithDesk(machine, readShared(machine, values), { out, err }, (context) =>
      command.run(context, invocation),
    );
  } catch (error) {
    return reportError(err, commands, error, meant);
  }
}

/** `--help` and `--version` are commands too; with a command before it, `-h` is `--help`. */
function withoutShorthand(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  if (first === undefined || first === '--help' || first === '-h') return ['help', ...rest];
  if (first === '--version' || first === '-v' || first === '-V') return ['version', ...rest];
  return first === 'serve' ? args : args.map((arg) => (arg === '-h' ? '--help' : arg));
}

async function runWithDesk(
  machine: Machine,
  shared: SharedFlags,
  printers: Pick<CommandContext, 'out' | 'err'>,
  run: (context: CommandContext) => Promise<number>,
): Promise<number> {
  let desk: Promise<Desk> | undefined;
  const context: CommandContext = {
    machine,
    shared,
    ...printers,
    openDesk: ({ mayAsk } = { mayAsk: true }) =>
      (desk ??= openDesk({ ...machine, canAsk: machine.canAsk && mayAsk }, shared, printers.err)),
  };
  try {
    return await run(context);
  } finally {
    // A desk that could not be opened was reported by who asked for it.
    await (await desk?.catch(() => undefined))?.close();
  }
}

function readShared(machine: Machine, values: Readonly<Record<string, unknown>>): SharedFlags {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const { environment } = machine;
  const dataDir = chooseDataDir(machine, text('data') ?? environment['GATEHOUSE_DATA']);
  const server = text('server') ?? environment['GATEHOUSE_SERVER'];
  const token = text('token') ?? environment['GATEHOUSE_TOKEN'];
  const configFile = text('config');
  return {
    isJson: values['json'] === true,
    dataDir,
    configFile: configFile === undefined ? join(dataDir, 'gatehouse.toml') : resolve(machine.cwd, configFile),
    ...(server === undefined || server === '' ? {} : { server: withoutLastSlashes(server) }),
    ...(token === undefined || token === '' ? {} : { token }),
  };
}

const OWN_FOLDER = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folder that was named; else `data` here, or beside Gatehouse itself when there is none here. */
function chooseDataDir({ cwd }: Machine, named: string | undefined): string {
  if (named !== undefined && named !== '') return resolve(cwd, named);
  const [here, own] = [join(cwd, 'data'), join(OWN_FOLDER, 'data')];
  const isHere = existsSync(join(here, 'gatehouse.toml')) || !existsSync(join(own, 'gatehouse.toml'));
  return isHere ? here : own;
}
