// docs/cli.md, made of the table of commands: `node scripts/cli-page.ts` writes it, and a test holds it to the table.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Command } from '../src/cli/command.ts';
import { COMMANDS } from '../src/cli/commands.ts';
import { describeAll, describeCommand } from '../src/cli/help-text.ts';
import type { Painted } from '../src/cli/terminal/painted.ts';
import { createPalette } from '../src/cli/terminal/palette.ts';

export const CLI_PAGE = join(import.meta.dirname, '../docs/cli.md');

/** The page as it should stand. */
export function renderCliPage(commands: readonly Command[] = COMMANDS): string {
  const palette = createPalette(false);
  const block = (lines: readonly Painted[]) =>
    `\`\`\`\n${lines.map(({ text }) => text).join('\n')}\n\`\`\`\n`;
  return [
    '# The command line\n',
    'Made of the commands’ own help by `node scripts/cli-page.ts`. `npx gatehouse COMMAND` asks the server that runs on the',
    'data folder (`--data`), or the folder itself while none does.\n',
    block(describeAll(palette, commands)),
    ...commands.flatMap((one) => [`## gatehouse ${one.name}\n`, block(describeCommand(palette, one))]),
  ].join('\n');
}

if (import.meta.main) writeFileSync(CLI_PAGE, renderCliPage());
