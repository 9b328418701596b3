// Loads the commands that a command line may mean.

import type { Command } from './command.ts';

/**
 * Commands that are loaded without the others: a scan stands in every pipeline, where loading all of them would take a large
 * part of its time; a server would keep them in memory for as long as it runs.
 */
const ALONE: Readonly<Record<string, () => Promise<Command>>> = {
  scan: async () => (await import('./commands/scan.ts')).scanCommand,
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
};

/** The table, or of a command that stands alone that one. */
export async function loadCommands([name = '']: readonly string[]): Promise<readonly Command[]> {
  const loadAlone = Object.hasOwn(ALONE, name) ? ALONE[name] : undefined;
  return loadAlone === undefined ? (await import('./commands.ts')).COMMANDS : [await loadAlone()];
}
