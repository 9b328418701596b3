// The command line's entry: `npx gatehouse COMMAND`.

import { keepCompiled } from '../main/compile-cache.ts';

keepCompiled();
const [{ COMMANDS }, { runCommandLine }, { systemMachine }] = await Promise.all([
  import('./commands.ts'),
  import('./run-command-line.ts'),
  import('./system-machine.ts'),
]);

process.exitCode = await runCommandLine(systemMachine(), COMMANDS, process.argv.slice(2));
