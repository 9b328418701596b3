// The command line's entry: `npx gatehouse COMMAND`.

import { COMMANDS } from './commands.ts';
import { runCommandLine } from './run-command-line.ts';
import { systemMachine } from './system-machine.ts';

process.exitCode = await runCommandLine(systemMachine(), COMMANDS, process.argv.slice(2));
