// The command line's entry: `npx gatehouse COMMAND`.

import { keepCompiled } from '../main/compile-cache.ts';

keepCompiled();
const args = process.argv.slice(2);
const [commands, { runCommandLine }, { systemMachine }] = await Promise.all([
  import('./load-commands.ts').then(({ loadCommands }) => loadCommands(args)),
  import('./run-command-line.ts'),
  import('./system-machine.ts'),
]);

// Whoever reads what is printed may stop early, as `gatehouse feeds | head` does. The command ends as it would have.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = await runCommandLine(systemMachine(), commands, args);
