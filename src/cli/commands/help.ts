// gatehouse help, completion, version: about the command line itself.

import { readVersion } from '../../main/version.ts';
import { command, type Command } from '../command.ts';
import { completionScript, SHELLS } from '../completion-script.ts';
import { describeAll, describeCommand, describeFamily, firstWord } from '../help-text.ts';
import { findCommand } from '../parse-command-line.ts';
import { suggest } from '../suggest.ts';
import { UsageError } from '../usage-error.ts';

/** Those commands that speak of all the others. `all` is asked when they run. */
export function helpCommands(all: () => readonly Command[]): readonly Command[] {
  const help = command({
    name: 'help',
    summary: 'Say how a command is used, or which there are',
    words: [{ name: 'COMMAND', says: 'One of them', isOptional: true, isMany: true }],
    async run({ out }, { words: named }) {
      const commands = all();
      const family = commands.filter((one) => firstWord(one) === named[0]);
      if (named.length === 0) for (const line of describeAll(out.palette, commands)) out.line(line);
      else if (named.length === 1 && family.length > 1) {
        for (const line of describeFamily(out.palette, family)) out.line(line);
      } else {
        for (const line of describeCommand(out.palette, findCommand(commands, named).command)) out.line(line);
      }
      return 0;
    },
  });
  const completion = command({
    name: 'completion',
    summary: 'Print a script that completes commands in your shell',
    words: [{ name: 'SHELL', says: SHELLS.join(', '), completes: SHELLS }],
    examples: ['eval "$(gatehouse completion bash)"', 'gatehouse completion fish | source'],
    async run({ out }, { words: [name = ''] }) {
      const shell = SHELLS.find((one) => one === name);
      if (shell !== undefined) {
        out.raw(completionScript(shell, all()));
        return 0;
      }
      const near = suggest(name, SHELLS);
      throw new UsageError(`SHELL: found ${JSON.stringify(name)}, expected ${SHELLS.join(', ')}`, {
        commandName: 'completion',
        ...(near === undefined ? {} : { suggestion: `gatehouse completion ${near}` }),
      });
    },
  });
  const version = command({
    name: 'version',
    summary: 'Print the versions of Gatehouse and of what it runs on',
    hasJson: true,
    async run({ out, shared }) {
      const versions = { gatehouse: readVersion(), node: process.versions.node };
      if (shared.isJson) out.json(versions);
      else out.line(`gatehouse ${versions.gatehouse} (Node.js ${versions.node})`);
      return 0;
    },
  });
  return [help, completion, version];
}
