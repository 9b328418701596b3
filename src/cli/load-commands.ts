// Loads the commands that a command line may mean.

import type { Command } from './command.ts';

/**
 * The table, or of a scan that one command: it stands in every pipeline, and loading the others would take a large part of
 * its time.
 */
export async function loadCommands([name]: readonly string[]): Promise<readonly Command[]> {
  if (name === 'scan') return [(await import('./commands/scan.ts')).scanCommand];
  return (await import('./commands.ts')).COMMANDS;
}
